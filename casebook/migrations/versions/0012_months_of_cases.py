"""The search index knows the month of each case, which a listing by date is cut by; it was the year."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty the index and count every case as changed; the index is then built anew."""
    _start_over()


def downgrade() -> None:
    """The same: an index with months would not do for the code before."""
    _start_over()


def _start_over() -> None:
    for table in ("search_build", "search_posting", "search_array"):
        op.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    op.execute("INSERT INTO case_change (case_id) SELECT id FROM case_record WHERE deleted_at IS NULL ORDER BY id")

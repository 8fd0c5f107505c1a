"""Indexes of cases that no query asks for any more are dropped: since the search index answers the listing, they only
cost. Nine of sixteen had to be written with each case; the trash keeps a small one of its own."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLE = "case_record"
UNUSED = {
    f"ix_case_record_{column}": [column]
    for column in (
        *(f"{level}_code" for level in ("province", "city", "district", "street", "community")),
        *("kind", "year", "status", "team_size_value"),
    )
}
LISTING = "ix_case_record_listing"
TRASH = "ix_case_record_deleted_at"


def upgrade() -> None:
    """Nothing that is stored changes."""
    for name in (*UNUSED, LISTING):
        op.drop_index(name, TABLE)
    op.create_index(TRASH, TABLE, ["deleted_at"])


def downgrade() -> None:
    """Build them anew."""
    op.drop_index(TRASH, TABLE)
    op.create_index(LISTING, TABLE, ["deleted_at", "reported_on", "id"])
    for name, columns in UNUSED.items():
        op.create_index(name, TABLE, columns)

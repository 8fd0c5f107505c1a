"""The search index and the log of changed cases; every case that is there counts as changed."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; ``casebook serve`` or ``casebook db reindex`` builds the index."""
    op.create_table(
        "case_change",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_case_change"),
        sqlite_autoincrement=True,
    )
    op.execute("INSERT INTO case_change (case_id) SELECT id FROM case_record ORDER BY id")
    op.create_table(
        "search_build",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("chunk", sa.Integer(), nullable=False),
        sa.Column("built_through", sa.BigInteger(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("generation", name="pk_search_build"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "search_posting",
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("gram", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("scope", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("docs", sa.LargeBinary()),
        sa.Column("positions", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("generation", "gram", "scope", name="pk_search_posting"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_array",
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "name", name="pk_search_array"),
        sqlite_with_rowid=False,
    )
    lease = op.create_table(
        "search_lease",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.String(40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_lease"),
    )
    op.bulk_insert(lease, [{"id": 1, "holder": "", "until": datetime(2000, 1, 1, tzinfo=UTC)}])
    if op.get_bind().dialect.name == "postgresql":
        # Bitmaps do not shrink by compression, and reading them would pay for it.
        op.execute("ALTER TABLE search_posting ALTER docs SET STORAGE EXTERNAL, ALTER positions SET STORAGE EXTERNAL")


def downgrade() -> None:
    """Drop the tables."""
    for table in ("search_lease", "search_array", "search_posting", "search_build", "case_change"):
        op.drop_table(table)

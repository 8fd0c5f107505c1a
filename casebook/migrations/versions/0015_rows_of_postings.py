"""SQLite finds postings by a small index of their own, not within a tree of all their bytes.

Without row numbers the rows are the leaves and the branches of one tree, and whoever looks for one reads each row that
it is compared with, a hundred kilobytes of positions with it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def _columns(table: str) -> list[sa.Column]:  # type: ignore[type-arg]
    generation = sa.Column("generation", sa.Integer(), nullable=False)
    if table == "search_array":
        name = sa.Column("name", sa.String(20), nullable=False)
        return [generation, name, sa.Column("data", sa.LargeBinary(), nullable=False)]
    keys = [sa.Column("gram", sa.BigInteger(), nullable=False), sa.Column("scope", sa.Integer(), nullable=False)]
    return [generation, *keys, sa.Column("docs", sa.LargeBinary()), sa.Column("positions", sa.LargeBinary())]


KEYS = {"search_posting": ("generation", "gram", "scope"), "search_array": ("generation", "name")}


def upgrade() -> None:
    """The same rows in tables of the usual form."""
    _move(with_rowid=True)


def downgrade() -> None:
    """And back."""
    _move(with_rowid=False)


def _move(*, with_rowid: bool) -> None:
    """PostgreSQL keeps rows and their index apart anyway."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for table, keys in KEYS.items():
        before = f"{table}_before"
        op.rename_table(table, before)
        key = sa.PrimaryKeyConstraint(*keys, name=f"pk_{table}")
        op.create_table(table, *_columns(table), key, sqlite_with_rowid=with_rowid)
        op.execute(f"INSERT INTO {table} SELECT * FROM {before} ORDER BY {', '.join(keys)}")  # noqa: S608 - own names
        op.drop_table(before)

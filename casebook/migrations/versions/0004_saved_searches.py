"""Saved searches: listings under a name, with what their owners have seen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("alerts", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("seen", sa.LargeBinary(), nullable=False),
        sa.Column("seen_before", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_search"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_saved_search_user_id_user_account"),
        sa.UniqueConstraint("user_id", "name", name="uq_saved_search_user_id_name"),
    )


def downgrade() -> None:
    """Forget the saved searches."""
    op.drop_table("saved_search")

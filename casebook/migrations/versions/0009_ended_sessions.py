"""Sessions that were ended by signing out, so that copies of their cookies open nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "ended_session",
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_ended_session"),
    )
    op.create_index("ix_ended_session_ended_at", "ended_session", ["ended_at"])


def downgrade() -> None:
    """Forget which sessions were ended."""
    op.drop_table("ended_session")

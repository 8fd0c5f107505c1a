"""Search texts: those of reports, and the version of the program that made each, so that older ones are made anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; ``casebook db upgrade`` fills them afterwards, in batches."""
    op.add_column("report", sa.Column("search_text", sa.Text(), nullable=False, server_default=""))
    op.add_column("report", sa.Column("search_version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("case_record", sa.Column("search_version", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take the columns away; the search texts of cases stay, written as they are."""
    op.drop_column("case_record", "search_version")
    op.drop_column("report", "search_version")
    op.drop_column("report", "search_text")

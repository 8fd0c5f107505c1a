"""Imports of files: a file that comes again is known, one that was cut off goes on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "case_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_import"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_case_import_user_id_user_account"),
    )
    op.create_index("ix_case_import_sha256", "case_import", ["sha256"])


def downgrade() -> None:
    """Forget which files were imported; the cases stay."""
    op.drop_table("case_import")

"""Imports through the page: the uploaded file, its confirmation, what became of each row, and taking it back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Imports so far came by the command, which asks for no confirmation; which cases they made is not known."""
    op.add_column("case_import", sa.Column("file_key", sa.String(64)))
    op.add_column("case_import", sa.Column("confirmed_at", MOMENT))
    op.add_column("case_import", sa.Column("undone_at", MOMENT))
    op.create_index("ix_case_import_user_id", "case_import", ["user_id"])
    op.execute("UPDATE case_import SET confirmed_at = begun_at")
    op.create_table(
        "case_import_row",
        sa.Column("case_import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer()),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("case_import_id", "number", name="pk_case_import_row"),
        sa.ForeignKeyConstraint(
            ["case_import_id"],
            ["case_import.id"],
            name="fk_case_import_row_case_import_id_case_import",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_case_import_row_case_id_case_record"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_import_row_case_id", "case_import_row", ["case_id"])


def downgrade() -> None:
    """Take it away, with the uploads that nobody has confirmed; the cases stay."""
    op.drop_table("case_import_row")
    op.execute("DELETE FROM case_import WHERE confirmed_at IS NULL")
    op.drop_index("ix_case_import_user_id", "case_import")
    for name in ("undone_at", "confirmed_at", "file_key"):
        op.drop_column("case_import", name)

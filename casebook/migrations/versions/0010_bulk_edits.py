"""Bulk edits: one change to many cases, and what takes it back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CODE = sa.String(30)
STATES = "'selected', 'applying', 'applied', 'undoing', 'undone'"
OUTCOMES = "'changed', 'same', 'hidden', 'trashed', 'denied', 'stale', 'move', 'circle', 'no_tag', 'value', 'since'"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "bulk_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("change", sa.JSON()),
        sa.Column("state", CODE, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("applied_at", MOMENT),
        sa.Column("undone_at", MOMENT),
        sa.Column("undone_by_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_edit"),
        sa.CheckConstraint(f"state IN ({STATES})", name="ck_bulk_edit_state"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_bulk_edit_user_id_user_account"),
        sa.ForeignKeyConstraint(["undone_by_id"], ["user_account.id"], name="fk_bulk_edit_undone_by_id_user_account"),
    )
    op.create_index("ix_bulk_edit_user_applied", "bulk_edit", ["user_id", "applied_at"])
    op.create_table(
        "bulk_edit_item",
        sa.Column("bulk_edit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outcome", CODE),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
        sa.Column("undone", CODE),
        sa.Column("kept", sa.JSON()),
        sa.PrimaryKeyConstraint("bulk_edit_id", "position", name="pk_bulk_edit_item"),
        sa.CheckConstraint(f"outcome IN ({OUTCOMES})", name="ck_bulk_edit_item_outcome"),
        sa.CheckConstraint(f"undone IN ({OUTCOMES})", name="ck_bulk_edit_item_undone"),
        sa.ForeignKeyConstraint(
            ["bulk_edit_id"], ["bulk_edit.id"], name="fk_bulk_edit_item_bulk_edit_id_bulk_edit", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_bulk_edit_item_case_id_case_record"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_bulk_edit_item_outcome", "bulk_edit_item", ["bulk_edit_id", "outcome"])
    op.create_index("ix_bulk_edit_item_case_id", "bulk_edit_item", ["case_id"])


def downgrade() -> None:
    """Take them away; the revisions of the cases stay."""
    op.drop_table("bulk_edit_item")
    op.drop_table("bulk_edit")

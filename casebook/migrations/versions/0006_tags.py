"""Tags: the vocabulary of a district, and which cases carry which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make both tables; no case has a tag yet."""
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(6), nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("became_id", sa.Integer()),
        sa.Column("retired_at", MOMENT),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tag"),
        sa.UniqueConstraint("region_code", "name", name="uq_tag_region_code_name"),
        sa.ForeignKeyConstraint(["became_id"], ["tag.id"], name="fk_tag_became_id_tag"),
        sa.ForeignKeyConstraint(["created_by_id"], ["user_account.id"], name="fk_tag_created_by_id_user_account"),
    )
    op.create_index("ix_tag_name", "tag", ["name"])
    op.create_index("ix_tag_became_id", "tag", ["became_id"])
    op.create_table(
        "case_tag",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "tag_id", name="pk_case_tag"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_record.id"], name="fk_case_tag_case_id_case_record", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name="fk_case_tag_tag_id_tag"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_tag_tag_id", "case_tag", ["tag_id"])


def downgrade() -> None:
    """Take the tags away."""
    op.drop_table("case_tag")
    op.drop_table("tag")

"""The place of each draft as a code of its own, so that the office there can find it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_FINEST_FIRST = ("community", "street", "district", "city", "province")
_BATCH = 1000


def upgrade() -> None:
    """Add the column, and fill it from what extraction proposed."""
    op.add_column("draft", sa.Column("region_code", sa.String(12)))
    op.create_index("ix_draft_region_code", "draft", ["region_code"])
    draft = sa.table(
        "draft",
        sa.column("id", sa.Integer),
        sa.column("report_id", sa.Integer),
        sa.column("region_code", sa.String),
        sa.column("proposed", sa.JSON),
    )
    connection = op.get_bind()
    last = 0
    while batch := connection.execute(
        sa.select(draft.c.id, draft.c.proposed)
        .where(draft.c.id > last, draft.c.report_id.is_not(None))
        .order_by(draft.c.id)
        .limit(_BATCH)
    ).all():
        for draft_id, proposed in batch:
            if code := _code(proposed.get("place") or {}):
                connection.execute(sa.update(draft).where(draft.c.id == draft_id).values(region_code=code))
        last = batch[-1].id


def downgrade() -> None:
    """Take the column away; the proposed places stay."""
    op.drop_index("ix_draft_region_code", "draft")
    op.drop_column("draft", "region_code")


def _code(place: Mapping[str, Any]) -> str | None:
    return next((place[level][1] for level in _FINEST_FIRST if level in place and place[level][1]), None)

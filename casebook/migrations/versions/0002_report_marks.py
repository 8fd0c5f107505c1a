"""Marks of reports: near duplicates are looked up instead of compared with every report."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_EVERY = 8  # casebook.services.fingerprint.MARK_EVERY when this step was written
_BATCH = 1000


def upgrade() -> None:
    """Make the table, and the marks of the reports that are there."""
    marks = op.create_table(
        "report_mark",
        sa.Column("mark", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("mark", "report_id", name="pk_report_mark"),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name="fk_report_mark_report_id_report", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_report_mark_report_id", "report_mark", ["report_id"])
    report = sa.table("report", sa.column("id", sa.Integer), sa.column("fingerprint", sa.JSON))
    connection = op.get_bind()
    last = 0
    while batch := connection.execute(
        sa.select(report).where(report.c.id > last).order_by(report.c.id).limit(_BATCH)
    ).all():
        rows = [
            {"mark": value, "report_id": report_id}
            for report_id, fingerprint in batch
            for value in sorted({one for one in fingerprint.get("sketch", ()) if one % _EVERY == 0})
        ]
        if rows:
            connection.execute(marks.insert(), rows)
        last = batch[-1].id


def downgrade() -> None:
    """Take the marks away; the sketches stay."""
    op.drop_table("report_mark")

"""The first schema: accounts, reports, cases, drafts, evidence, history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CODE = sa.String(30)


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(100), nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_login_attempt"),
    )
    op.create_index("ix_login_attempt_address", "login_attempt", ["address"])
    op.create_index("ix_login_attempt_username", "login_attempt", ["username"])
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(50), nullable=False),
        sa.Column("display_name", sa.String(50), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("role", CODE, nullable=False),
        sa.Column("region_code", sa.String(12)),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("session_stamp", sa.String(32), nullable=False),
        sa.Column("language", sa.String(2)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_login_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_user_account"),
        sa.UniqueConstraint("username", name="uq_user_account_username"),
        sa.CheckConstraint("role IN ('worker', 'official', 'reporter', 'admin')", name="ck_user_account_role"),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("user_id", sa.Integer()),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(40)),
        sa.Column("subject_id", sa.Integer()),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_event"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_audit_event_user_id_user_account"),
    )
    op.create_index("ix_audit_event_at", "audit_event", ["at"])
    op.create_index("ix_audit_event_user_id", "audit_event", ["user_id"])
    op.create_table(
        "case_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("parent_id", sa.Integer()),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("contact_person", sa.String(50), nullable=False),
        sa.Column("contact_phone", sa.String(30), nullable=False),
        sa.Column("province_name", sa.String(60)),
        sa.Column("province_code", sa.String(12)),
        sa.Column("city_name", sa.String(60)),
        sa.Column("city_code", sa.String(12)),
        sa.Column("district_name", sa.String(60)),
        sa.Column("district_code", sa.String(12)),
        sa.Column("street_name", sa.String(60)),
        sa.Column("street_code", sa.String(12)),
        sa.Column("community_name", sa.String(60)),
        sa.Column("community_code", sa.String(12)),
        sa.Column("region_code", sa.String(12)),
        sa.Column("team_count_value", sa.Double()),
        sa.Column("team_count_qualifier", CODE),
        sa.Column("team_count_unit", sa.String(20)),
        sa.Column("team_count_basis", sa.String(60)),
        sa.Column("team_count_period", sa.String(60)),
        sa.Column("team_size_value", sa.Double()),
        sa.Column("team_size_qualifier", CODE),
        sa.Column("team_size_unit", sa.String(20)),
        sa.Column("team_size_basis", sa.String(60)),
        sa.Column("team_size_period", sa.String(60)),
        sa.Column("started", sa.String(10)),
        sa.Column("reported_on", sa.String(10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("status", CODE, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("deleted_at", MOMENT),
        sa.Column("deleted_by_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_case_record"),
        sa.CheckConstraint(
            "kind IN ('volunteer_team', 'mediation_platform', 'care_home', 'service_station', 'governance_model', 'other')",
            name="ck_case_record_kind",
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["case_record.id"], name="fk_case_record_parent_id_case_record"),
        sa.CheckConstraint(
            "team_count_qualifier IN ('exact', 'over', 'under', 'about')", name="ck_case_record_team_count_qualifier"
        ),
        sa.CheckConstraint(
            "team_size_qualifier IN ('exact', 'over', 'under', 'about')", name="ck_case_record_team_size_qualifier"
        ),
        sa.CheckConstraint("status IN ('draft', 'submitted', 'verified', 'archived')", name="ck_case_record_status"),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name="fk_case_record_created_by_id_user_account"
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["user_account.id"], name="fk_case_record_updated_by_id_user_account"
        ),
        sa.ForeignKeyConstraint(
            ["deleted_by_id"], ["user_account.id"], name="fk_case_record_deleted_by_id_user_account"
        ),
    )
    op.create_index("ix_case_record_city_code", "case_record", ["city_code"])
    op.create_index("ix_case_record_community_code", "case_record", ["community_code"])
    op.create_index("ix_case_record_district_code", "case_record", ["district_code"])
    op.create_index("ix_case_record_kind", "case_record", ["kind"])
    op.create_index("ix_case_record_listing", "case_record", ["deleted_at", "reported_on", "id"])
    op.create_index("ix_case_record_name", "case_record", ["name"])
    op.create_index("ix_case_record_parent_id", "case_record", ["parent_id"])
    op.create_index("ix_case_record_province_code", "case_record", ["province_code"])
    op.create_index("ix_case_record_region_code", "case_record", ["region_code"])
    op.create_index("ix_case_record_status", "case_record", ["status"])
    op.create_index("ix_case_record_status_region", "case_record", ["status", "region_code"])
    op.create_index("ix_case_record_street_code", "case_record", ["street_code"])
    op.create_index("ix_case_record_team_size_value", "case_record", ["team_size_value"])
    op.create_index("ix_case_record_updated_at", "case_record", ["updated_at"])
    op.create_index("ix_case_record_year", "case_record", ["year"])
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("publisher", sa.String(200)),
        sa.Column("published", sa.String(10)),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("fingerprint", sa.JSON(), nullable=False),
        sa.Column("source_url", sa.String(2000)),
        sa.Column("file_name", sa.String(255)),
        sa.Column("file_key", sa.String(64)),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("region_code", sa.String(12)),
        sa.Column("brought_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
        sa.ForeignKeyConstraint(["brought_by_id"], ["user_account.id"], name="fk_report_brought_by_id_user_account"),
    )
    op.create_index("ix_report_created_at", "report", ["created_at"])
    op.create_index("ix_report_region_code", "report", ["region_code"])
    op.create_index("ix_report_text_hash", "report", ["text_hash"])
    op.create_table(
        "case_outcome",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("value", sa.Double()),
        sa.Column("qualifier", CODE),
        sa.Column("unit", sa.String(20)),
        sa.Column("basis", sa.String(60)),
        sa.Column("period", sa.String(60)),
        sa.PrimaryKeyConstraint("case_id", "position", name="pk_case_outcome"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_record.id"], name="fk_case_outcome_case_id_case_record", ondelete="CASCADE"
        ),
        sa.CheckConstraint("qualifier IN ('exact', 'over', 'under', 'about')", name="ck_case_outcome_qualifier"),
    )
    op.create_table(
        "case_report",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("attached_by_id", sa.Integer(), nullable=False),
        sa.Column("attached_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "report_id", name="pk_case_report"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_case_report_case_id_case_record"),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name="fk_case_report_report_id_report"),
        sa.ForeignKeyConstraint(
            ["attached_by_id"], ["user_account.id"], name="fk_case_report_attached_by_id_user_account"
        ),
    )
    op.create_index("ix_case_report_report_id", "case_report", ["report_id"])
    op.create_table(
        "case_service",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "position", name="pk_case_service"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_record.id"], name="fk_case_service_case_id_case_record", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("case_id", sa.Integer()),
        sa.Column("base_version", sa.Integer()),
        sa.Column("state", CODE, nullable=False),
        sa.Column("proposed", sa.JSON(), nullable=False),
        sa.Column("typed", sa.JSON()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name="fk_draft_report_id_report"),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name="fk_draft_owner_id_user_account"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_draft_case_id_case_record"),
        sa.CheckConstraint("state IN ('open', 'accepted', 'rejected')", name="ck_draft_state"),
    )
    op.create_index("ix_draft_case_id", "draft", ["case_id"])
    op.create_index("ix_draft_owner_case", "draft", ["owner_id", "case_id"])
    op.create_index("ix_draft_report_id", "draft", ["report_id"])
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("action", CODE, nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("report_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.UniqueConstraint("case_id", "version", name="uq_revision_case_id_version"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_revision_case_id_case_record"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_revision_user_id_user_account"),
        sa.CheckConstraint(
            "action IN ('create', 'edit', 'status', 'attach', 'trash', 'restore')", name="ck_revision_action"
        ),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name="fk_revision_report_id_report"),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer()),
        sa.Column("case_id", sa.Integer()),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("start_offset", sa.Integer(), nullable=False),
        sa.Column("end_offset", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("method", CODE, nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("decided_by_id", sa.Integer()),
        sa.Column("decided_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.CheckConstraint("start_offset >= 0 AND end_offset > start_offset", name="ck_evidence_span"),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name="ck_evidence_confidence"),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name="fk_evidence_report_id_report"),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name="fk_evidence_draft_id_draft"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_evidence_case_id_case_record"),
        sa.CheckConstraint("method IN ('rule', 'model', 'language_model', 'person')", name="ck_evidence_method"),
        sa.CheckConstraint("state IN ('proposed', 'accepted', 'edited', 'rejected')", name="ck_evidence_state"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name="fk_evidence_decided_by_id_user_account"),
    )
    op.create_index("ix_evidence_case_field", "evidence", ["case_id", "field"])
    op.create_index("ix_evidence_draft_id", "evidence", ["draft_id"])
    op.create_index("ix_evidence_report_id", "evidence", ["report_id"])


def downgrade() -> None:
    """Drop all tables, with everything in them."""
    for table in (
        "evidence",
        "revision",
        "draft",
        "case_service",
        "case_report",
        "case_outcome",
        "report",
        "case_record",
        "audit_event",
        "user_account",
        "login_attempt",
    ):
        op.drop_table(table)

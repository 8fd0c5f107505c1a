"""The closed vocabularies, each with the words that people see."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from casebook.bilingual import Bilingual


class Vocabulary(StrEnum):
    """A closed list of codes; each member carries its label in both languages."""

    label: Bilingual

    def __new__(cls, code: str, zh: str = "", en: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = Bilingual(zh, en)
        return member


class Kind(Vocabulary):
    """What sort of undertaking a case records (类型)."""

    VOLUNTEER_TEAM = "volunteer_team", "志愿服务队伍", "Volunteer team"
    MEDIATION_PLATFORM = "mediation_platform", "纠纷调解平台", "Mediation platform"
    CARE_HOME = "care_home", "助残养老家园", "Care home"
    SERVICE_STATION = "service_station", "服务阵地", "Service station"
    GOVERNANCE_MODEL = "governance_model", "治理模式", "Governance model"
    OTHER = "other", "其他", "Other"


class CaseStatus(Vocabulary):
    """Where a case stands on its way from a draft to the archive."""

    DRAFT = "draft", "草稿", "Draft"
    SUBMITTED = "submitted", "待核实", "Submitted"
    VERIFIED = "verified", "已核实", "Verified"
    ARCHIVED = "archived", "已归档", "Archived"


class Qualifier(Vocabulary):
    """How a report hedges a figure: 3300多 is ``over``, 近百 is ``under``, 约30 is ``about``."""

    EXACT = "exact", "恰好", "exactly"
    OVER = "over", "多于", "over"
    UNDER = "under", "近", "nearly"
    ABOUT = "about", "约", "about"


class OutcomeKind(Vocabulary):
    """What sort of result an outcome states; it follows from the unit of its figure."""

    PEOPLE = "people", "服务人数", "People served"
    MATTERS = "matters", "办结事项", "Matters resolved"
    EVENTS = "events", "开展活动", "Events held"
    RATE = "rate", "比率", "A rate"
    MONEY = "money", "金额", "Money"
    OTHER_FIGURE = "other_figure", "其他数量", "Another figure"
    WORDS = "words", "文字成效", "In words"


class Method(Vocabulary):
    """Who found a value in a report."""

    RULE = "rule", "规则", "Rules"
    MODEL = "model", "统计模型", "Shipped model"
    LANGUAGE_MODEL = "language_model", "语言模型", "Language model"
    PERSON = "person", "人工", "A person"


class EvidenceState(Vocabulary):
    """What a person said of a proposed value; states, never deletions."""

    PROPOSED = "proposed", "待确认", "Proposed"
    ACCEPTED = "accepted", "已采纳", "Accepted"
    EDITED = "edited", "已修改", "Edited"
    REJECTED = "rejected", "未采纳", "Rejected"


class DraftState(Vocabulary):
    """Where a draft stands: still open, turned into a case, or turned down."""

    OPEN = "open", "待确认", "Open"
    ACCEPTED = "accepted", "已采纳", "Accepted"
    REJECTED = "rejected", "未采纳", "Rejected"


class Role(Vocabulary):
    """What a user may do, always within the user's region."""

    WORKER = "worker", "社区工作者", "Community worker"
    OFFICIAL = "official", "街道/区级干部", "Official"
    REPORTER = "reporter", "报告员", "Report writer"
    ADMIN = "admin", "管理员", "Administrator"

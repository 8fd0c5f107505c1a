"""The single definition of a case.

To add a field: add it here, add its column in ``casebook/models/case.py`` and write the migration. Forms, listings,
details, history, imports and exports follow by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from casebook.bilingual import Bilingual
from casebook.record.vocabularies import Kind, Vocabulary


class FieldType(StrEnum):
    """How a value is stored, typed and shown; see ``casebook.record.values`` for the Python types."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    PLACE = "place"
    QUANTITY = "quantity"
    DATE = "date"
    LINES = "lines"
    OUTCOMES = "outcomes"
    CASE = "case"
    TAGS = "tags"


class Visibility(StrEnum):
    """Who may see a field: everyone who sees the case, or only those who work on it."""

    OPEN = "open"
    INTERNAL = "internal"


class Group(StrEnum):
    """The sections of the form and of the detail page."""

    IDENTITY = "identity"
    PLACE = "place"
    TEAM = "team"
    WORK = "work"
    CONTACT = "contact"


GROUPS: dict[Group, Bilingual] = {
    Group.IDENTITY: Bilingual("基本情况", "Basics"),
    Group.PLACE: Bilingual("所在地", "Place"),
    Group.TEAM: Bilingual("队伍与人员", "Teams and people"),
    Group.WORK: Bilingual("服务与成效", "Services and outcomes"),
    Group.CONTACT: Bilingual("联系方式（内部）", "Contact (internal)"),
}


#: Named here because the attribute ``type`` of ``Field`` hides the builtin inside the class.
VocabularyClass = type[Vocabulary]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a case.

    ``max_length`` is in characters (per line for ``LINES``), ``unit`` the measure word assumed where none is typed,
    ``max_items`` bounds repeated values.
    """

    name: str
    label: Bilingual
    type: FieldType
    group: Group
    hint: Bilingual | None = None
    required: bool = False
    max_length: int = 200
    max_items: int = 50
    unit: str | None = None
    vocabulary: VocabularyClass | None = None
    visibility: Visibility = Visibility.OPEN


FIELDS: tuple[Field, ...] = (
    Field(
        "name",
        Bilingual("名称", "Name"),
        FieldType.TEXT,
        Group.IDENTITY,
        Bilingual("不带引号和地名，例如：甸亮初心", "Without quotation marks and place, e.g. 甸亮初心"),
        required=True,
    ),
    Field("kind", Bilingual("类型", "Kind"), FieldType.CHOICE, Group.IDENTITY, required=True, vocabulary=Kind),
    Field(
        "parent",
        Bilingual("上级案例", "Parent case"),
        FieldType.CASE,
        Group.IDENTITY,
        Bilingual("所属的品牌或项目", "The brand or programme it belongs to"),
    ),
    Field(
        "summary",
        Bilingual("简介", "Summary"),
        FieldType.LONG_TEXT,
        Group.IDENTITY,
        max_length=2000,
    ),
    Field(
        "tags",
        Bilingual("标签", "Tags"),
        FieldType.TAGS,
        Group.IDENTITY,
        Bilingual("从本地的标签中选，每行一个", "From the tags of the place, one a line"),
        max_length=20,
        max_items=20,
    ),
    Field(
        "place",
        Bilingual("所在地", "Place"),
        FieldType.PLACE,
        Group.PLACE,
        Bilingual("可输入中文、拼音或首字母", "Type Chinese, pinyin or initials"),
        required=True,
        max_length=60,
    ),
    Field(
        "team_count",
        Bilingual("队伍数", "Team count"),
        FieldType.QUANTITY,
        Group.TEAM,
        Bilingual("队伍或站点的数量，例如：64支、12处", "Number of teams or sites, e.g. 64支"),
        unit="支",
    ),
    Field(
        "team_size",
        Bilingual("人数", "Team size"),
        FieldType.QUANTITY,
        Group.TEAM,
        Bilingual("参与服务的人数，例如：3300多人", "People who do the work, e.g. 3300多人"),
        unit="人",
    ),
    Field(
        "started",
        Bilingual("开始时间", "Started"),
        FieldType.DATE,
        Group.TEAM,
        Bilingual("例如：2023年5月", "For example 2023-05"),
    ),
    Field(
        "services",
        Bilingual("服务内容", "Services"),
        FieldType.LINES,
        Group.WORK,
        Bilingual("每行一项", "One a line"),
    ),
    Field(
        "outcomes",
        Bilingual("成效", "Outcomes"),
        FieldType.OUTCOMES,
        Group.WORK,
        Bilingual("写一句话；有数字的写明数量", "One sentence each; state the figure if there is one"),
        max_length=500,
    ),
    Field(
        "contact_person",
        Bilingual("联系人", "Contact person"),
        FieldType.TEXT,
        Group.CONTACT,
        max_length=50,
        visibility=Visibility.INTERNAL,
    ),
    Field(
        "contact_phone",
        Bilingual("联系电话", "Contact phone"),
        FieldType.TEXT,
        Group.CONTACT,
        max_length=30,
        visibility=Visibility.INTERNAL,
    ),
)

_BY_NAME = {field.name: field for field in FIELDS}


def field_named(name: str) -> Field:
    """The field called ``name``; KeyError where there is none."""
    return _BY_NAME[name]

"""The events of the audit trail in words, for those who read it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from casebook import regions
from casebook.bilingual import Bilingual
from casebook.models import AuditEvent
from casebook.record import FIELDS, CaseStatus, Role
from casebook.search import parse
from casebook.services.audit import Action
from casebook.services.bulk_changes import Act
from casebook.services.filters import in_words

Words = Bilingual | str

_SUBJECTS = {
    "case": Bilingual("案例", "Case"),
    "report": Bilingual("报道", "Report"),
    "user": Bilingual("账号", "Account"),
    "case_import": Bilingual("导入", "Import"),
    "search": Bilingual("保存的查询", "Saved search"),
    "tag": Bilingual("标签", "Tag"),
    "bulk_edit": Bilingual("批量修改", "Bulk edit"),
    "backup": Bilingual("备份", "Backup"),
}
_KEYS = {
    "role": Bilingual("角色", "role"),
    "region": Bilingual("辖区", "region"),
    "region_code": Bilingual("辖区", "region"),
    "is_active": Bilingual("可以登录", "may sign in"),
    "everywhere": Bilingual("所有设备", "everywhere"),
    "reset": Bilingual("由管理员重置", "reset by an administrator"),
    "method": Bilingual("方式", "method"),
    "path": Bilingual("地址", "address"),
    "fields": Bilingual("修改项", "fields"),
    "status": Bilingual("状态", "status"),
    "report": Bilingual("报道", "report"),
    "case": Bilingual("案例", "case"),
    "draft": Bilingual("草稿", "draft"),
    "values": Bilingual("值的数量", "values"),
    "drafts": Bilingual("草稿数", "drafts"),
    "alerts": Bilingual("提醒", "alerts"),
    "format": Bilingual("格式", "format"),
    "query": Bilingual("条件", "filter"),
    "count": Bilingual("条数", "rows"),
    "ids": Bilingual("编号", "numbers"),
    "change": Bilingual("修改", "change"),
    "file": Bilingual("文件", "file"),
    "name": Bilingual("名称", "name"),
    "before": Bilingual("原名", "former name"),
    "into": Bilingual("并入", "into"),
    "token": Bilingual("令牌", "token"),
    "read_only": Bilingual("只读", "read only"),
    "days": Bilingual("有效天数", "days"),
    "made_at": Bilingual("备份时间", "made at"),
}
_LABELS: dict[str, Bilingual] = {field.name: field.label for field in FIELDS}


def action(event: AuditEvent) -> Words:
    """What was done; a code that no version knows any more stays a code."""
    return Action(event.action).label if event.action in list(Action) else event.action


def subject(event: AuditEvent) -> Words:
    """What sort of thing it was done to; empty where there is none."""
    return _SUBJECTS.get(event.subject or "", event.subject or "")


def details(event: AuditEvent) -> list[tuple[Words, Words]]:
    """The particulars as pairs of name and value."""
    return [(_KEYS.get(key, key), _value(key, value)) for key, value in event.detail.items()]


def _value(key: str, value: Any) -> Words:
    match key, value:
        case _, True:
            return _YES
        case _, False:
            return _NO
        case "region" | "region_code", None:
            return _WHOLE_COUNTRY
        case "region" | "region_code", str():
            return regions.full_name(value) or value
        case "role", str() if value in list(Role):
            return Role(value).label
        case "status", str() if value in list(CaseStatus):
            return CaseStatus(value).label
        case "change", {"act": str(act)} if act in list(Act):
            return Act(act).label
        case "query", str():
            return in_words(parse(parse_qs(value))[0])
        case "ids", list():
            return _first(value)
        case "fields", list():
            labels = [_LABELS.get(name, Bilingual(name, name)) for name in value]
            return Bilingual("、".join(label.zh for label in labels), ", ".join(label.en for label in labels))
    return "" if value is None else str(value)


def _first(ids: list[int]) -> str:
    """The first numbers of a long list; the event holds all."""
    shown = " ".join(f"#{number}" for number in ids[:_MOST_IDS])
    return f"{shown} …" if len(ids) > _MOST_IDS else shown


_MOST_IDS = 20
_YES, _NO = Bilingual("是", "yes"), Bilingual("否", "no")
_WHOLE_COUNTRY = Bilingual("全国", "the whole country")

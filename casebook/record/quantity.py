"""A figure that can be defended: a value with its qualifier, unit, basis and period, never a bare number."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from casebook.bilingual import Bilingual, Language
from casebook.errors import Invalid
from casebook.record.numerals import find_numbers, hedge, tidy
from casebook.record.vocabularies import Qualifier

#: Measure words, longest first, so that 人次 is never read as 人.
UNITS: tuple[str, ...] = (
    *("个百分点", "平方米", "人次", "小时", "课时", "学时", "公里", "公斤", "个月"),
    *(
        "人",
        "名",
        "位",
        "支",
        "个",
        "家",
        "处",
        "件",
        "起",
        "户",
        "场",
        "次",
        "元",
        "条",
        "项",
        "天",
        "份",
        "张",
        "台",
    ),
    *(
        "间",
        "所",
        "座",
        "栋",
        "对",
        "桩",
        "宗",
        "例",
        "批",
        "期",
        "类",
        "种",
        "餐",
        "顿",
        "单",
        "亩",
        "吨",
        "年",
        "周",
        "%",
    ),
)
_UNIT = re.compile("|".join(map(re.escape, UNITS)))
_TRAILING_HEDGE = re.compile(r"(以上|左右|上下|以下|以内|开外|出头|有余|往上)$")
_NEGATIVE = re.compile(r"\s*[-－−]")
#: Larger values are typing errors: no count of a district comes near (the country has 1.4e9 people).
LARGEST = 1e12


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as reported.

    ``unit`` is the measure word (人, 人次, 支, 件, 元, %), ``basis`` the noun that was counted (志愿者), ``period`` the
    time that it covers as printed (2023年以来). 人 and 人次 are different units and are never added.
    """

    value: float
    qualifier: Qualifier = Qualifier.EXACT
    unit: str | None = None
    basis: str | None = None
    period: str | None = None

    def __post_init__(self) -> None:
        # Databases give every number back as a float; 3300.0 would be printed and exported as such.
        object.__setattr__(self, "value", tidy(self.value))

    def __str__(self) -> str:
        return self.say("zh")

    def say(self, language: Language) -> str:
        """3300多人, 近100户, 约30件; in English over 3300 人: the unit stays as counted."""
        number = format_number(self.value)
        unit = self.unit or ""
        if language == "en":
            hedged = "" if self.qualifier is Qualifier.EXACT else f"{self.qualifier.label.en} "
            return f"{hedged}{number}{'' if unit == '%' else ' '}{unit}".strip()
        if self.qualifier is Qualifier.OVER:
            return f"超{number}%" if unit == "%" else f"{_with_more(self.value)}{unit}"
        hedged = {Qualifier.UNDER: "近", Qualifier.ABOUT: "约"}.get(self.qualifier, "")
        return f"{hedged}{number}{unit}"

    def to_json(self) -> dict[str, Any]:
        """All five parts, for revisions, drafts and exports."""
        return {
            "value": self.value,
            "qualifier": self.qualifier.value,
            "unit": self.unit,
            "basis": self.basis,
            "period": self.period,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Quantity:
        """The reverse of ``to_json``; missing parts take their defaults."""
        return cls(
            float(stored["value"]),
            Qualifier(stored.get("qualifier") or Qualifier.EXACT),
            stored.get("unit"),
            stored.get("basis"),
            stored.get("period"),
        )


def format_number(value: float) -> str:
    """12000 → 12000, 98.60 → 98.6; no thousands separators, as Chinese reports print figures."""
    return str(tidy(value))


def _with_more(value: float) -> str:
    """3300 → 3300多, 50000000 → 5000多万: 多 stands before 万, as it is spoken."""
    return f"{format_number(value / 10_000)}多万" if value % 10_000 == 0 and value else f"{format_number(value)}多"


def parse_quantity(typed: str, default_unit: str | None = None) -> Quantity:
    """Read one figure as people write it: ``3300多人``, ``三十余支``, ``1.2万人次``, ``近百户``, ``64支志愿服务队``.

    ``default_unit`` is used where the text names none. Raises ``Invalid`` where there is no number, more than one,
    or one that cannot be a count (negative, or above ``LARGEST``).
    """
    text = typed.strip()
    tail = _TRAILING_HEDGE.search(text)
    core = text[: tail.start()] if tail else text
    numbers = list(find_numbers(core))
    if len(numbers) != 1 or _NEGATIVE.match(core):
        raise Invalid(_NOT_A_FIGURE.format(typed=text))
    number = numbers[0]
    unit, basis = _split_unit(core[number.end :].strip())
    if core[: number.start].strip() or number.value > LARGEST:
        raise Invalid(_NOT_A_FIGURE.format(typed=text))
    quantity = Quantity(number.value, number.qualifier, "%" if number.percent else unit or default_unit, basis)
    late = hedge(tail.group()) if tail else None
    return replace(quantity, qualifier=late) if late else quantity


def _split_unit(rest: str) -> tuple[str | None, str | None]:
    """支志愿服务队 → (支, 志愿服务队); a noun without a measure word is the basis."""
    match = _UNIT.match(rest)
    if match:
        return match.group(), rest[match.end() :].strip() or None
    return None, rest or None


_NOT_A_FIGURE = Bilingual(
    "“{typed}”不是一个数量。请只写一个数，例如 3300多人、三十余支、1.2万人次。",
    "“{typed}” is not a figure. Write a single one, such as 3300多人, 30 or 1.2万人次.",
)

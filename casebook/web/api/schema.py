"""The ground of all bodies and parameters: pydantic models that both check a request and describe it."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.json_schema import SkipJsonSchema

from casebook.bilingual import Bilingual
from casebook.record import Vocabulary
from casebook.web.paths import LARGEST_ID

#: PostgreSQL cannot store the null character.
NO_NULL = r"^[^\u0000]*$"
#: The same, with something in it that is no blank.
NOT_BLANK = r"^[^\u0000]*[^\s\u0000][^\u0000]*$"
#: What stands for a parameter that was left out; it cannot be sent.
Absent: TypeAlias = SkipJsonSchema[None]


def _whole(value: object) -> object:
    """JSON knows one sort of number: 3.0 is as whole as 3."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Id = Annotated[int, Field(ge=1, le=LARGEST_ID), BeforeValidator(_whole)]
Text = Annotated[str, StringConstraints(pattern=NO_NULL)]
Code = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{2,12}$"),
    Field(description="行政区划代码 / official code of a division: 2, 4, 6, 9 or 12 digits", examples=["370102"]),
]


class Schema(BaseModel):
    """A body or a part of one: nothing beyond its fields, texts without blanks at their ends."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Label(Schema):
    """A text for people, in both languages."""

    zh: str
    en: str

    @classmethod
    def of(cls, text: Bilingual) -> Label:
        """The label of a text."""
        return cls(zh=text.zh, en=text.en)


class Term(Schema):
    """One code of a vocabulary, and how it reads."""

    code: str
    label: Label

    @classmethod
    def all_of(cls, vocabulary: type[Vocabulary]) -> list[Term]:
        """The terms of a vocabulary, in its order."""
        return [cls(code=member.value, label=Label.of(member.label)) for member in vocabulary]


class FieldProblem(Schema):
    """What is wrong with one field or parameter."""

    field: str
    detail: str


class Problem(Schema):
    """Why a request was turned down (RFC 9457), in the language that ``Accept-Language`` asks for."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] | None = None


def both(text: Bilingual) -> str:
    """A text for the description, which speaks both languages."""
    return f"{text.zh} / {text.en}"

"""What the model is to answer: the JSON schema that it is given, and the strict reading of what it sends back.

Servers exist that take the schema and ignore it, so every answer is checked here, by hand and to the last key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from casebook.record import LEVELS, Kind

#: More than any report tells of; an answer beyond it is a model that has run wild.
MOST_INITIATIVES = 40
MOST_ITEMS = 40
LONGEST_QUOTE = 1000

_THOUGHT = re.compile(r"\s*<think>.*?</think>", re.DOTALL)
_FENCE = re.compile(r"\s*```(?:json)?\s*(.*?)\s*```\s*", re.DOTALL)


class BadAnswer(ValueError):
    """The answer is no JSON, or not of the schema; the message says what is wrong with it, for the model to read."""


@dataclass(frozen=True, slots=True)
class Told:
    """A verbatim quote and the number of the sentence that it stands in; ``value`` is what the model read in it."""

    quote: str
    sentence: int
    value: str | float | None = None


@dataclass(frozen=True, slots=True)
class ToldInitiative:
    """An initiative as the model tells of it; nothing of it has been looked up in the text yet."""

    name: Told
    kind: Kind
    parent: str | None = None
    places: Mapping[str, Told] = field(default_factory=dict)
    team_count: Told | None = None
    team_size: Told | None = None
    started: Told | None = None
    services: tuple[Told, ...] = ()
    outcomes: tuple[Told, ...] = ()


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


_QUOTED = {"quote": {"type": "string"}, "sentence": {"type": "integer"}}
_QUOTE = _object(_QUOTED)
_COUNT = _object({**_QUOTED, "value": {"type": "number"}})
_DATE = _object({**_QUOTED, "value": {"type": "string"}})
_OUTCOME = _object({**_QUOTED, "value": {"type": ["number", "null"]}})
_INITIATIVE = _object(
    {
        "name": _QUOTE,
        "kind": {"type": "string", "enum": [kind.value for kind in Kind]},
        "parent": {"type": ["string", "null"]},
        "places": _object({level: _or_null(_QUOTE) for level in LEVELS}),
        "team_count": _or_null(_COUNT),
        "team_size": _or_null(_COUNT),
        "started": _or_null(_DATE),
        "services": {"type": "array", "items": _QUOTE},
        "outcomes": {"type": "array", "items": _OUTCOME},
    }
)
#: In the subset of JSON Schema that servers with strict schemas take.
ANSWER = _object({"initiatives": {"type": "array", "items": _INITIATIVE}})


def read_answer(content: str) -> tuple[ToldInitiative, ...]:
    """The initiatives of an answer; raises ``BadAnswer``.

    Thoughts before the JSON and a code fence around it are let pass: servers that ignore the schema send them.
    """
    content = _THOUGHT.sub("", content, count=1)
    fenced = _FENCE.fullmatch(content)
    try:
        answer = json.loads(fenced[1] if fenced else content, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BadAnswer("the answer is not valid JSON") from error
    listed = _list(_keys(answer, {"initiatives"}, "answer")["initiatives"], "initiatives", MOST_INITIATIVES)
    return tuple(_initiative(item, f"initiatives[{at}]") for at, item in enumerate(listed))


def _initiative(item: Any, where: str) -> ToldInitiative:
    told = _keys(item, set(_INITIATIVE["properties"]), where)
    places = _keys(told["places"], set(LEVELS), f"{where}.places")
    if told["kind"] not in set(Kind) or not isinstance(told["kind"], str):
        _fail(f"{where}.kind", "one of the listed kinds")
    return ToldInitiative(
        name=_quote(told["name"], f"{where}.name"),
        kind=Kind(told["kind"]),
        parent=_text(told["parent"], f"{where}.parent") if told["parent"] is not None else None,
        places={
            level: _quote(places[level], f"{where}.places.{level}") for level in LEVELS if places[level] is not None
        },
        team_count=_count(told["team_count"], f"{where}.team_count"),
        team_size=_count(told["team_size"], f"{where}.team_size"),
        started=_started(told["started"], f"{where}.started"),
        services=tuple(
            _quote(one, f"{where}.services[{at}]")
            for at, one in enumerate(_list(told["services"], f"{where}.services", MOST_ITEMS))
        ),
        outcomes=tuple(
            _outcome(one, f"{where}.outcomes[{at}]")
            for at, one in enumerate(_list(told["outcomes"], f"{where}.outcomes", MOST_ITEMS))
        ),
    )


def _quote(item: Any, where: str) -> Told:
    told = _keys(item, set(_QUOTED), where)
    return Told(_text(told["quote"], f"{where}.quote"), _whole(told["sentence"], f"{where}.sentence"))


def _count(item: Any, where: str) -> Told | None:
    if item is None:
        return None
    told = _outcome(item, where)
    return replace(told, value=_number(told.value, f"{where}.value"))


def _started(item: Any, where: str) -> Told | None:
    if item is None:
        return None
    told = _keys(item, {*_QUOTED, "value"}, where)
    return replace(_quote({key: told[key] for key in _QUOTED}, where), value=_text(told["value"], f"{where}.value"))


def _outcome(item: Any, where: str) -> Told:
    told = _keys(item, {*_QUOTED, "value"}, where)
    value = None if told["value"] is None else _number(told["value"], f"{where}.value")
    return replace(_quote({key: told[key] for key in _QUOTED}, where), value=value)


def _keys(item: Any, keys: set[str], where: str) -> dict[str, Any]:
    if not isinstance(item, dict) or set(item) != keys:
        _fail(where, f"an object with exactly the keys {', '.join(sorted(keys))}")
    return item


def _list(item: Any, where: str, most: int) -> list[Any]:
    if not isinstance(item, list) or len(item) > most:
        _fail(where, f"a list of at most {most}")
    return item


def _text(item: Any, where: str) -> str:
    if not isinstance(item, str) or len(item) > LONGEST_QUOTE:
        _fail(where, f"a text of at most {LONGEST_QUOTE} characters")
    return item


def _whole(item: Any, where: str) -> int:
    if not isinstance(item, int) or isinstance(item, bool):
        _fail(where, "a whole number")
    return item


def _number(item: Any, where: str) -> float:
    if not isinstance(item, (int, float)) or isinstance(item, bool) or abs(item) > 1e15:
        _fail(where, "a number")
    return item


def _fail(where: str, wanted: str) -> NoReturn:
    raise BadAnswer(f"{where} must be {wanted}")


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")

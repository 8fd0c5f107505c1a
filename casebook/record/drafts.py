"""What extraction hands over: drafted initiatives, each value with the places in the text that support it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from casebook.record.dates import PartialDate
from casebook.record.outcome import Outcome
from casebook.record.place import PlaceName
from casebook.record.quantity import Quantity
from casebook.record.vocabularies import Kind, Method

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of a report that supports a value: ``text[start:end] == quote``, in code points.

    ``confidence`` is the estimated probability that the value is right (0 to 1).
    """

    start: int
    end: int
    quote: str
    method: Method
    confidence: float

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or len(self.quote) != self.end - self.start:
            raise ValueError(f"evidence [{self.start}:{self.end}] does not fit its quote {self.quote!r}")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is no probability")


@dataclass(frozen=True, slots=True)
class Grounded(Generic[T_co]):
    """A value with at least one piece of evidence; the first one is the best."""

    value: T_co
    evidence: tuple[Evidence, ...]

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"{self.value!r} has no evidence")

    @property
    def confidence(self) -> float:
        """The confidence of the best evidence."""
        return self.evidence[0].confidence


@dataclass(frozen=True, slots=True)
class InitiativeDraft:
    """One initiative as a report describes it, before anybody confirmed it.

    ``places`` maps a level of ``casebook.record.place.LEVELS`` to its name and code; a level that was filled in from
    the level below (the city of a district) carries the evidence of that level. ``parent`` is the name of another
    draft of the same report.
    """

    name: Grounded[str]
    kind: Grounded[Kind]
    parent: Grounded[str] | None = None
    places: dict[str, Grounded[PlaceName]] = field(default_factory=dict)
    team_count: Grounded[Quantity] | None = None
    team_size: Grounded[Quantity] | None = None
    started: Grounded[PartialDate] | None = None
    services: tuple[Grounded[str], ...] = ()
    outcomes: tuple[Grounded[Outcome], ...] = ()


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a report says of itself; each value is None where it is not stated."""

    title: Grounded[str] | None = None
    publisher: Grounded[str] | None = None
    published: Grounded[PartialDate] | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """The result of reading one report: ``text`` is what all spans refer to."""

    text: str
    facts: ReportFacts
    initiatives: tuple[InitiativeDraft, ...] = ()

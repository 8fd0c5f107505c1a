"""Annotated reports, and how the scorer pairs their initiatives with names that were found.

The shape of a report is that of ``casebook extract``; pairing and scores are those of ``score.py`` beside the corpus,
loaded from there, so that training and measuring agree with the judge.
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from casebook.extraction.atlas import Atlas
from casebook.extraction.candidates import Candidate
from casebook.extraction.chains import place_nodes
from casebook.extraction.pipeline import candidates_of
from casebook.extraction.placenames import find_places
from casebook.extraction.places import PlaceMention
from casebook.extraction.reading import Document, read_text
from casebook.extraction.story import Story

#: Reports of our own, written and annotated by the rules of the corpus, to learn from; nothing is measured on them.
#: Those in ``whole`` are like the corpus in all that names are learned from. Those in ``facts`` are not: either they
#: hold too few words that are no initiative, or they seek out the hard ones; they count less for names (``training``).
WRITTEN = Path(__file__).with_name("written")
_WHOLE = "whole"
#: One line for each name of a street or community in them: report, where it begins in the text as read, the name.
_MARKS = WRITTEN / "local_names.tsv"
#: Reports whose number leaves this remainder are held out: nobody reads them while writing rules. Those that leave 3
#: were held out too, until the errors on them were looked at.
HELD_OUT = (10, 8)


@dataclass(frozen=True)
class Annotated:
    """One annotated report with what the first stages find in it; ``head`` is what the page says of itself."""

    id: str
    text: str
    gold: list[dict[str, Any]]
    published: str | None
    teaches_names: bool = True
    head: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def held_out(self) -> bool:
        """Whether the report belongs to the split that rules were never tuned on."""
        divisor, remainder = HELD_OUT
        number = re.search(r"\d+$", self.id)
        return bool(number) and int(number.group()) % divisor == remainder  # type: ignore[union-attr]

    @cached_property
    def document(self) -> Document:
        """The report as read from pasted text."""
        return read_text(self.text)

    @cached_property
    def story(self) -> Story:
        """The report as the extraction sees it."""
        date = self.document.facts.published
        return Story.of(self.document.text, date.value if date else None)

    @cached_property
    def candidates(self) -> list[Candidate]:
        """Everything that may be a name."""
        return candidates_of(self.story, self.places)

    @cached_property
    def places(self) -> list[PlaceMention]:
        """The places that the report names."""
        return find_places(self.story.framed)

    @cached_property
    def atlas(self) -> Atlas:
        """The places of the report."""
        return Atlas(self.story, place_nodes(self.places, self.story.framed))


class Mark(NamedTuple):
    """A name that stands at ``text[start:end]`` of a report as read."""

    start: int
    end: int
    name: str


def load(folder: Path) -> list[Annotated]:
    """All annotated reports of a folder, by name; reports without annotation are left out."""
    found = []
    for path in sorted(folder.glob("*.json")):
        stored = json.loads(path.read_text("utf-8"))
        if "initiatives" in stored:
            head = stored.get("report") or {}
            found.append(Annotated(path.stem, stored["text"], stored["initiatives"], head.get("published"), head=head))
    return found


def load_written() -> list[Annotated]:
    """The reports of our own, those that teach names first."""
    others = sorted(path for path in WRITTEN.iterdir() if path.is_dir() and path.name != _WHOLE)
    facts = [replace(report, teaches_names=False) for folder in others for report in load(folder)]
    return [*load(WRITTEN / _WHOLE), *facts]


def load_marks() -> dict[str, list[Mark]]:
    """For each report where a marked name begins and ends, and the name."""
    found: dict[str, list[Mark]] = {}
    for line in _MARKS.read_text("utf-8").splitlines():
        report, start, name = line.split("\t")
        found.setdefault(report, []).append(Mark(int(start), int(start) + len(name), name))
    return found


def load_scorer(path: Path) -> ModuleType:
    """The module ``score.py``."""
    spec = importlib.util.spec_from_file_location("corpus_score", path)
    assert spec and spec.loader, path
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def heads(reports: Sequence[Annotated], scorer: ModuleType) -> str:
    """How often headline, publisher and date are read as annotated, where the page states them; nothing is learned."""
    lines = []
    for name in ("title", "publisher", "published"):
        right = [_same_head(report, name, scorer) for report in reports if report.head.get(name)]
        lines.append(f"{name:<11}{sum(right):>6} of {len(right):<6}{sum(right) / max(1, len(right)):>8.3f}")
    return "\n".join(lines)


def _same_head(report: Annotated, name: str, scorer: ModuleType) -> bool:
    read = getattr(report.document.facts, name)
    return read is not None and bool(scorer.squash(str(read.value)) == scorer.squash(report.head[name]))

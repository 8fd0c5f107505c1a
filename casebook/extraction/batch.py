"""Many reports at once, and what became of each: one bad file neither stops the others nor vanishes."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from casebook.bilingual import Bilingual
from casebook.config import BadSetting
from casebook.errors import Invalid
from casebook.extraction.pipeline import extract
from casebook.extraction.sources import Source
from casebook.record import Extraction

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one report: an extraction, or why there is none."""

    source: Source
    extraction: Extraction | None = None
    problem: Bilingual | None = None


def extract_all(sources: Iterable[Source]) -> Iterator[Outcome]:
    """Read and extract one report after the other; only one is in memory."""
    for source in sources:
        try:
            yield Outcome(source, extract(source.read()))
        except Invalid as error:
            yield Outcome(source, problem=error.message)
        except OSError as error:
            yield Outcome(source, problem=_UNREADABLE.format(reason=error.strerror or str(error)))
        except BadSetting:
            raise  # no fault of the report: all others would fail like it
        except Exception as error:
            log.debug("%s defeats the extraction", source.shown, exc_info=True)
            yield Outcome(source, problem=_DEFEATED.format(reason=repr(error)))


_UNREADABLE = Bilingual("无法读取：{reason}。", "It cannot be read: {reason}.")
_DEFEATED = Bilingual(
    "处理时程序出错（{reason}）。请报告这个问题。", "The program failed on it ({reason}). Please report this."
)

"""What was measured, as text: F1 by slot, empty reports, and how far confidence can be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

from casebook.extraction.learning.protocol import Measured

_BANDS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)
_PLACES = ("province", "city", "district", "street", "community")


def tally(measured: Measured, scorer: ModuleType) -> Any:
    """The scorer's count of hits and misses."""
    found = scorer.Tally()
    for report, prediction in zip(measured.reports, measured.predictions, strict=True):
        for gold, draft in aligned(report.gold, prediction["initiatives"], scorer):
            for slot in scorer.SLOTS:
                scorer.score_slot(found, report.id, slot, gold, draft)
    return found


def aligned(
    gold: list[dict[str, Any]], drafts: list[dict[str, Any]], scorer: ModuleType
) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    """Annotated initiatives with their drafts, and the left-overs of both sides with None."""
    pairs = scorer.match_initiatives(gold, drafts)
    yield from ((gold[i], drafts[j]) for i, j in pairs)
    yield from ((one, None) for i, one in enumerate(gold) if i not in {i for i, _ in pairs})
    yield from ((None, one) for j, one in enumerate(drafts) if j not in {j for _, j in pairs})


def slots(measured: Measured, scorer: ModuleType) -> str:
    """Precision, recall and F1 of each slot, the headline, and how many empty reports stayed empty."""
    found = tally(measured, scorer)
    lines = [f"{'slot':<12}{'precision':>10}{'recall':>8}{'F1':>8}"]
    for slot in scorer.SLOTS:
        precision, recall, f1 = found.figures(slot)
        mark = "*" if slot in scorer.HEADLINE else " "
        lines.append(f"{slot:<11}{mark}{precision:>10.3f}{recall:>8.3f}{f1:>8.3f}")
    empty = [not p["initiatives"] for r, p in zip(measured.reports, measured.predictions, strict=True) if not r.gold]
    lines.append(f"reports {len(measured.reports)}; without initiatives and left empty {sum(empty)}/{len(empty)}")
    lines.append(f"headline (mean F1 of the slots marked *): {scorer.headline(found):.3f}")
    return "\n".join(lines)


def reliability(measured: Measured, scorer: ModuleType) -> str:
    """For each band of confidence how many values there are and which share of them is right."""
    bands: list[list[tuple[float, bool]]] = [[] for _ in _BANDS[1:]]
    for confidence, right in _judged(measured, scorer):
        bands[next(index for index, upper in enumerate(_BANDS[1:]) if confidence < upper)].append((confidence, right))
    lines = [f"{'confidence':<14}{'values':>8}{'mean':>8}{'right':>8}"]
    for low, high, band in zip(_BANDS, _BANDS[1:], bands, strict=False):
        if band:
            mean, share = (sum(column) / len(band) for column in zip(*band, strict=True))
            lines.append(f"{low:.2f} to {min(high, 1):.2f}  {len(band):>8}{mean:>8.3f}{share:>8.3f}")
    return "\n".join(lines)


def _judged(measured: Measured, scorer: ModuleType) -> Iterator[tuple[float, bool]]:
    """Each drafted value of the scored slots with its confidence, and whether the scorer takes it for right."""
    for report, prediction in zip(measured.reports, measured.predictions, strict=True):
        for gold, draft in aligned(report.gold, prediction["initiatives"], scorer):
            if draft is None:
                continue
            for slot in scorer.HEADLINE:
                pieces = draft["evidence"].get(slot, [])
                if slot != "outcomes" and pieces:
                    found = scorer.Tally()
                    scorer.score_slot(found, report.id, slot, gold, draft)
                    yield pieces[0]["confidence"], found.tp[slot] > 0
            right = _right_outcomes(gold, draft, scorer)
            for index, piece in enumerate(draft["evidence"].get("outcomes", [])):
                yield piece["confidence"], index in right


def _right_outcomes(gold: dict[str, Any] | None, draft: dict[str, Any], scorer: ModuleType) -> set[int]:
    if gold is None:
        return set()
    return {j for _, j in scorer.pair(gold["outcomes"], draft["outcomes"], scorer.outcome_score, 0.6)}

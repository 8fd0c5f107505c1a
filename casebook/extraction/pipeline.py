"""From a report to drafted initiatives; the only module that knows the order of the stages.

``extract`` is pure: the same text gives the same drafts, without network, files of its own or state between calls.
"""

from __future__ import annotations

from collections.abc import Sequence

from casebook.extraction import facts, kinds, parents, placing, scoring, selection
from casebook.extraction.atlas import Atlas
from casebook.extraction.calibration import calibrated
from casebook.extraction.candidates import Candidate, find_candidates
from casebook.extraction.chains import place_nodes
from casebook.extraction.placenames import find_places
from casebook.extraction.places import PlaceMention
from casebook.extraction.reading import Document, read_text
from casebook.extraction.sites import split_sites
from casebook.extraction.story import Facts, Initiative, Mention, Story
from casebook.record import Evidence, Extraction, Grounded, InitiativeDraft, Kind, Method, PartialDate, PlaceName


def extract(document: Document | str, *, published: PartialDate | None = None) -> Extraction:
    """Draft the initiatives of a report, each value with its evidence.

    ``published`` is the date that 去年 and 上个月 are counted from; by default what the page says of itself. A text that
    was not read yet is read first, so spans refer to ``Extraction.text``. Raises ``Invalid`` where there is no text.
    """
    if isinstance(document, str):
        document = read_text(document)
    page_date = document.facts.published
    story = Story.of(document.text, published or (page_date.value if page_date else None))
    initiatives = find_initiatives(story)
    found = facts.attach(story, initiatives, story.published)
    drafts = tuple(_draft(initiatives, index, found[index]) for index in range(len(initiatives)))
    return Extraction(document.text, document.facts, drafts)


def find_initiatives(story: Story) -> list[Initiative]:
    """The accepted candidates with kind, place and parent, in the order of the text."""
    places = find_places(story.framed)
    candidates = candidates_of(story, places)
    accepted = selection.accept(story, candidates, scoring.probabilities(story, candidates))
    if not accepted:
        return []
    atlas = Atlas(story, place_nodes(places, story.framed))
    made = [_initiative(story, atlas, candidate, confidence) for candidate, confidence in accepted]
    return parents.link(story, made, [candidate for candidate, _ in accepted])


def candidates_of(story: Story, places: Sequence[PlaceMention]) -> list[Candidate]:
    """Everything that may be an initiative, sites of one brand apart."""
    return split_sites(story, find_candidates(story), places)


def _initiative(story: Story, atlas: Atlas, candidate: Candidate, confidence: float) -> Initiative:
    first = candidate.found[0]
    named = Evidence(first.start, first.end, story.text[first.start : first.end], Method.MODEL, calibrated(confidence))
    return Initiative(
        name=Grounded(candidate.name, (named,)),
        kind=_kind(story, candidate, confidence),
        mentions=_mentions(candidate),
        places=_places(story, atlas, candidate, confidence),
    )


def _mentions(candidate: Candidate) -> tuple[Mention, ...]:
    return tuple(Mention(found.start, found.end) for found in candidate.found)


def _kind(story: Story, candidate: Candidate, confidence: float) -> Grounded[Kind]:
    best, share = kinds.choose(story, candidate)
    where = next((found for found in candidate.found if found.has_noun), candidate.found[0])
    end = where.tail if where.has_noun else where.end
    quote = story.text[where.start : end]
    evidence = Evidence(where.start, end, quote, Method.MODEL, calibrated(share * confidence))
    return Grounded(best, (evidence,))


def _places(story: Story, atlas: Atlas, candidate: Candidate, confidence: float) -> dict[str, Grounded[PlaceName]]:
    placed: dict[str, Grounded[PlaceName]] = {}
    for level, name, (start, end), share in placing.choose(atlas, candidate):
        evidence = Evidence(start, end, story.text[start:end], Method.MODEL, calibrated(share * confidence))
        placed[level] = Grounded(name, (evidence,))
    return placed


def _draft(initiatives: Sequence[Initiative], index: int, found: Facts) -> InitiativeDraft:
    initiative = initiatives[index]
    return InitiativeDraft(
        name=initiative.name,
        kind=initiative.kind,
        parent=parents.grounded(initiatives, index),
        places=dict(initiative.places),
        team_count=found.team_count,
        team_size=found.team_size,
        started=found.started,
        services=found.services,
        outcomes=found.outcomes,
    )

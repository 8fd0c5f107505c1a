"""What a story states of each initiative: team count, team size, start, services and outcomes.

Candidates of high recall (every figure, date, clause and phrase) are weighed by linear models that were trained on
annotated reports: what is it, and whose is it. A value is kept where the product of both probabilities passes the
threshold of its field, and each stretch of text serves one value at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from casebook.extraction.calibration import calibrated_fact
from casebook.extraction.claims import Claim
from casebook.extraction.dates import find_dates
from casebook.extraction.figure_claims import figure_claims
from casebook.extraction.linear import Linear, shipped, sigmoid
from casebook.extraction.mentions import Subject
from casebook.extraction.outcomes import find_clauses, result_looks, result_ties
from casebook.extraction.owners import Scene, claim_options
from casebook.extraction.roles import OUTCOME, TEAM_COUNT, TEAM_SIZE
from casebook.extraction.services import LEAST, Phrase, find_phrases, list_company, phrase_looks, phrase_ties
from casebook.extraction.starts import start_features, start_ties
from casebook.extraction.story import Facts, Initiative, Story
from casebook.record import Evidence, Grounded, Method, Outcome, PartialDate, Quantity

STARTED, RESULT, SERVICE = "started", "result", "service"
#: The probability from which a value is drafted, chosen by cross-validation over annotated reports.
THRESHOLDS = {TEAM_COUNT: 0.44, TEAM_SIZE: 0.42, OUTCOME: 0.32, RESULT: 0.13, STARTED: 0.25, SERVICE: 0.24}
_LEAD_IN = re.compile(
    r"(?:截[至止][^,，]{1,8}|目前|眼下|如今|现在|至今|已经?|累计|共|先后|一共|总共|现已|全年|其中|最后|最终|终于|"
    r"调解室|工作室|服务队|队伍|队员们?|志愿者们|中心|驿站|平台|联盟|协会|他们|她们|大家|并|还|也|又|就|[,，\s])+"
)
_QUOTE_EDGE = re.compile("[。！？!?\n，；,;：:、|]")
_LONGEST_TAIL = 14
#: What stands between two items of a list, and how near to the bar an item must come to be lifted by its neighbour.
_LIST_MARKS = re.compile("[”’]?[、和及]?[“‘]?")
_LISTED_SHARE = 0.7


@dataclass
class _Draft:
    """The values of one initiative while they are collected."""

    single: dict[str, Claim] = field(default_factory=dict)
    outcomes: list[Claim] = field(default_factory=list)
    services: list[Claim] = field(default_factory=list)


def attach(story: Story, initiatives: Sequence[Initiative], published: PartialDate | None = None) -> list[Facts]:
    """The facts of each of ``initiatives``, in their order; ``published`` defaults to that of the story."""
    if not initiatives:
        return []
    scene = Scene(story.clean, [subject_of(initiative) for initiative in initiatives])
    names = [initiative.name.confidence for initiative in initiatives]
    drafts = [_Draft() for _ in initiatives]
    _keep_figures(figure_claims(scene, names), drafts)
    _keep_starts(_with_names(start_claims(scene, published or story.published), names), drafts)
    _keep_results(_with_names(result_claims(scene), names), drafts)
    _keep_services(scene.text, list(_with_names(service_claims(scene), names)), drafts)
    return [_facts(story.text, scene, draft) for draft in drafts]


# What the text may state, each with its probability.


def start_claims(scene: Scene, published: PartialDate | None) -> Iterator[Claim]:
    """Every date as the beginning of every subject near it."""
    model = shipped("facts").single["start"]
    for mention in find_dates(scene.text, published):
        found = model.cascade(iter((start_features(scene, mention),)))
        if found:
            score, features = found
            for who, tied in start_ties(features, scene.ties(mention.start, mention.end)).items():
                probability = sigmoid(score + model.score(tied))
                yield Claim(probability, who, STARTED, mention.start, mention.end, date=mention.date)


def result_claims(scene: Scene) -> Iterator[Claim]:
    """Every clause as a result in words of its most probable owner."""
    models = shipped("facts").single
    model = models["result"]
    for clause in find_clauses(scene.text):
        found = model.cascade(result_looks(scene, clause))
        if found:
            score, context = found
            tie, who, share = _likeliest(models["result_owner"], scene, *clause)
            score += model.score(result_ties(context, tie, scene.subjects[who]))
            yield Claim(sigmoid(score) * share, who, RESULT, clause.start, clause.end)


def service_claims(scene: Scene) -> Iterator[Claim]:
    """Every phrase as a service of its most probable owner; the items of a list speak for each other."""
    models = shipped("facts").single
    model = models["service"]
    known: dict[tuple[int, int], tuple[list[str], int, float]] = {}
    best: dict[tuple[int, int], float] = {}
    weighed: list[tuple[Phrase, float, int, float]] = []
    for phrase in find_phrases(scene.text):
        piece = phrase.piece
        best.setdefault(piece, LEAST)
        found = model.cascade(phrase_looks(scene, phrase))
        if found:
            if piece not in known:
                known[piece] = _likeliest(models["service_owner"], scene, *piece)
            tie, who, share = known[piece]
            words = scene.text[phrase.start : phrase.end]
            score = found[0] + model.score(phrase_ties(words, tie, scene.subjects[who]))
            best[piece] = max(best[piece], score)
            described = scene.described(phrase.end)
            weighed.append((phrase, score, who if described is None else described, share))
    company = list_company(scene.text, best)
    for phrase, score, who, share in weighed:
        probability = sigmoid(score + company.get(phrase.piece, 0.0))
        yield Claim(probability * share, who, SERVICE, phrase.start, phrase.end)


def _likeliest(owner: Linear, scene: Scene, start: int, end: int) -> tuple[list[str], int, float]:
    """The most probable subject of ``[start:end]``: what ties it, its index and its share."""
    ties = scene.ties(start, end)
    shares = owner.choose([*claim_options(ties), scene.absence(start)])[:-1]
    who, share = max(zip(ties, shares, strict=True), key=itemgetter(1))
    return ties[who], who, share


# What is kept of it.


def _with_names(claims: Iterable[Claim], names: Sequence[float]) -> Iterator[Claim]:
    """A fact is right only where its initiative is one: both probabilities are multiplied."""
    return (Claim(claim.confidence * names[claim.who], *claim[1:]) for claim in claims)


def _best_first(claims: Iterable[Claim]) -> list[Claim]:
    kept = (claim for claim in claims if claim.confidence >= THRESHOLDS[claim.slot])
    return sorted(kept, key=lambda claim: (-claim.confidence, claim.start, claim.who))


def _keep_figures(claims: Iterable[Claim], drafts: list[_Draft]) -> None:
    used: set[int] = set()
    for claim in _best_first(claims):
        draft = drafts[claim.who]
        assert claim.figure is not None
        if claim.start in used:
            continue
        if claim.slot == OUTCOME:
            same = (claim.figure.value, claim.figure.unit)
            if any(o.figure and (o.figure.value, o.figure.unit) == same for o in draft.outcomes):
                continue
            draft.outcomes.append(claim)
        elif claim.slot in draft.single:
            continue
        else:
            draft.single[claim.slot] = claim
        used.add(claim.start)


def _keep_starts(claims: Iterable[Claim], drafts: list[_Draft]) -> None:
    for claim in _best_first(claims):
        drafts[claim.who].single.setdefault(claim.slot, claim)


def _keep_results(claims: Iterable[Claim], drafts: list[_Draft]) -> None:
    figures = [o.start for draft in drafts for o in draft.outcomes]
    for claim in _best_first(claims):
        if not any(claim.start <= figure < claim.end for figure in figures):
            drafts[claim.who].outcomes.append(claim)


def _keep_services(text: str, claims: Sequence[Claim], drafts: list[_Draft]) -> None:
    taken: list[Claim] = []
    for claim in (*_best_first(claims), *_nearly(claims)):
        sure = claim.confidence >= THRESHOLDS[SERVICE]
        if any(other.start < claim.end and claim.start < other.end for other in taken):
            continue
        if sure or any(other.who == claim.who and _listed_together(text, other, claim) for other in taken):
            taken.append(claim)
            drafts[claim.who].services.append(claim)


def _nearly(claims: Iterable[Claim]) -> list[Claim]:
    """Phrases just below the bar, from left to right: the company of a list may lift them over it."""
    bar = THRESHOLDS[SERVICE]
    near = (claim for claim in claims if _LISTED_SHARE * bar <= claim.confidence < bar)
    return sorted(near, key=lambda claim: (claim.start, -claim.confidence))


def _listed_together(text: str, one: Claim, other: Claim) -> bool:
    """Whether nothing but the marks of a list stands between two phrases: A、B or “A”“B”."""
    first, second = sorted((one, other), key=lambda claim: claim.start)
    return bool(_LIST_MARKS.fullmatch(text, first.end, second.start))


# The form of the record.


def subject_of(initiative: Initiative) -> Subject:
    """The initiative as an owner of facts."""
    places = (initiative.places.get(level) for level in ("district", "street", "community"))
    return Subject(
        initiative.name.value,
        initiative.kind.value.value,
        tuple((m.start, m.end) for m in initiative.mentions if not m.anaphoric),
        tuple(place.value.name for place in places if place),
        initiative.parent,
    )


def _facts(text: str, scene: Scene, draft: _Draft) -> Facts:
    started = draft.single.get(STARTED)
    outcomes = sorted(draft.outcomes, key=lambda claim: claim.start)
    services: dict[str, Claim] = {}
    for claim in sorted(draft.services, key=lambda claim: claim.start):
        services.setdefault(text[claim.start : claim.end], claim)
    return Facts(
        team_count=_team(text, draft.single.get(TEAM_COUNT)),
        team_size=_team(text, draft.single.get(TEAM_SIZE)),
        started=Grounded(started.date, (_evidence(text, started),)) if started and started.date else None,
        services=tuple(Grounded(words, (_evidence(text, claim),)) for words, claim in services.items()),
        outcomes=tuple(_outcome(text, scene, claim) for claim in outcomes),
    )


def _team(text: str, claim: Claim | None) -> Grounded[Quantity] | None:
    if not claim or not claim.figure:
        return None
    quoted = claim._replace(start=claim.figure.quote_start, end=claim.figure.quote_end)
    return Grounded(claim.figure.quantity, (_evidence(text, quoted),))


def _outcome(text: str, scene: Scene, claim: Claim) -> Grounded[Outcome]:
    start, end = _stretch(text, claim)
    evidence = _evidence(text, claim._replace(start=start, end=end))
    return Grounded(Outcome(text[start:end], claim.figure.quantity if claim.figure else None), (evidence,))


def _stretch(text: str, claim: Claim) -> tuple[int, int]:
    """The shortest stretch that states a result: its clause without lead-in (截至目前), to the end of the noun."""
    start = claim.start
    if claim.figure:
        edges = [edge.end() for edge in _QUOTE_EDGE.finditer(text, max(0, start - 30), start)]
        start = edges[-1] if edges else max(0, start - 30)
    lead = _LEAD_IN.match(text, start)
    start = min(lead.end(), claim.start) if lead and claim.figure else lead.end() if lead else start
    if not claim.figure:
        return (start, claim.end) if start < claim.end else (claim.start, claim.end)
    edge = _QUOTE_EDGE.search(text, claim.figure.end)
    end = edge.start() if edge else len(text)
    end = end if end - claim.figure.end <= _LONGEST_TAIL else max(claim.figure.end, claim.figure.quote_end)
    while end > claim.figure.end and text[end - 1].isspace():
        end -= 1
    while start < claim.start and text[start].isspace():
        start += 1
    return start, end


def _evidence(text: str, claim: Claim) -> Evidence:
    confidence = calibrated_fact(claim.confidence)
    return Evidence(claim.start, claim.end, text[claim.start : claim.end], Method.MODEL, confidence)

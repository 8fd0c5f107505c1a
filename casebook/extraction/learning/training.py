"""From annotated reports to the weights of every model: names, kinds, places, parents."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from casebook.extraction import joint, kinds, parents, placing, scoring
from casebook.extraction.candidates import Candidate
from casebook.extraction.learning.corpus import Annotated
from casebook.extraction.learning.fitting import Row, fit_binary, fit_choice, fit_classes, fit_trees, slim, without
from casebook.extraction.linear import Linear
from casebook.extraction.story import Initiative
from casebook.record import Evidence, Grounded, Kind, Method, PlaceName

#: Weight of half the squared norm of each model, chosen by cross-validation.
PENALTIES = {"name": 3.0, "kind": 8.0, "place": 4.0, "parent": 0.5}
#: How much a report that does not teach names (see ``corpus``) counts for the first look at them. What its mix of names
#: and other words makes more or less likely is put down to features that no report has when it is read.
_OTHERS_COUNT = 0.3
_OTHERS = {"others", "others:quoted", "others:plain"}
#: Weights of names and of kinds below are left out: half of them, and no difference on reports not seen.
_LEAST_NAMES, _LEAST_KINDS = 0.04, 0.03
#: Folds that keep the first look honest while the second is trained.
_INNER_FOLDS = 5
_LEVELS = ("province", "city", "district", "street", "community")


def paired(report: Annotated, scorer: ModuleType) -> list[tuple[int, int]]:
    """Indices of annotated initiatives and of the candidates that name them."""
    names = [{"name": candidate.name, **_site(candidate)} for candidate in report.candidates]
    pairs: list[tuple[int, int]] = scorer.match_initiatives(report.gold, names)
    return pairs


def _site(candidate: Candidate) -> dict[str, str]:
    """The place that tells a site apart, at the level that its suffix names."""
    level = "community" if candidate.site.endswith(("社区", "村", "居民区", "嘎查")) else "street"
    return {level: candidate.site} if candidate.site else {}


def train(
    reports: Sequence[Annotated], scorer: ModuleType, written: Sequence[Annotated] = (), ensembles: int = 1
) -> dict[str, dict[str, Any]]:
    """The files of weights by name, each with its models; names are learned above all from the reports that teach them.

    ``ensembles`` of trees are averaged for the names: more make them a little better, and slower to train.
    """
    everything = [*reports, *written]
    pairs = [paired(report, scorer) for report in everything]
    shown = [(report, _look(report, found)) for report, found in zip(everything, pairs, strict=True)]
    naming = [(report, look) for report, look in shown if report.teaches_names]
    whole, others = [look for _, look in naming], [look for report, look in shown if not report.teaches_names]
    return {
        "trees": {"candidates": _trees(naming, others, ensembles)},
        "names": {"single": {"name": slim(_names(whole, others), _LEAST_NAMES)}, "classes": {}},
        "kinds": {"single": {}, "classes": {"kind": _kinds(everything, pairs)}},
        "places": {"single": {"place": _places(everything, pairs)}, "classes": {}},
        "parents": {"single": {"parent": _parents(everything, pairs)}, "classes": {}},
    }


#: The features of each candidate of a report in their two parts, and whether it is an initiative.
Look = tuple[list[list[list[str]]], list[bool]]


def _look(report: Annotated, found: list[tuple[int, int]]) -> Look:
    right = {candidate for _, candidate in found}
    rows = list(map(list, scoring.looks(report.story, report.candidates)))
    return rows, [index in right for index in range(len(rows))]


def _names(looks: Sequence[Look], others: Sequence[Look]) -> dict[str, Any]:
    rows = [_whole(parts) for found, _ in looks for parts in found]
    labels = [label for _, found in looks for label in found]
    counts = [1.0] * len(rows)
    for found, right in others:
        whole = map(_whole, found)
        rows += [[*row, "others", f"others:{'quoted' if 'quoted' in row else 'plain'}"] for row in whole]
        labels += right
        counts += [_OTHERS_COUNT] * len(right)
    model = fit_binary(rows, labels, PENALTIES["name"], counts)
    return without(model, _OTHERS)


def _whole(parts: Sequence[Row]) -> Row:
    return [name for part in parts for name in part]


def _trees(naming: Sequence[tuple[Annotated, Look]], others: Sequence[Look], ensembles: int) -> dict[str, Any]:
    """The trees see first looks by models that had not seen the report, as they will at run time."""
    rows: list[list[float]] = []
    labels: list[bool] = []
    for fold in range(_INNER_FOLDS):
        seen = [look for index, (_, look) in enumerate(naming) if index % _INNER_FOLDS != fold]
        model = Linear.from_json(_names(seen, others))
        for report, (found, right) in naming[fold::_INNER_FOLDS]:
            weighed = [scoring.weigh(model, iter(parts)) for parts in found]
            scores = [score for _, score in weighed]
            rows += joint.rows(report.story, report.candidates, [one for one, _ in weighed], scores)
            labels += right
    return fit_trees(rows, labels, ensembles)


def _kinds(reports: Sequence[Annotated], pairs: Sequence[list[tuple[int, int]]]) -> dict[str, dict[str, Any]]:
    rows: list[Row] = []
    labels: list[str] = []
    for report, found in zip(reports, pairs, strict=True):
        for gold, candidate in found:
            rows.append(kinds.features(report.story, report.candidates[candidate]))
            labels.append(report.gold[gold]["kind"])
    models = fit_classes(rows, labels, PENALTIES["kind"])
    return {kind: slim(model, _LEAST_KINDS) for kind, model in models.items()}


def _places(reports: Sequence[Annotated], pairs: Sequence[list[tuple[int, int]]]) -> dict[str, Any]:
    groups: list[tuple[Sequence[Row], int]] = []
    for report, found in zip(reports, pairs, strict=True):
        for gold, candidate in found:
            chosen = right_place(report, report.gold[gold])
            if chosen is not None and report.atlas.nodes:
                options = placing.choice_options(report.atlas, report.candidates[candidate])
                groups.append(([option.names() for option in options], chosen))
    return fit_choice(groups, PENALTIES["place"])


def right_place(report: Annotated, gold: dict[str, Any]) -> int | None:
    """The index of the node that is the annotated place; past the last for none; None where no node is."""
    wanted = [gold[level] for level in _LEVELS]
    nodes = report.atlas.nodes
    if not any(wanted):
        return len(nodes)
    for index, node in enumerate(nodes):
        names = [name.name if (name := node.at(level)) else None for level in _LEVELS]
        if names == wanted or (wanted[1] is None and [names[0], *names[2:]] == [wanted[0], *wanted[2:]]):
            return index
    return None


def _parents(reports: Sequence[Annotated], pairs: Sequence[list[tuple[int, int]]]) -> dict[str, Any]:
    groups: list[tuple[Sequence[Row], int]] = []
    for report, found in zip(reports, pairs, strict=True):
        ordered = sorted(found, key=lambda pair: pair[1])
        golds = [report.gold[gold] for gold, _ in ordered]
        candidates = [report.candidates[candidate] for _, candidate in ordered]
        made = [_gold_initiative(report, gold, candidate) for gold, candidate in zip(golds, candidates, strict=True)]
        for child, gold in enumerate(golds):
            names = [other["name"] for other in golds]
            options = [i for i, name in enumerate(names) if name == gold["parent"] and i != child]
            if len(made) > 1 and (options or not gold["parent"]):
                rows = parents.features(report.story, made, candidates, child)
                groups.append((rows, options[0] if options else len(made)))
    return fit_choice(groups, PENALTIES["parent"])


def _gold_initiative(report: Annotated, gold: dict[str, Any], candidate: Candidate) -> Initiative:
    first = candidate.found[0]
    evidence = (Evidence(first.start, first.end, report.story.text[first.start : first.end], Method.PERSON, 1.0),)
    places = {level: Grounded(PlaceName(gold[level]), evidence) for level in _LEVELS if gold[level]}
    return Initiative(Grounded(candidate.name, evidence), Grounded(Kind(gold["kind"]), evidence), (), places)

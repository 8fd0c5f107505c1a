"""Which figures are facts, and whose: each is weighed by itself first, then beside the other figures of its report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter

from casebook.extraction.claims import Claim
from casebook.extraction.company import Look, rows
from casebook.extraction.linear import shipped
from casebook.extraction.owners import Scene
from casebook.extraction.quantities import Figure, find_figures
from casebook.extraction.roles import ROLES, figure_looks, owner_options, role_ties
from casebook.extraction.trees import shipped_trees

#: From these probabilities on that a figure says nothing of anybody, its sentence is not looked at for more, and it is
#: not asked whose it might be.
_NO_FACT, _HOPELESS = 0.99, 0.95
#: Owners with less than this share are not asked about, nor are more than so many.
_LEAST_SHARE, _OWNERS_TRIED = 0.06, 3
#: First looks below this never passed the bar at the second.
_LEAST = 0.03


def figure_claims(scene: Scene, names: Sequence[float]) -> Iterator[Claim]:
    """Every figure as team count, team size and outcome of its probable owners.

    ``names`` are the probabilities that the subjects are initiatives; those of the claims take them in.
    """
    figures = list(find_figures(scene.text))
    looks = list(first_looks(scene, figures))
    second = shipped_trees("figures").probabilities(rows(scene, figures, looks, names))
    for look, probability in zip(looks, second, strict=True):
        figure = figures[look.figure]
        yield Claim(probability, look.who, look.role, figure.start, figure.end, figure=figure)


def first_looks(scene: Scene, figures: Sequence[Figure]) -> Iterator[Look]:
    """What each figure may say of whom, as far as it tells by itself."""
    models = shipped("facts")
    roles = models.classes["figure_role"]
    owners = models.single["figure_owner"]
    nothing = roles.labels.index("other")
    for index, figure in enumerate(figures):
        looks = figure_looks(scene, figures, index)
        scores = roles.scores(next(looks))
        if roles.shares(scores)[nothing] > _NO_FACT:
            continue
        scores += roles.scores(next(looks))
        if roles.shares(scores)[nothing] > _HOPELESS:
            continue
        ties = scene.ties(figure.start, figure.end)
        shares = owners.choose([*owner_options(figure, ties, scene.subjects), scene.absence(figure.start)])[:-1]
        likeliest = sorted(zip(ties, shares, strict=True), key=itemgetter(1), reverse=True)
        for who, share in likeliest[:_OWNERS_TRIED]:
            if share < _LEAST_SHARE:
                break
            tied = roles.scores(role_ties(figure, ties[who], scene.subjects[who]))
            for role, odds in zip(roles.labels, roles.shares(scores + tied), strict=True):
                if role in ROLES and odds * share >= _LEAST:
                    yield Look(index, who, role, share, odds, share * odds)

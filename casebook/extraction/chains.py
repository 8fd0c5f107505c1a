"""Linking the places of a report into chains: what stands right before, the official table, what was named before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from casebook import regions
from casebook.extraction.places import DEPTH, Chain, Node, PlaceMention, anywhere
from casebook.extraction.short_streets import STREET_SUFFIX, street_stems
from casebook.record import LEVELS, PlaceName


def place_nodes(mentions: Sequence[PlaceMention], text: str) -> list[Node]:
    """Each distinct chain of ``text`` with its mentions, and every part of a chain as a place of its own."""
    resolver = _Resolver(mentions, text)
    grouped: dict[Chain, list[PlaceMention]] = {}
    for index, mention in enumerate(mentions):
        grouped.setdefault(resolver.chain(index), []).append(mention)
    _join_streetless(grouped)
    for chain in list(grouped):
        for cut in range(1, len(chain)):
            grouped.setdefault(chain[:cut], [])
    return [Node(chain, tuple(found)) for chain, found in grouped.items() if chain]


def _join_streetless(grouped: dict[Chain, list[PlaceMention]]) -> None:
    """Give a community named without its street to the only one of that name and district that is named with it."""
    for chain in [chain for chain in grouped if chain and chain[-1][0] == "community" and "street" not in dict(chain)]:
        above, name = chain[:-1], chain[-1][1].name
        fuller = [
            other
            for other in grouped
            if len(other) == len(chain) + 1
            and other[: len(above)] == above
            and other[-1][0] == "community"
            and other[-1][1].name == name
            and "street" in dict(other)
        ]
        if len(fuller) == 1:
            grouped[fuller[0]] = sorted([*grouped[fuller[0]], *grouped.pop(chain)])


class _Resolver:
    """Gives each mention its chain and remembers what a name meant."""

    def __init__(self, mentions: Sequence[PlaceMention], text: str) -> None:
        self._mentions, self._text = mentions, text
        self._memory: dict[tuple[str, str], Chain] = {}
        self._ballots = _ballots(mentions)
        self._stated = {code for m in mentions if m.level == "street" for code in m.codes}

    def chain(self, index: int) -> Chain:
        """The chain of the mention at ``index``."""
        mention = self._mentions[index]
        outer = self._outer(index)
        key = (mention.level, mention.name)
        if outer is None and key in self._memory:
            return self._memory[key]
        made = self._make(mention, outer, index)
        if key not in self._memory or outer is not None:
            self._memory[key] = made
        return made

    def _outer(self, index: int) -> Chain | None:
        """The chain of a place of a higher level right in front (历下区 in 历下区甸柳新村街道)."""
        if index == 0:
            return None
        before, mention = self._mentions[index - 1], self._mentions[index]
        if 0 <= mention.start - before.end <= 1 and DEPTH[before.level] < DEPTH[mention.level]:
            return self.chain(index - 1)
        return None

    def _make(self, mention: PlaceMention, outer: Chain | None, index: int) -> Chain:
        code = self._best_code(index, _code_of(outer))
        if code and mention.level == "community":
            return self._community(code, mention, outer, index)
        if code:
            return _from_code(code, mention, outer)
        above = outer if outer is not None else self._nearest_above(index)
        kept = tuple((level, name) for level, name in above if DEPTH[level] < DEPTH[mention.level])
        if mention.level == "community" and kept and kept[-1][0] == "district" and (outer is None):
            home = self._home_street(kept[-1][1].code or "")
            kept = (*kept, ("street", home)) if home else kept
        return (*kept, (mention.level, PlaceName(mention.name)))

    def _best_code(self, index: int, under: str) -> str | None:
        """The code within ``under`` that the other names of the report speak for; None where none does."""
        mention = self._mentions[index]
        codes = [code for code in mention.codes if code.startswith(under)] or ([] if under else list(mention.codes))
        codes = self._near_street(index, self._with_community(index, codes))
        if not codes or (len(codes) == 1 and (under or len(codes[0]) < _STREET_CODE)):
            return codes[0] if codes else None
        votes = self._votes(mention)
        if len(codes) < 2:
            return None if _is_elsewhere(codes[0], votes) else codes[0]
        others = {code: votes[code[:6]] for code in codes}
        cities = {code: votes[code[:4]] for code in codes}
        best = max(codes, key=lambda code: (round(others[code], 6), round(cities[code], 6), code))
        rivals = [code for code in codes if code[:6] != best[:6]]
        alone = all(
            (others[code], cities[code]) < (others[best] - 0.01, cities[best])
            or cities[code] < cities[best] - 0.01
            or others[code] < others[best] - 0.01
            for code in rivals
        )
        if not under and _is_elsewhere(best, votes):
            return None
        return best if alone and (others[best] > 0.01 or cities[best] > 0.01 or under) else None

    def _with_community(self, index: int, codes: list[str]) -> list[str]:
        """Of several streets of one name those that hold the community named right behind (六坝镇玉宝村)."""
        mention, *behind = self._mentions[index : index + 2]
        if len(codes) < 2 or mention.level != "street" or not behind:
            return codes
        inner = behind[0]
        if inner.level != "community" or inner.start - mention.end > 1:
            return codes
        holding = {division.code[:9] for division in anywhere(inner.name)}
        return [code for code in codes if code in holding] or codes

    def _near_street(self, index: int, codes: list[str]) -> list[str]:
        """Of several communities of one name in a district those of the street that was named last."""
        if self._mentions[index].level != "community" or len(codes) < 2 or len({code[:6] for code in codes}) > 1:
            return codes
        street = dict(self._nearest_above(index, codes[0][:6])).get("street")
        return [code for code in codes if street and code[:9] == street.code] or codes

    def _votes(self, mention: PlaceMention) -> Mapping[str, float]:
        """How far the other names of the report speak for each code, those near ``mention`` the most."""
        votes: defaultdict[str, float] = defaultdict(float)
        for key, (codes, starts) in self._ballots.items():
            if key != (mention.level, mention.name):
                gap = min([abs(start - mention.start) for start in starts])
                weight = _FAR_VOTE + (1 - _FAR_VOTE) * _NEAR / (_NEAR + gap)
                for prefix, share in codes.items():
                    votes[prefix] += weight * share
        return votes

    def _community(self, code: str, mention: PlaceMention, outer: Chain | None, index: int) -> Chain:
        """A community below the street that the report states for it, or below none where it states none."""
        chain = dict(_from_code(code, mention, outer))
        if not (outer and "street" in dict(outer)):
            chain.pop("street", None)
            near = dict(self._nearest_above(index, code[:6])).get("street")
            beside = self._street_beside(index, code[:6])
            stated = beside or self._printed_street(code) or self._short_street(code, index)
            street = stated or near or self._home_street(code[:6])
            if street:
                chain["street"] = street
                own = code if street.code in (None, code[:9]) else None
                chain["community"] = PlaceName(mention.name, own)
        return tuple((level, chain[level]) for level in LEVELS if level in chain)

    def _street_beside(self, index: int, district: str) -> PlaceName | None:
        """The street named in the few words before a community: borders move, and a report knows better than a table."""
        before, mention = self._mentions[index - 1], self._mentions[index]
        if not index or before.level != "street" or mention.start - before.end > _BESIDE:
            return None
        chain = self._remembered(index - 1)
        return dict(chain)["street"] if _code_of(chain).startswith(district) else None

    def _printed_street(self, code: str) -> PlaceName | None:
        """The street of a community as the report prints it, if it does."""
        if code[:9] not in self._stated:
            return None
        return next(
            (PlaceName(m.name, code[:9]) for m in self._mentions if m.level == "street" and code[:9] in m.codes), None
        )

    def _short_street(self, code: str, index: int) -> PlaceName | None:
        """The street of a community that the report named without its suffix (幸福明楼) later than any other street."""
        street = regions.get(code[:9])
        stem = STREET_SUFFIX.sub("", street.name) if street else ""
        if not street or stem not in street_stems(code[:6]):
            return None
        last = max((m.start for m in self._mentions[:index] if m.level == "street"), default=-1)
        named = self._text.rfind(stem, 0, self._mentions[index].start)
        return PlaceName(street.name, street.code) if named > last else None

    def _home_street(self, district: str) -> PlaceName | None:
        """The street that a report is at home in: the only one of the district that it names, or by far the most named."""
        named = Counter(street for index in range(len(self._mentions)) for street in self._streets_in(district, index))
        if not named:
            return None
        (street, times), total = named.most_common(1)[0], named.total()
        return street if times >= _HOME_SHARE * total else None

    def _streets_in(self, district: str, index: int) -> list[PlaceName]:
        """What a mention may mean in a district if it is a street; one that no table has there lies where it is told."""
        mention = self._mentions[index]
        if not district or mention.level != "street":
            return []
        known = [PlaceName(mention.name, code) for code in mention.codes if code[:6] == district]
        chain = {} if known else dict(self._remembered(index))
        told = "district" in chain and chain["district"].code == district
        return [chain["street"]] if told else known

    def _nearest_above(self, index: int, district: str = "") -> Chain:
        """The last place above the level of a mention named before it, else the first one after.

        With ``district`` only places within that code count.
        """
        wanted = DEPTH[self._mentions[index].level]
        nearest: Chain = ()
        for other in [*range(index - 1, -1, -1), *range(index + 1, len(self._mentions))]:
            depth = DEPTH[self._mentions[other].level]
            if depth >= wanted:
                continue
            chain = self._remembered(other)
            if district and not _code_of(chain).startswith(district):
                continue
            if depth >= DEPTH["district"]:
                return chain
            nearest = nearest or chain
        return nearest

    def _remembered(self, index: int) -> Chain:
        mention = self._mentions[index]
        key = (mention.level, mention.name)
        return self._memory[key] if key in self._memory else self.chain(index)


def _ballots(mentions: Sequence[PlaceMention]) -> dict[tuple[str, str], tuple[dict[str, float], list[int]]]:
    """For each name the codes that it speaks for, an ambiguous name for each a little, and where it stands."""
    found: dict[tuple[str, str], tuple[dict[str, float], list[int]]] = {}
    for mention in mentions:
        shares, starts = found.setdefault((mention.level, mention.name), ({}, []))
        starts.append(mention.start)
        if not shares:
            for size in (4, 6):
                for prefix, count in Counter(code[:size] for code in mention.codes if len(code) >= size).items():
                    shares[prefix] = count / len(mention.codes)
    return found


#: The share of all mentions of streets of a district that one needs to be the home of what is told without a street.
_HOME_SHARE = 0.6
#: So many characters at most stand between a street and a community that is told of as lying in it.
_BESIDE = 16
#: With less than this share of the votes of the city that most is said of, a place of that name lies elsewhere.
_FEW_VOTES = 0.4


def _is_elsewhere(code: str, votes: Mapping[str, float]) -> bool:
    """Whether a street or community by that code lies far from all that the report speaks of."""
    if len(code) < _STREET_CODE or votes[code[:6]] > 0.01:
        return False
    most = max((share for prefix, share in votes.items() if len(prefix) == 4), default=0.0)
    return votes[code[:4]] < _FEW_VOTES * most


#: Digits of the code of a street; those of a community are more.
_STREET_CODE = 9
#: The weight of a name that stands far away, and the distance at which the rest of a name's weight has halved.
_FAR_VOTE, _NEAR = 0.3, 150


def _code_of(chain: Chain | None) -> str:
    return next((name.code for _, name in reversed(chain or ()) if name.code), "")


@lru_cache(maxsize=4096)
def _official(code: str) -> Chain:
    """The names from the province down to the division itself; kept, for reports name the same districts again."""
    return tuple(
        (division.level.value, PlaceName(division.name, division.code)) for division in regions.ancestors(code)
    )


def _from_code(code: str, mention: PlaceMention, outer: Chain | None) -> Chain:
    made = dict(_official(code))
    made.update({level: name for level, name in outer or () if level in ("street", "community")})
    official = made.get(mention.level)
    is_local = mention.level in ("street", "community")
    made[mention.level] = PlaceName(
        mention.name if is_local or not official else official.name, official.code if official else None
    )
    return tuple((level, made[level]) for level in LEVELS if level in made and DEPTH[level] <= DEPTH[mention.level])

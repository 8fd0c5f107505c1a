"""The places of a report as such: how present each is, and which lie in which, whatever is placed there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from casebook.extraction.places import Node, PlaceMention
from casebook.extraction.story import Story
from casebook.extraction.tied import together

#: Headings are shorter than this.
_HEADING_LENGTH = 36
_LEVEL_NOUN = re.compile("(?:街道|社区|村|镇|乡|区|县|市)$")


@dataclass(frozen=True)
class Atlas:
    """The places of a story, ready to be compared with initiatives."""

    story: Story
    nodes: Sequence[Node]

    @cached_property
    def mentions(self) -> list[tuple[PlaceMention, int]]:
        """All mentions with the index of their node, from left to right."""
        return sorted((mention, index) for index, node in enumerate(self.nodes) for mention in node.mentions)

    @cached_property
    def starts(self) -> list[int]:
        """Where the mentions start."""
        return [mention.start for mention, _ in self.mentions]

    @cached_property
    def starts_of(self) -> list[list[int]]:
        """Where the mentions of each node start."""
        return [[mention.start for mention in node.mentions] for node in self.nodes]

    @cached_property
    def in_heading(self) -> list[bool]:
        """Whether each mention stands in a short line without a full stop."""
        text = self.story.framed
        lines = [(start, self.story.paragraph_at(start)) for start in self.starts]
        return [
            line.start <= start < line.end
            and line.end - line.start < _HEADING_LENGTH
            and "。" not in text[slice(*line)]
            for start, line in lines
        ]

    @cached_property
    def weights(self) -> list[float]:
        """How present each node is: its own mentions and those of places within, the headline counting more."""
        title = self.story.title
        found = [0.0] * len(self.nodes)
        for index, node in enumerate(self.nodes):
            for mention in node.mentions:
                heads = title and title.start <= mention.start < title.end
                found[index] += 4.0 if heads else 1.0
        return [own + sum(found[other] for other in finer) for own, finer in zip(found, self.finer, strict=True)]

    @cached_property
    def most(self) -> float:
        """The weight of the most present node, at least 1."""
        return max(1.0, *self.weights)

    @cached_property
    def above(self) -> list[list[int]]:
        """For each node those that it lies in, from the top down."""
        index_of = {node.chain: index for index, node in reversed(list(enumerate(self.nodes)))}
        parts = ([node.chain[:cut] for cut in range(1, len(node.chain))] for node in self.nodes)
        return [[index_of[chain] for chain in chains if chain in index_of] for chains in parts]

    @cached_property
    def finer(self) -> list[list[int]]:
        """For each node the others that lie in it."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for index, above in enumerate(self.above):
            for other in above:
                found[other].append(index)
        return found

    @cached_property
    def per_level(self) -> Counter[str]:
        """How many nodes there are at each level."""
        return Counter(node.level for node in self.nodes)

    @cached_property
    def homes(self) -> dict[str, int]:
        """For each level the most present node."""
        best: dict[str, int] = {}
        for index, node in enumerate(self.nodes):
            if node.level not in best or self.weights[index] > self.weights[best[node.level]]:
                best[node.level] = index
        return best

    @cached_property
    def levels(self) -> list[str]:
        """The level of each node."""
        return [node.level for node in self.nodes]

    @cached_property
    def stems(self) -> list[str]:
        """The name of each node without the noun of its level."""
        return [_LEVEL_NOUN.sub("", node.name) for node in self.nodes]

    @cached_property
    def standings(self) -> list[str]:
        """What each node is in the report as a whole, whatever is placed: its features, together."""
        found = []
        for index, (node, level) in enumerate(zip(self.nodes, self.levels, strict=True)):
            home = self.homes[level] == index
            features = [
                f"level:{level}",
                f"home:{home}",
                f"{level}:home:{home}",
                f"{level}:{min(self.per_level[level], 5)}:{home}",
                f"{level}:share:{int(self.weights[index] / self.most * 4)}",
                f"{level}:finer:{min(len(self.finer[index]), 3)}",
            ]
            features += [] if node.mentions else ["unmentioned", f"unmentioned:{level}"]
            found.append(together(features))
        return found

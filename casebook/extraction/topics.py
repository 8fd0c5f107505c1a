"""What the text is speaking of: initiatives by their names, by nouns that take them up, and by short names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from casebook.extraction.mentions import Mentions, Named

#: Nouns that name a sort of undertaking, longest first; later mentions often consist of nothing else.
_TYPE_NOUN = re.compile(
    "托养中心|照料中心|服务中心|综治中心|工作室|调解室|调解队|调解团|调委会|委员会|议事会|理事会|"
    "恳谈会|联合会|公益社|服务队|志愿队|巡逻队|小分队|突击队|骑行队|护河队|护江队|服务站|工作站|"
    "助餐点|幸福院|养老院|工疗站|小程序|工作法|咖啡馆|图书馆|协会|队伍|团队|驿站|中心|食堂|饭堂|"
    "餐厅|厨房|家园|之家|超市|课堂|学校|讲堂|基金|平台|热线|机制|模式|体系|品牌|项目|联盟|积分|"
    "银行|茶室|客厅|书屋|茶馆|队|团|室|站|院|社|会|角|亭|屋|堂|点|桌|店|铺|家|班|所|岗|街|"
    "集"
)
_COMMA = re.compile("[，,]")
_ATTRIBUTE = re.compile(".*等[^等]{0,14}的[^的]{0,6}")
_DEICTIC = re.compile("[这该那](?:里|儿|支|个|家|间|处|座|条|张|套|种|项|些)?$")
#: How many subjects are kept in mind as what the text has been speaking of.
_TOPICS = 4
#: A short stretch in quotation marks.
QUOTED_NAME = re.compile("“[^“”，。,]{2,12}”")


@dataclass
class Topics(Mentions):
    """A text with its subjects; answers which of them it has been speaking of."""

    def described(self, at: int) -> int | None:
        """The subject that a list around ``at`` describes from the front: 设有A、B等多个板块的X is about X."""
        end = self.clause(at).end
        for index in range(bisect_left(self._named_starts, at), len(self._named)):
            mention = self._named[index]
            if mention.start >= end:
                break
            if _ATTRIBUTE.fullmatch(self.text, at, mention.start):
                return mention.who
        return None

    @cached_property
    def _latest_topics(self) -> list[tuple[Named, ...]]:
        """For each number of topics gone by the last one of each of at most four subjects, the latest first."""
        latest: list[tuple[Named, ...]] = [()]
        for topic in self._topics:
            others = (other for other in latest[-1] if other.who != topic.who)
            latest.append((topic, *others)[:_TOPICS])
        return latest

    @cached_property
    def _topics(self) -> list[Named]:
        """All mentions, and the nouns and short names that stand for a subject, from left to right.

        A noun that several subjects share takes up the one that was spoken of last.
        """
        named = iter([*self._named, Named(len(self.text) + 1, 0, -1)])
        coming, last = next(named), dict.fromkeys(range(len(self.subjects)), -1)
        found: list[Named] = []
        for pointer in self._pointers:
            start, noun = pointer.start(), pointer.group()
            while coming.start <= start:
                last[coming.who] = coming.start
                coming = next(named)
            known = [who for who, nouns in enumerate(self._nouns) if noun in nouns and last[who] >= 0]
            if known:
                who = max(known, key=lambda who: last[who])
                last[who] = start
                found.append(Named(start, pointer.end(), who))
        return sorted([*self._named, *found, *self._short_names()])

    def _short_names(self) -> Iterable[Named]:
        """Quoted beginnings of the name of one subject only: “安宾” for 安宾调解工作室."""
        for match in QUOTED_NAME.finditer(self.text):
            words = match.group()[1:-1]
            known = [who for who, subject in enumerate(self.subjects) if subject.name.startswith(words)]
            if len(known) == 1 and words != self.subjects[known[0]].name:
                yield Named(match.start() + 1, match.end() - 1, known[0])

    @cached_property
    def _topic_starts(self) -> list[int]:
        return [topic.start for topic in self._topics]

    @cached_property
    def _nouns(self) -> list[frozenset[str]]:
        """For each subject the type nouns in its name and right behind its mentions."""
        found = []
        for subject in self.subjects:
            nouns = set(_TYPE_NOUN.findall(subject.name))
            for _, end in subject.mentions:
                nouns.update(_TYPE_NOUN.findall(_COMMA.split(self.text[end : end + 8], 1)[0]))
            found.append(frozenset(nouns))
        return found

    @cached_property
    def _noun_counts(self) -> Counter[str]:
        """How many subjects share each of these nouns."""
        return Counter(noun for nouns in self._nouns for noun in nouns)

    def _nouns_before(self, start: int, end: int) -> list[re.Match[str]]:
        """The type nouns in ``[start:end]`` that take something up."""
        low, high = bisect_left(self._noun_starts, start), bisect_left(self._noun_starts, end)
        return [match for match in self._pointers[low:high] if match.end() <= end]

    @cached_property
    def _pointers(self) -> list[re.Match[str]]:
        """The nouns of the text that may take a subject up."""
        return [match for match in _TYPE_NOUN.finditer(self.text) if self._takes_up(match)]

    @cached_property
    def _noun_starts(self) -> list[int]:
        return [match.start() for match in self._pointers]

    def _takes_up(self, noun: re.Match[str]) -> bool:
        """Whether a noun stands outside of names, and is long enough or pointed at (该院, 这家店) to refer."""
        index = bisect_right(self._named_starts, noun.start()) - 1
        if index >= 0 and self._named[index].end > noun.start():
            return False
        return len(noun.group()) > 1 or bool(_DEICTIC.search(self.text, max(0, noun.start() - 3), noun.start()))

"""How likely it is that a candidate names an initiative: the features of a candidate, weighed by a linear model.

The weights (data/names.json) are learned from annotated reports; see ``casebook.extraction.learning``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from casebook.extraction import joint
from casebook.extraction.candidates import Candidate, Found
from casebook.extraction.heads import heads
from casebook.extraction.lexica import Lexica
from casebook.extraction.linear import Linear, bigrams, shipped, sigmoid
from casebook.extraction.story import Span, Story
from casebook.extraction.trees import shipped_trees

#: Log odds of a name by itself below which hardly any is an initiative: what is said around it is not looked at.
_NO_NAME = -7.0
#: What such a one is taken to have, and log odds of the first look below which none was ever accepted at the second.
_LEAST, _HOPELESS = -9.0, -4.0
#: Characters behind the first mention that tell what it is.
_TOLD = 30
_FOUNDING = re.compile(
    "成立|组建|组成|打造|设立|推出|推行|建成|建起|建立|建有|建了|建设|开设|开办|创办|创建|创新|构建|搭建|搭起|拉起|办起|办了|立起|起名|取名|命名|名叫|"
    "叫做|称为|改成|改造|变成|挂牌|挂上|揭牌|启动|启用|投用|实施|培育|孵化|整合|发起|开门|开张|开业|开放|上线|运营|运行|试行|试点|探索|凝练|形成|开出|开了|设在|依托|试办|腾出|编成|编入|牵头"
)
_NAMING = re.compile("(?:叫|取名|名为|名叫|称为|称作|命名为|起名|唤作|叫做|叫作|名字是|就是|即)[:：]?[“‘「]?$")
_COUNTED = re.compile("(?:[0-9０-９一二两三四五六七八九十百千万余多几数]|首|每|整)[支个家处间所座张条项种台][“‘「]?$")
_PLACED = re.compile("(?:省|市|区|县|镇|乡|街道|社区|村|州|旗|嘎查|小区|里|街)[的里内]?[“‘「]?$")
# Whether there is a figure or a date, not how far it reaches: a search passes at once over what none can begin with.
_FIGURE = re.compile("[0-9一二两三四五六七八九十百千](?:(?<=[0-9])|[余多来]?[名位支个家处件起户场次人])")
_DATE = re.compile("[0-9去今前](?:(?<=[去今前])年|(?<=[0-9])月|(?<=1)9[0-9]{2}年|(?<=2)0[0-9]{2}年)")
_RESULT = re.compile(
    "累计|化解|调解成功|服务[了过]?(?:群众|居民|老人)?[0-9]|开展|接待|解决|办结|惠及|受益|满意|受理|收集|提供"
)
_DUTY = re.compile(
    "负责|主要|专门|专管|提供|服务|由[^,，。]{2,12}(?:组成|负责|运营|牵头)|志愿者|队员|成员|调解员|每[天周月日]|免费"
)
_SPEECH_VERB = re.compile("(?:说|表示|介绍|告诉|笑道|坦言)[:：,，]?$")
_PLAN = re.compile("计划|下一步|将(?!军)|力争|打算|拟|争取")
_MEETING = re.compile(
    "会议|培训|座谈|部署|通知|公告|解读|条例|评论|招聘|公示|意见|办法|比赛|观摩|调研|考察|启动仪式|研讨|讲话|时评|投诉|问卷"
)
_OTHERS = re.compile("其他|别的|外地|周边|邻[镇县区村]|学习|借鉴|比如|例如|以往|过去|曾经|原来的|从前")
_ORGAN = re.compile(
    "派出所|司法所|法院|检察院|残联|民政局|公安局|居委会|村委会|党支部|党委|政府|办公室|医院|银行|公司|大学|小学|中学|幼儿园|集团|研究院|研究中心|电视台|报社|党校"
)
_LATIN = re.compile("[0-9+＋A-Za-z]")
_PLACE_NOUN = re.compile("社区|村|镇|街道|区|县")
_CLAUSE_EDGE = re.compile("[,，。;；:：]")
_SET_OFF = re.compile(r"\s*[（(【|｜:：—-]")
_STOP = re.compile("[。，]")
_OPENING = '“‘「『"'
_PERSONAL = re.compile("^老[一-龥]|[一-龥](?:大姐|大妈|大爷|大叔|阿姨|阿婆|阿公|哥|姐|嫂|伯|爷爷|奶奶|叔)")


def looks(story: Story, candidates: Sequence[Candidate]) -> Iterator[Iterator[list[str]]]:
    """For each candidate the names of its features: first of its name, then of what is said around its mentions."""
    report = _report_features(story, candidates)
    nouns = Counter(candidate.head for candidate in candidates)
    names = [candidate.name for candidate in candidates]
    quoted = min(sum(candidate.quoted for candidate in candidates), 8)
    for index, candidate in enumerate(candidates):
        form = "quoted" if candidate.quoted else "plain"
        found = [*_name_features(candidate, form), *_repeat_features(story, candidate)]
        found += _relation_features(candidates, names, index, nouns)
        found.append(f"quoted around:{quoted}:{form}")
        found += [f"{name}:{form}" for name in report]
        yield _looks_at(story, candidates, candidate, found)


def _looks_at(
    story: Story, candidates: Sequence[Candidate], candidate: Candidate, of_name: list[str]
) -> Iterator[list[str]]:
    yield of_name
    first, *later = candidate.found[:6]
    before, after = _around(story, first)
    found = [*_neighbours(before, after), *_signs(story, candidates, first, before, after)]
    found += _first_look_around(story, first, before)
    again: dict[str, None] = {}
    for mention in later:
        before, after = _around(story, mention)
        signs = [*_neighbours(before, after), *_signs(story, candidates, mention, before, after)]
        again |= dict.fromkeys(map("again:".__add__, signs))
    yield [*found, *again]


def _name_features(candidate: Candidate, quoted: str) -> list[str]:
    name, head = candidate.name, candidate.head
    kinds = heads().get(head, "-")
    tailed = any(found.has_noun for found in candidate.found)
    found = [
        quoted,
        f"length:{min(len(name), 12)}",
        f"length:{quoted}:{min(len(name) // 2, 6)}",
        f"head:{head}",
        f"head:{quoted}:{head}",
        f"kinds:{kinds}:{quoted}",
        f"bare:{candidate.bare}:{quoted}",
        f"own:{min(len(name) - len(head), 8)}" if name.endswith(head) else "own:all",
        f"tail:{tailed}:{quoted}",
        *map("c:".__add__, set(name)),
        *bigrams(name, "cc:"),
        f"starts:{name[:1]}",
        f"starts:{name[:2]}",
        f"ends:{name[-1:]}",
        f"ends:{name[-2:]}",
        f"ends:{name[-3:]}",
    ]
    found += ["digit"] if _LATIN.search(name) else []
    found += ["organ"] if _ORGAN.search(name) else []
    found += ["personal"] if _PERSONAL.search(name) else []
    found += ["place inside"] if _PLACE_NOUN.search(name) else []
    found += ["list inside"] if "、" in name or "," in name else []
    if candidate.site:
        found += ["site", f"site:{kinds}", f"site:{quoted}"]
    if candidate.brand:
        found += ["brand", f"brand:{quoted}"]
    return found


def _repeat_features(story: Story, candidate: Candidate) -> Iterator[str]:
    yield f"mentions:{min(len(candidate.found), 5)}"
    paragraphs = {story.paragraph_at(found.start) for found in candidate.found}
    yield f"paragraphs:{min(len(paragraphs), 4)}"
    first = candidate.found[0]
    if story.title and story.title.start <= first.start < story.title.end:
        yield "title"
        yield f"title:{'quoted' if first.quoted else 'plain'}"
        yield f"title:{min(len(candidate.found), 3)}"
    body = story.paragraphs[-1].end if story.paragraphs else 1
    yield f"where:{min(4, 5 * first.start // max(1, body))}"
    if candidate.head and not candidate.bare:
        later = story.clean.find(candidate.head, candidate.found[-1].tail)
        yield f"taken up:{later >= 0}"


def _relation_features(
    candidates: Sequence[Candidate], names: Sequence[str], index: int, nouns: Counter[str]
) -> Iterator[str]:
    me, mine = candidates[index], names[index]
    yield f"same noun:{min(nouns[me.head], 5) if me.head else '-'}"
    for at, name in enumerate(names):
        if at == index or (mine not in name and name not in mine):
            continue
        other = candidates[at]
        if mine in name:
            yield f"inside another:{'quoted' if other.quoted else 'plain'}"
            if name.endswith(mine):
                yield f"end of another:{'bare' if me.bare else 'own'}"
        else:
            yield f"contains another:{'quoted' if other.quoted else 'plain'}:{'bare' if other.bare else 'own'}"


def _around(story: Story, found: Found) -> tuple[str, str]:
    """What stands before and behind a mention in its sentence."""
    text, sentence = story.clean, story.sentence_at(found.start)
    close = found.tail + (1 if found.quoted and found.tail == found.end else 0)
    return text[max(sentence.start, found.start - 14) : found.start], text[close : min(sentence.end, close + 14)]


def _first_look_around(story: Story, found: Found, before: str) -> list[str]:
    """Where in its sentence the first mention stands, and the words before and behind it."""
    sentence, paragraph = story.sentence_at(found.start), story.paragraph_at(found.start)
    clause = _CLAUSE_EDGE.split(before)[-1]
    behind = story.clean[found.tail : min(paragraph.end, found.tail + _TOLD)]
    return [
        f"in clause:{len(clause) // 4}",
        f"in sentence:{min(5, (found.start - sentence.start) // 10)}",
        f"sentence of:{min(6, (sentence.end - sentence.start) // 15)}",
        *bigrams(before, "led:"),
        *bigrams(behind),
    ]


def _neighbours(before: str, after: str) -> list[str]:
    """The characters next to a mention, one and two of them."""
    marks = before.rstrip(_OPENING)
    found = [f"b1:{marks[-1:]}", f"b2:{marks[-2:]}"][: len(marks)]
    return found + [f"a1:{after[:1]}", f"a2:{after[:2]}"][: len(after)]


def _signs(story: Story, candidates: Sequence[Candidate], found: Found, before: str, after: str) -> list[str]:
    """What the words around a mention say of it."""
    text = story.clean
    sentence, paragraph = story.sentence_at(found.start), story.paragraph_at(found.start)
    signs = _verb_features(before, after)
    clause = _CLAUSE_EDGE.split(text[sentence.start : found.start])[-1]
    distant = _FOUNDING.search(clause[:-10])
    if distant:
        signs += ["founded:clause", f"founded:clause:{'的' if before.rstrip(_OPENING).endswith('的') else '-'}"]
    signs += _sentence_features(story, sentence, paragraph, found)
    if _NAMING.search(before):
        signs.append("named")
    if _COUNTED.search(before):
        signs.append("counted")
    if _PLACED.search(before):
        signs.append("placed")
    if _ORGAN.search(before):
        signs.append("organ before")
    if _OTHERS.search(text, sentence.start, found.start):
        signs.append("others")
    beside = after.startswith(("“", "‘")) and found.quoted
    if before.endswith("、") or before[:-1].endswith("、") or after.startswith("、") or beside:
        listed = sum(sentence.start <= c.found[0].start < sentence.end for c in candidates)
        signs += ["listed", f"listed:{min(listed, 6)}"]
    if found.start - paragraph.start <= 2:
        signs.append("opens paragraph")
    if _SET_OFF.match(after):
        signs.append("set off")
    if not after.strip():
        signs.append("last")
    return signs


def _verb_features(before: str, after: str) -> list[str]:
    clause = _CLAUSE_EDGE.split(before)[-1]
    verbs = _FOUNDING.findall(clause)
    signs = []
    if verbs:
        signs += ["founded", f"founded:{verbs[-1]}"]
    elif _FOUNDING.search(before):
        signs.append("founded:earlier")
    follow = _CLAUSE_EDGE.split(after, 1)[0]
    verb = _FOUNDING.search(follow)
    if verb:
        signs += [f"founded after:{verb.group()}", "founded after"]
    return signs


def _sentence_features(story: Story, sentence: Span, paragraph: Span, found: Found) -> list[str]:
    text = story.clean
    signs = []
    said = _LEXICA.spoken_of(text, sentence)
    for name in _LEXICA.spoken_of(text, paragraph):
        if name not in said:
            signs.append(f"{name}:paragraph")
        elif _LEXICA[name].search(text, found.tail, sentence.end):
            signs.append(f"{name}:rest")
        else:
            signs.append(f"{name}:sentence")
    if any(q.start < found.start - 1 and found.tail <= q.end for q in story.speech):
        signs.append("speech")
    if paragraph.end - paragraph.start < 32 and not _STOP.search(text, paragraph.start, paragraph.end):
        signs.append("heading")
    return signs


_LEXICA = Lexica({"figure": _FIGURE, "date": _DATE, "result": _RESULT, "duty": _DUTY, "plan": _PLAN})


def _report_features(story: Story, candidates: Sequence[Candidate]) -> list[str]:
    title = story.clean[story.title.start : story.title.end] if story.title else ""
    found = [f"report:meeting:{bool(_MEETING.search(title))}"]
    found.append(f"report:meetings:{min(len(_MEETING.findall(story.clean)), 6) // 2}")
    found.append(f"report:candidates:{min(len(candidates) // 5, 6)}")
    founding = len(_FOUNDING.findall(story.clean)) * 300 // max(300, len(story.clean.strip()))
    found.append(f"report:founding:{min(founding, 4)}")
    return found


def weigh(model: Linear, parts: Iterator[list[str]]) -> tuple[list[str], float]:
    """The features of a candidate, and the log odds that they give it by itself; a hopeless name is left at once."""
    found = next(parts)
    score = model.bias + model.score(found)
    if score < _NO_NAME:
        return found, _LEAST
    around = next(parts)
    return found + around, score + model.score(around)


def probabilities(story: Story, candidates: Sequence[Candidate]) -> list[float]:
    """For each candidate the probability that it names an initiative."""
    model = shipped("names").single["name"]
    weighed = [weigh(model, parts) for parts in looks(story, candidates)]
    found, scores = [one for one, _ in weighed], [score for _, score in weighed]
    hopeful = [index for index, score in enumerate(scores) if score > _HOPELESS]
    second = shipped_trees("candidates").probabilities(joint.rows(story, candidates, found, scores, hopeful))
    looked = dict(zip(hopeful, second, strict=True))
    return [looked.get(index, sigmoid(score)) for index, score in enumerate(scores)]

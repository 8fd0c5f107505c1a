"""Short and written-out forms of official names, derived by rule.

What no rule gives is in ``data/aliases.csv``, kept by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from casebook.regions.divisions import Level

_PEOPLES = (
    "各族|壮族|回族|维吾尔|蒙古族|蒙古|藏族|羌族|苗族|侗族|土家族|布依族|彝族|白族|傣族|景颇族|傈僳族|哈尼族|朝鲜族|满族|锡伯族|"
    "达斡尔族|鄂温克族|鄂伦春|哈萨克族|哈萨克|柯尔克孜族|柯尔克孜|塔吉克族|塔吉克|瑶族|黎族|畲族|仫佬族|毛南族|仡佬族|水族|拉祜族|佤族|"
    "布朗族|纳西族|独龙族|怒族|普米族|撒拉族|保安族|东乡族|裕固族|土族|俄罗斯族|塔塔尔族|乌孜别克族|赫哲族|鄂伦春族|珞巴族|门巴族|"
    "京族|高山族|基诺族|阿昌族|德昂族|鄂温克|达斡尔"
)
_PEOPLE_TAIL = re.compile(rf"(?<=..)(?:{_PEOPLES})+$")
_TOWN_OF_A_PEOPLE = re.compile(rf"(?P<stem>.{{2,}}?)(?:{_PEOPLES})+(?:民族)?(?P<unit>乡|镇)")

_AUTONOMOUS = {"自治区": "", "自治州": "州", "自治县": "县", "自治旗": "旗", "特别行政区": ""}
_SUFFIXES = {
    Level.PROVINCE: ("省", "市"),
    Level.CITY: ("市", "地区", "盟"),
    Level.DISTRICT: ("新区", "林区", "特区", "区", "县", "市", "旗"),
}
_ZONES = {
    "高新技术产业开发区": ("高新区", "高新技术开发区"),
    "高新技术产业园区": ("高新区",),
    "经济技术开发区": ("经开区", "开发区"),
    "经济开发区": ("经开区", "开发区"),
}

#: Cities that print “…街” for 街道: 天津, 沈阳, 武汉, 广州.
_SHORT_STREET_CITIES = ("12", "2101", "4201", "4401")

#: Where a town or township is kept as “…地区”: 北京.
_AREA_PROVINCE = "11"


def aliases_of(code: str, name: str, level: Level) -> Iterator[str]:
    """Other forms under which reports and people name a division of the four upper levels."""
    if level is Level.STREET:
        yield from _street_aliases(code, name)
        return
    yield from _without_people(name)
    for suffix in _SUFFIXES[level]:
        stem = name.removesuffix(suffix)
        if stem != name and len(stem) >= 2:
            yield stem
            break
    for long, shorts in _ZONES.items():
        if name.endswith(long):
            yield from (name.removesuffix(long) + short for short in shorts)


def _without_people(name: str) -> Iterator[str]:
    for suffix, unit in _AUTONOMOUS.items():
        if name.endswith(suffix):
            stem = _PEOPLE_TAIL.sub("", name.removesuffix(suffix))
            yield stem
            if unit:
                yield stem + unit


def _street_aliases(code: str, name: str) -> Iterator[str]:
    if name.endswith("街道"):
        yield f"{name}办事处"
        yield f"{name}办"
        if name.endswith("街街道"):
            yield name.removesuffix("街道")
            yield name.removesuffix("街街道") + "街道"
            if name.endswith("大街街道"):
                yield name.removesuffix("大街街道") + "街道"
        elif code.startswith(_SHORT_STREET_CITIES):
            yield name.removesuffix("道")
    elif name.endswith("办事处"):
        yield name.removesuffix("办事处")
    elif name.endswith("地区") and code.startswith(_AREA_PROVINCE):
        yield name.removesuffix("地区") + "镇"
        yield name.removesuffix("地区") + "乡"
    elif "族" in name and (match := _TOWN_OF_A_PEOPLE.fullmatch(name)):
        yield match["stem"] + match["unit"]

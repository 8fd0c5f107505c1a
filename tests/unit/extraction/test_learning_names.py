"""What names are learned from: every annotated report, those of another mix with less weight."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from casebook.extraction.learning import training
from casebook.extraction.learning.corpus import Annotated

TEXT = (
    "石油路街道来了“{name}”{noun}\n\n2023年5月，重庆市渝中区石油路街道成立“{name}”{noun}，由6名退休教师坐班，"
    "累计接待居民120人次。\n\n街道还成立“{team}”服务队，18名队员每周上门。启动仪式上，居民领到了“安全用电”宣传册。\n"
)


def test_reports_that_do_not_teach_names_still_tell_which_nouns_are_initiatives() -> None:
    whole = [report("柳岸", "调解室", "红马甲"), report("江畔", "调解室", "石榴籽")]
    signs = "青苗 雏燕 小荷 春笋 嫩芽 晨露 新竹 朝霞 山雀 萤火 蒲公英 向日葵".split()
    others = [report(name, "托管班", f"{name}大姐", False) for name in signs]
    alone, joined = name_weights(whole), name_weights([*whole, *others])
    assert "head:托管班" not in alone
    assert joined["head:托管班"] > 0
    assert not {"others", "others:quoted", "others:plain"} & set(joined)


def report(name: str, noun: str, team: str, teaches_names: bool = True) -> Annotated:
    gold = [initiative(name + noun, "mediation_platform"), initiative(f"{team}服务队", "volunteer_team")]
    return Annotated(name, TEXT.format(name=name, noun=noun, team=team), gold, None, teaches_names)


def initiative(name: str, kind: str) -> dict[str, Any]:
    place = {"province": "重庆市", "city": None, "district": "渝中区", "street": "石油路街道", "community": None}
    return {"name": name, "kind": kind, "parent": None, **place}


def name_weights(reports: list[Annotated]) -> dict[str, int]:
    weights = training.train(reports, SimpleNamespace(match_initiatives=same_names))  # type: ignore[arg-type]
    return dict(zip(*weights["names"]["single"]["name"]["weights"], strict=True))


def same_names(gold: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Pairs of which one name begins the other, as the scorer of the corpus finds them."""
    return [(g, f) for g, one in enumerate(gold) for f, two in enumerate(found) if one["name"].startswith(two["name"])]

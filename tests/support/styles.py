"""The part of Bootstrap's style sheet that the pages use, a fifth of it: ``make styles`` writes it anew.

A rule stays when every class that it names may be used: it stands as a word in a template or a script, or begins with
a word that a template completes (``alert-{{ … }}``). Too much may stay, too little cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from casebook import web

_ROOT = Path(web.__file__).parents[2]
_STATIC = _ROOT / "casebook" / "static"
_BOOTSTRAP = _STATIC / "vendor" / "bootstrap"
#: The sheet as its makers ship it, and what pages load.
WHOLE, USED = _BOOTSTRAP / "bootstrap.min.css", _BOOTSTRAP / "bootstrap.used.css"

_WORD = re.compile(r"[A-Za-z][\w-]*")
_BEGINNING = re.compile(r"[A-Za-z][\w-]*-(?=\{\{|\$\{)")
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_NOT = re.compile(r":not\([^()]*\)")
_NAMED = re.compile(r"var\((--[\w-]+)")
_ANIMATION = re.compile(r"@keyframes ([\w-]+)\{(?:[^{}]*\{[^{}]*\})*\}")
_EMPTY = re.compile(r"(?<=[{}])[^{}]+\{\}")
_PROPERTY = re.compile(r"(--[\w-]+):([^;{}]*);?")


def used_part() -> str:
    """What ``USED`` has to hold for the templates, scripts and style sheets as they are."""
    sheet = WHOLE.read_text(encoding="utf-8")
    licence = sheet[: sheet.index("*/") + 2]
    return licence + _without_unnamed("".join(_kept(sheet[len(licence) :], _Uses()))) + "\n"


class _Uses:
    """What templates and scripts may name as a class."""

    def __init__(self) -> None:
        sources = [*(_ROOT / "templates").rglob("*.html"), *(_STATIC / "js").glob("*.js")]
        text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
        self._words = set(_WORD.findall(text))
        self._beginnings = tuple(set(_BEGINNING.findall(text)))

    def all_of(self, selector: str) -> bool:
        """Whether the selector can fit something; there is no dark look."""
        return "=dark" not in selector and all(name in self for name in _CLASS.findall(_NOT.sub("", selector)))

    def __contains__(self, name: str) -> bool:
        if name in self._words:
            return True
        return any(name.startswith(start) and name[len(start) :] in self._words for start in self._beginnings)


def _kept(sheet: str, uses: _Uses) -> Iterator[str]:
    """The rules to keep of a sheet, or of what stands inside ``@media``."""
    for head, body in _rules(sheet):
        if head.startswith(("@media", "@supports")):
            inner = "".join(_kept(body, uses))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@"):
            yield f"{head}{{{body}}}"
        else:
            selectors = [one for one in _parts(head) if uses.all_of(one)]
            if selectors and body:
                yield f"{','.join(selectors)}{{{body}}}"


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Head and body of each rule of a sheet without comments."""
    at = 0
    while (opened := sheet.find("{", at)) >= 0:
        depth, end = 1, opened + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(sheet[end], 0)
            end += 1
        yield sheet[at:opened], sheet[opened + 1 : end - 1]
        at = end


def _parts(head: str) -> list[str]:
    """The selectors of a rule; a comma in brackets parts none."""
    return re.split(r",(?![^(]*\))", head)


def _without_unnamed(sheet: str) -> str:
    """The sheet without variables and animations that nothing names, and then without those that only they named."""
    own = "".join(path.read_text(encoding="utf-8") for path in (_STATIC / "css").glob("*.css"))
    named = set(_NAMED.findall(sheet + own))
    less = _PROPERTY.sub(lambda found: found[0] if found[1] in named else "", sheet)
    less = _ANIMATION.sub(lambda found: found[0] if sheet.count(found[1]) > 1 else "", less)
    less = _EMPTY.sub("", less)
    return sheet if less == sheet else _without_unnamed(less)


if __name__ == "__main__":
    USED.write_text(used_part(), encoding="utf-8")

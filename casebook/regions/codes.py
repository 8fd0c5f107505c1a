"""Official division codes: twelve digits in the source, a compact prefix everywhere here.

The first two digits name the province, the next two the city, then two for the district, three for the street and
three for the community (the layout of GB/T 2260 and GB/T 10114, carried on by the statistical codes). A level that
is not there is zeros, so the trailing zeros of a full code say nothing and are dropped.
"""

from __future__ import annotations

_GROUPS = ((12, "000"), (9, "000"), (6, "00"), (4, "00"))
_LENGTHS = frozenset({2, 4, 6, 9, 12})


def normalize_code(code: str | int) -> str:
    """Return the compact form: ``370102000000`` and ``370102`` both give ``370102``.

    :raise ValueError: for anything that is not 2, 4, 6, 9 or 12 digits.
    """
    digits = str(code).strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) in _LENGTHS) or digits.startswith("00"):
        raise ValueError(f"not a division code: {code!r}")
    for length, empty in _GROUPS:
        if len(digits) == length and digits.endswith(empty):
            digits = digits[: -len(empty)]
    return digits


def pad12(code: str | int) -> str:
    """Return the full form with trailing zeros, as official lists print it: ``370102`` gives ``370102000000``."""
    return normalize_code(code).ljust(12, "0")

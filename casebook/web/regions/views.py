"""Type-ahead for places: divisions for what has been typed so far, and those below a division."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from casebook import regions
from casebook.regions import Division, Level
from casebook.web.guard import allow

bp = Blueprint("regions", __name__, url_prefix="/regions")

MOST_TYPED = 40


@bp.get("/suggest")
@allow()
def suggest() -> ResponseReturnValue:
    """Divisions for ``q`` (Chinese, pinyin, initials, code), at a ``level`` and ``within`` a code where given."""
    level = request.args.get("level", "")
    found = regions.suggest(
        request.args.get("q", "")[:MOST_TYPED],
        level=Level(level) if level in list(Level) else None,
        within=request.args.get("within") or None,
    )
    return {"items": [_item(division) for division in found]}


@bp.get("/children")
@allow()
def children() -> ResponseReturnValue:
    """The divisions right below ``code``; the provinces without one."""
    return {"items": [_item(division) for division in regions.children(request.args.get("code", ""))]}


def _item(division: Division) -> dict[str, Any]:
    """A division with the names and codes of everything above it, by level."""
    chain = regions.ancestors(division.code)
    return {
        "code": division.code,
        "name": division.name,
        "level": division.level.value,
        "full_name": "".join(above.name for above in chain),
        "chain": {above.level.value: {"name": above.name, "code": above.code} for above in chain},
    }

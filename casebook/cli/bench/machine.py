"""What a server and its database take up: memory of the workers, size of the index beside the cases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

_CASES = "case_record"
#: The tables of the search index.
_INDEX = ("search_posting", "search_array", "search_build", "case_change")
_KIB_PER_MB = 1024
_BYTES_PER_MB = 1 << 20


def worker_memory(server: int) -> list[float]:
    """The private memory of each process that the process ``server`` has started, in MB; empty without /proc."""
    return [memory for child in _children(server) if (memory := _private(child))]


def sizes(session: Session) -> tuple[float, float]:
    """MB of the table of the cases, without its own indexes, and of the search index with everything it needs."""
    if session.get_bind().dialect.name == "sqlite":
        cases, index = _on_sqlite(session, [_CASES]), _on_sqlite(session, _INDEX)
    else:
        cases = float(session.scalar(text(f"SELECT pg_table_size('{_CASES}')")))
        index = sum(float(session.scalar(text(f"SELECT pg_total_relation_size('{name}')"))) for name in _INDEX)
    return cases / _BYTES_PER_MB, index / _BYTES_PER_MB


def _on_sqlite(session: Session, tables: Sequence[str]) -> float:
    """Pages of the tables; their primary keys stand in them or in indexes of their own, which count too."""
    names = (
        "SELECT name FROM sqlite_master WHERE name = :table OR (tbl_name = :table AND name LIKE 'sqlite_autoindex%')"
    )
    pages = text(f"SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE aggregate = TRUE AND name IN ({names})")  # noqa: S608
    return sum(float(session.scalar(pages, {"table": table}) or 0) for table in tables)


def _children(server: int) -> list[int]:
    listed = Path(f"/proc/{server}/task/{server}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def _private(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / _KIB_PER_MB

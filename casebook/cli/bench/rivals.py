"""What people would use instead, on the same cases in the same run. No part of casebook: ``pip install`` what it needs.

Each answers the same page: the exact number of cases, the newest twenty, and the counts of six facets.
"""

from __future__ import annotations

import importlib
import json
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import click
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from casebook.cli.bench.visitor import Visitor
from casebook.models import Case, User
from casebook.search import CaseQuery, Sort, search_for, unparse
from casebook.search.index.catching_up import index_of
from casebook.services import access, facets

WORDS = ("调解", "电梯", "网格员", "召开协商会", "居民公约", "蟋蟀")
_FACETS = ("province_code", "city_code", "district_code", "kind", "year", "status")
#: Who answers slowly is asked three times, or until so many seconds are over; who answers at once is asked more often,
#: for the first answers after other work are slower.
_ROUNDS, _MOST_ROUNDS = 3, 100
_ENOUGH = 10
_SHORT = 0.2
_MS = 1_000
_STREAM = 10_000
#: Limits of datasette, raised so that it finishes: milliseconds.
_PATIENCE = 120_000
_START = 60.0

#: Asks for a word and says how many cases it found.
Ask = Callable[[str], int]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a rival gets the cases from, and the Python that runs those which are programs of their own."""

    session: Session
    python: str = sys.executable


def compare(name: str, stage: Stage, user: User, visitor: Visitor) -> None:
    """Print how long one of ``RIVALS`` takes for each of ``WORDS``.

    Beside it stand our page over HTTP, and our index alone with and without what it keeps of earlier questions.
    """
    with ExitStack() as stack:
        began = time.perf_counter()
        ask = stack.enter_context(RIVALS[name](stage))
        kept, anew = _bare_index(stage.session, user), _bare_index(stage.session, user, forgetful=True)
        click.echo(f"{name}: ready after {time.perf_counter() - began:.0f} s")
        for word in WORDS:
            path = f"/cases?{unparse(CaseQuery(q=word, sort=Sort.NEWEST, synonyms=False))}"
            theirs, hits = _median(partial(ask, word))
            ours = {
                "our page": _median(partial(visitor.seconds, path))[0],
                "our index": _median(partial(kept, word))[0],
                "with nothing kept": _median(partial(anew, word))[0],
            }
            right = visitor.total(path)
            note = "" if hits == right else f", WRONG: {hits} instead of {right}"
            told = ", ".join(f"{what} {taken:.2f} ({theirs / taken:.1f} times)" for what, taken in ours.items())
            click.echo(f"  {word}: {theirs:.2f} ms, {told}{note}")


def _median(act: Callable[[], T]) -> tuple[float, T]:
    """Milliseconds, and what came out last; the first time warms and does not count."""
    act()
    taken: list[float] = []
    while sum(taken) < (_ENOUGH if len(taken) < _ROUNDS else _SHORT) and len(taken) < _MOST_ROUNDS:
        began = time.perf_counter()
        result = act()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * _MS, result


def _bare_index(session: Session, user: User, *, forgetful: bool = False) -> Ask:
    """Our own search without the page around it; a ``forgetful`` one reads its postings for each question."""
    visible = access.visibility(user)
    postings = index_of(session.get_bind()).postings

    def ask(word: str) -> int:
        if forgetful:
            postings.forget()
        query = CaseQuery(q=word, sort=Sort.NEWEST, synonyms=False)
        return search_for(session).hits(query, visible, facets.offered(query)).total

    return ask


@contextmanager
def _like(stage: Stage) -> Iterator[Ask]:
    """What most administration pages do: LIKE, and GROUP BY for each facet."""
    found = "FROM case_record WHERE deleted_at IS NULL AND search_text LIKE :word"
    statements = [f"SELECT {facet}, count(*) {found} GROUP BY 1" for facet in _FACETS]
    page = f"SELECT id, name {found} ORDER BY reported_on DESC, id DESC LIMIT 20"

    session = stage.session

    def ask(word: str) -> int:
        for statement in (*statements, page):
            session.execute(text(statement), {"word": f"%{word}%"}).all()
        return session.scalar(text(f"SELECT count(*) {found}"), {"word": f"%{word}%"}) or 0

    yield ask


@contextmanager
def _tantivy(stage: Stage) -> Iterator[Ask]:
    """Pairs of characters as words, found as exact phrases; facets by its aggregations."""
    tantivy = _need("tantivy")
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("text", tokenizer_name="whitespace", index_option="position")
    schema.add_unsigned_field("day", fast=True)
    for facet in _FACETS:
        schema.add_text_field(facet, tokenizer_name="raw", fast=True)
    with tempfile.TemporaryDirectory() as folder:
        index = tantivy.Index(schema.build(), path=folder)
        writer = index.writer(heap_size=1 << 29, num_threads=2)
        for _, folded, reported_on, *facets in _rows(stage.session):
            document = tantivy.Document(text=_pairs(folded))
            document.add_unsigned("day", int(reported_on.replace("-", "")))
            for facet, value in zip(_FACETS, facets, strict=True):
                document.add_text(facet, str(value))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        searcher = index.searcher()
        wanted = {facet: {"terms": {"field": facet, "size": 10_000}} for facet in _FACETS}

        def ask(word: str) -> int:
            pairs = _pairs(word).split()
            query = (
                tantivy.Query.phrase_query(index.schema, "text", pairs)
                if len(pairs) > 1
                else tantivy.Query.term_query(index.schema, "text", pairs[0])
            )
            searcher.aggregate(query, wanted)
            return int(searcher.search(query, 20, order_by_field="day").count)

        yield ask


@contextmanager
def _datasette(stage: Stage) -> Iterator[Ask]:
    """Datasette with full-text search over trigrams, its limits of time raised."""
    if subprocess.run([stage.python, "-c", "import datasette"], capture_output=True).returncode:  # noqa: S603
        raise click.ClickException("Name a Python that has datasette (pip install datasette there) with --python.")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        _fill(Path(folder) / "cases.db", stage.session)
        port = _free_port()
        limits = [f"--setting {name} {_PATIENCE}" for name in ("sql_time_limit_ms", "facet_time_limit_ms")]
        words = f"-m datasette serve {folder}/cases.db --port {port} {' '.join(limits)}".split()
        server = subprocess.Popen([stage.python, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
        stack.callback(server.wait)
        stack.callback(server.terminate)
        _wait_for(port)

        def ask(word: str) -> int:
            pairs = [("_search", word), ("_size", "20"), ("_sort_desc", "reported_on")]
            query = urlencode([*pairs, *(("_facet", facet) for facet in _FACETS)])
            connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE / _MS)
            connection.request("GET", f"/cases/cases.json?{query}")
            return int(json.loads(connection.getresponse().read()).get("filtered_table_rows_count") or 0)

        yield ask


RIVALS: dict[str, Any] = {"like": _like, "tantivy": _tantivy, "datasette": _datasette}


def _rows(session: Session) -> Iterator[Any]:
    columns = [Case.id, Case.search_text, Case.reported_on, *(getattr(Case, facet) for facet in _FACETS)]
    wanted = select(*columns).where(Case.deleted_at.is_(None)).execution_options(yield_per=_STREAM)
    return iter(session.execute(wanted))


def _pairs(folded: str) -> str:
    """Each two neighbouring characters as a word; blanks and marks part them."""
    return " ".join(folded[at : at + 2] for at in range(len(folded) - 1) if not folded[at : at + 2].isspace())


def _fill(path: Path, session: Session) -> None:
    database = sqlite3.connect(path)
    database.execute(f"CREATE TABLE cases(id INTEGER PRIMARY KEY, text TEXT, reported_on TEXT, {', '.join(_FACETS)})")
    marks = ", ".join("?" * (3 + len(_FACETS)))
    database.executemany(f"INSERT INTO cases VALUES ({marks})", (tuple(map(str, row)) for row in _rows(session)))  # noqa: S608
    for column in ("reported_on", *_FACETS):
        database.execute(f"CREATE INDEX by_{column} ON cases({column})")
    database.execute(
        'CREATE VIRTUAL TABLE cases_fts USING fts5(text, content="cases", content_rowid="id", tokenize="trigram")'
    )
    database.execute("INSERT INTO cases_fts(cases_fts) VALUES ('rebuild')")
    database.commit()
    database.close()


def _need(package: str) -> Any:
    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise click.ClickException(f"To compare with {package}, install it: pip install {package}") from error


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + _START
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise click.ClickException("datasette does not start.")

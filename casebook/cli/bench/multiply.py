"""``casebook bench multiply``: ten million cases from one, without generating, importing and indexing each of them."""

from __future__ import annotations

import click
from sqlalchemy import Connection, Engine, func, select, text

from casebook.cli.sessions import open_engine, require_newest_schema
from casebook.models import Case, CaseReport, SearchBuild, User
from casebook.search.index import maintenance
from casebook.search.index.grams import CHUNK_BITS

#: Within a chunk an index says nothing of case numbers but in these sets: a set of the cases of one chunk is one
#: container of a roaring bitmap, and two bytes of its header are the chunk.
_MOVED = """
CREATE FUNCTION pg_temp.moved(docs bytea, chunks int) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT set_byte(set_byte(docs, at, (chunk + chunks) % 256), at + 1, (chunk + chunks) / 256)
  FROM (SELECT at, get_byte(docs, at) + 256 * get_byte(docs, at + 1) AS chunk
        FROM (SELECT CASE get_byte(docs, 0) WHEN 59 THEN 5 ELSE 8 END AS at) AS header) AS said
$$"""
#: By table, the columns that a copy has otherwise, the first of which says what is no copy itself.
_COPIED = {
    "case_record": {"id": "id + :cases"},
    "case_service": {"case_id": "case_id + :cases"},
    "case_outcome": {"case_id": "case_id + :cases"},
    "search_posting": {"generation": "generation + :builds", "docs": "pg_temp.moved(docs, :chunks)"},
    "search_array": {"generation": "generation + :builds"},
    "search_build": {"generation": "generation + :builds", "chunk": "chunk + :chunks"},
}
_COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = :table"
_AHEAD = "SELECT setval(pg_get_serial_sequence('{table}', '{column}'), (SELECT max({column}) FROM {table}))"


@click.command()
@click.argument("times", type=click.IntRange(2, 100))
def command(times: int) -> None:
    """Make TIMES as many cases on PostgreSQL: copies of those that are there, with numbers of their own.

    Only for a database that holds nothing but generated cases, by a superuser of PostgreSQL. Copies have no revisions.
    What the index says of a chunk is copied too: `casebook db check --sample 3` compares it with the cases.
    """
    with open_engine() as engine:
        require_newest_schema(engine)
        if engine.dialect.name != "postgresql":
            raise click.ClickException("This is done on PostgreSQL only.")
        chunks = _chunks(engine)
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))  # looks no foreign keys up
            connection.execute(text(_MOVED))
            builds = connection.scalar(select(func.max(SearchBuild.generation))) or 0
            for copy in range(1, times):
                _copy(connection, copy, chunks, builds)
                click.echo(f"copy {copy} of {times - 1}", err=True)
            for table, column in (("case_record", "id"), ("search_build", "generation")):
                connection.execute(text(_AHEAD.format(table=table, column=column)))
            count = connection.scalar(select(func.count(Case.id)))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    click.echo(f"{count} cases")


def _chunks(engine: Engine) -> int:
    """How many chunks there are. ClickException where this is no database to multiply."""
    with engine.connect() as connection:
        accounts = connection.scalar(select(func.count(User.id)))
        reports = connection.scalar(select(func.count(CaseReport.case_id)))
        built = connection.scalar(select(func.count(SearchBuild.chunk)).where(SearchBuild.live))
        last = connection.scalar(select(func.max(Case.id))) or 0
    chunks = (last >> CHUNK_BITS) + 1
    if accounts != 1 or reports or not last:
        raise click.ClickException("This is for generated cases only, entered by one account.")
    if built != chunks or maintenance.pending(engine):
        raise click.ClickException("The index is not up to date. Run: casebook db reindex")
    return chunks


def _copy(connection: Connection, copy: int, chunks: int, builds: int) -> None:
    """One copy of everything that is no copy."""
    moved = {"chunks": copy * chunks, "cases": copy * chunks << CHUNK_BITS, "builds": copy * builds}
    bounds = {"id": chunks << CHUNK_BITS, "case_id": chunks << CHUNK_BITS, "generation": builds + 1}
    for table, otherwise in _COPIED.items():
        names = connection.scalars(text(_COLUMNS), {"table": table}).all()
        values = ", ".join(otherwise.get(name, name) for name in names)
        own = next(iter(otherwise))
        statement = f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} WHERE {own} < :bound"  # noqa: S608
        used = {name: value for name, value in moved.items() if f":{name}" in statement}
        connection.execute(text(statement), used | {"bound": bounds[own]})

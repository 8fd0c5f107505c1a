"""The documents of the index: what a case outside the trash says, and what is known of it besides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from casebook.models import Case, CaseImportRow, CaseReport, Report
from casebook.search.attributes import Attributes, read_attributes
from casebook.search.document import bounds, document_text
from casebook.search.index.grams import CHUNK, CHUNK_BITS
from casebook.search.words import Scope

#: The sections of a text, each with the number that stands for it in the index.
SECTIONS = {scope: number for number, scope in enumerate(Scope) if scope is not Scope.ALL}
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Document:
    """One case outside the trash; ``text`` is folded, in sections."""

    attributes: Attributes
    text: str


def read_chunk(connection: Connection, chunk: int) -> list[Document]:
    """The documents of a chunk, by id."""
    return _read(connection, Case.id.between(chunk << CHUNK_BITS, (chunk << CHUNK_BITS) + CHUNK - 1))


def read_documents(connection: Connection, case_ids: Iterable[int]) -> dict[int, Document]:
    """The documents of some cases; one in the trash, or gone, has none."""
    found: dict[int, Document] = {}
    for some in _batches(case_ids):
        found |= {document.attributes.case_id: document for document in _read(connection, Case.id.in_(some))}
    return found


def read_texts(connection: Connection, case_ids: Iterable[int]) -> dict[int, str]:
    """The texts of some cases, for words that are looked up in them."""
    found: dict[int, str] = {}
    for some in _batches(case_ids):
        found |= document_texts(connection, Case.id.in_(some))
    return found


def read_names(connection: Connection, case_ids: Iterable[int]) -> dict[int, str]:
    """The names of some cases."""
    found: dict[int, str] = {}
    for some in _batches(case_ids):
        found |= dict(connection.execute(select(Case.id, Case.name).where(Case.id.in_(some))).all())
    return found


def read_imported(connection: Connection, import_id: int) -> list[int]:
    """The cases that an import made, those in the trash among them."""
    made = select(CaseImportRow.case_id).where(CaseImportRow.case_import_id == import_id)
    return [case_id for case_id in connection.scalars(made) if case_id is not None]


def document_texts(connection: Connection, wanted: ColumnElement[bool]) -> dict[int, str]:
    """The whole text that words are looked up in, by case."""
    attached: dict[int, list[str]] = defaultdict(list)
    reports = select(CaseReport.case_id, Report.search_text).join(Report, Report.id == CaseReport.report_id)
    for case_id, text in connection.execute(
        reports.join(Case, Case.id == CaseReport.case_id).where(wanted).order_by(Report.id)
    ):
        attached[case_id].append(text)
    cases = connection.execute(select(Case.id, Case.search_text).where(wanted))
    return {case_id: document_text(text, attached.get(case_id, ())) for case_id, text in cases}


def section_of(text: str, scope: Scope) -> str:
    """The part of a text that a word with this scope looks into; several reports stay divided by their marks."""
    if scope is Scope.ALL:
        return text
    start, end = bounds(scope)
    return text[text.find(start) + 1 : max(text.rfind(end), 0)]


def _read(connection: Connection, wanted: ColumnElement[bool]) -> list[Document]:
    texts = document_texts(connection, wanted)
    return [Document(attributes, texts[attributes.case_id]) for attributes in read_attributes(connection, wanted)]


def _batches(case_ids: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(case_ids)
    return (ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE))

"""Exports: rows in, bytes out. Columns follow from ``casebook.record.FIELDS``; nothing here knows a database."""

from casebook.exports.characters import for_xml
from casebook.exports.columns import NO_FIGURE, Column, columns_for
from casebook.exports.csv_writer import with_guard, without_guard, write_csv
from casebook.exports.docx_writer import write_docx
from casebook.exports.import_sheets import COMPLAINTS, EXAMPLE_MARKS, write_mending, write_template
from casebook.exports.json_writer import write_json
from casebook.exports.pdf_writer import write_pdf
from casebook.exports.printed import printed_columns
from casebook.exports.row import ExportRow, Heading, SourceReport
from casebook.exports.xlsx_writer import write_xlsx

__all__ = [
    "COMPLAINTS",
    "EXAMPLE_MARKS",
    "NO_FIGURE",
    "Column",
    "ExportRow",
    "Heading",
    "SourceReport",
    "columns_for",
    "for_xml",
    "printed_columns",
    "with_guard",
    "without_guard",
    "write_csv",
    "write_docx",
    "write_json",
    "write_mending",
    "write_pdf",
    "write_template",
    "write_xlsx",
]

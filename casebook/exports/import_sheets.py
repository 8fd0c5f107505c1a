"""Workbooks that people fill in and bring back: the template of an import, and the rows that are to be mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

import xlsxwriter

from casebook.bilingual import Bilingual, Language
from casebook.exports.characters import for_xml
from casebook.exports.columns import NARROW, NORMAL, WIDE, Column, R, columns_for
from casebook.record import FIELDS, CaseStatus, Kind, Vocabulary

#: The names of examples begin so, and are passed over when the file comes back.
EXAMPLE_MARKS = ("（示例", "(Example")
#: The heading of the column that says what is wrong with a row.
COMPLAINTS = Bilingual("问题", "Problem")
#: Rows of the template that are prepared for typing.
_PREPARED = 2_000
#: What of an export a person does not fill in: the code of the place follows from its names, and a figure is typed in
#: one cell, as in the form.
_PARTS_LEFT_OUT = ("code", "qualifier", "unit", "basis", "period")
_EXAMPLE: dict[str, Bilingual] = {
    "name": Bilingual("（示例，不会导入）绿荫巷搭把手小队", "(Example, not imported) 绿荫巷搭把手小队"),
    "kind": Kind.VOLUNTEER_TEAM.label,
    "summary": Bilingual(
        "巷子里的邻居轮流帮独居老人买菜、换灯泡。", "Neighbours shop and change bulbs for old people."
    ),
    "place.province": Bilingual("山东省", "山东省"),
    "place.city": Bilingual("济南市", "济南市"),
    "place.district": Bilingual("历下区", "历下区"),
    "place.street": Bilingual("甸柳新村街道", "甸柳新村街道"),
    "team_count.value": Bilingual("4支", "4支"),
    "team_size.value": Bilingual("60多人", "60多人"),
    "started": Bilingual("2023年5月", "2023-05"),
    "services": Bilingual("代买菜\n换灯泡", "代买菜\n换灯泡"),
    "outcomes": Bilingual("上门帮忙\n邻里更熟了", "上门帮忙\n邻里更熟了"),
    "outcomes.figure": Bilingual("320次\n—", "320次\n—"),
    "status": CaseStatus.DRAFT.label,
}
_NOTES: dict[str, Bilingual] = {
    "kind": Bilingual("点单元格右侧的箭头，从列表中选", "Choose from the list of the cell"),
    "summary": Bilingual("几句话说明做什么", "What it does, in some sentences"),
    "place.province": Bilingual("全称，例如：山东省", "Its full name, such as 山东省"),
    "place.city": Bilingual("直辖市可以不填", "May stay empty below a municipality such as 北京市"),
    "place.district": Bilingual("填到您负责的区县或更细", "State the place down to your own district or street"),
    "place.street": Bilingual("知道就填", "Where it is known"),
    "place.community": Bilingual("知道就填", "Where it is known"),
    "contact_person": Bilingual("只有本辖区的录入人员能看到", "Seen only by those who enter cases in the region"),
    "contact_phone": Bilingual("只有本辖区的录入人员能看到", "Seen only by those who enter cases in the region"),
    "tags": Bilingual("本区县已有的标签，单元格内每行一个", "Tags that the district has, one a line in the cell"),
    "parent": Bilingual("上级案例的名称，可以在本表中", "The name of the parent case; it may stand in this table"),
    "services": Bilingual("单元格内每行一项（Alt+Enter 换行）", "One a line in the cell (Alt+Enter)"),
    "outcomes": Bilingual("单元格内每行一条（Alt+Enter 换行）", "One a line in the cell (Alt+Enter)"),
    "outcomes.figure": Bilingual(
        "与成效逐行对应，没有数字的写 —", "In the order of the outcomes; — where there is none"
    ),
    "status": Bilingual("留空为草稿", "Draft where it is empty"),
}
_FIELDS = {field.name for field in FIELDS}
_HINTS = {field.name: field.hint for field in FIELDS if field.hint}
_REQUIRED = {field.name for field in FIELDS if field.required} - {"place"} | {"place.province"}


def write_template(language: Language, statuses: Sequence[CaseStatus], target: IO[bytes]) -> None:
    """A workbook to fill in, with an example; ``statuses`` are those that the person may give a case."""
    columns = [column for column in columns_for(language, internal=True) if _is_filled_in(column.key)]
    headings = [column.header.say(language) + ("*" if column.key in _REQUIRED else "") for column in columns]
    example = [_EXAMPLE[column.key].say(language) if column.key in _EXAMPLE else "" for column in columns]
    book = _book(target)
    sheet = book.add_worksheet(Bilingual("案例", "Cases").say(language))
    _table(book, sheet, headings, [example], [column.width for column in columns])
    _choices(sheet, {column.key: place for place, column in enumerate(columns)}, statuses, language)
    notes = [(column.header.say(language), _note(column).say(language)) for column in columns]
    for number, (_, note) in enumerate(notes):
        sheet.write_comment(0, number, note)
    meanings = book.add_worksheet(Bilingual("填写说明", "How to fill it in").say(language))
    _table(
        book, meanings, list(Bilingual("列 含义", "Column Meaning").say(language).split()), notes, [NORMAL, WIDE * 2]
    )
    book.close()


def write_mending(
    language: Language,
    headings: Sequence[str],
    keys: Sequence[str | None],
    rows: Iterable[tuple[str, Sequence[str]]],
    statuses: Sequence[CaseStatus],
    target: IO[bytes],
) -> None:
    """Rows as they were brought, each with what is wrong in a column before them."""
    kept = [place for place, heading in enumerate(headings) if heading not in COMPLAINTS]
    book = _book(target)
    sheet = book.add_worksheet(Bilingual("待修改", "To mend").say(language))
    titles = [COMPLAINTS.say(language), *(headings[place] for place in kept)]
    texts = [[wrong, *(cells[place] if place < len(cells) else "" for place in kept)] for wrong, cells in rows]
    _table(book, sheet, titles, texts, [WIDE, *([NORMAL] * len(kept))])
    places = {key: number for number, place in enumerate(kept, 1) if (key := keys[place])}
    _choices(sheet, places, statuses, language)
    book.close()


def _is_filled_in(key: str) -> bool:
    name, _, part = key.partition(".")
    return (name in _FIELDS or key == "status") and part not in _PARTS_LEFT_OUT


def _note(column: Column[R]) -> Bilingual:
    note = _NOTES.get(column.key) or _HINTS.get(column.key.removesuffix(".value"), column.meaning)
    return note if column.key not in _REQUIRED else Bilingual(f"必填。{note.zh}", f"Required. {note.en}")


def _choices(sheet: Any, places: Mapping[str, int], statuses: Sequence[CaseStatus], language: Language) -> None:
    """Lists to choose from in the columns of vocabularies."""
    lists: dict[str, Sequence[Vocabulary]] = {"kind": list(Kind), "status": statuses}
    for key, members in lists.items():
        if key in places:
            source = [member.label.say(language) for member in members]
            rule = {"validate": "list", "source": source, "error_title": _CHOOSE.say(language)}
            sheet.data_validation(1, places[key], _PREPARED, places[key], rule)


def _book(target: IO[bytes]) -> Any:
    return xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )


def _table(
    book: Any, sheet: Any, headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> None:
    """Everything as text: nothing that is typed becomes a date or loses its zeros."""
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    title = book.add_format({"bold": True, "bg_color": "#E8EEF5", "border": 1, "border_color": "#D0D5DD"})
    for number, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        sheet.set_column(number, number, max(width, NARROW), text)
        sheet.write_string(0, number, for_xml(heading), title)
    for row, texts in enumerate(rows, 1):
        for number, value in enumerate(texts):
            if value:
                sheet.write_string(row, number, for_xml(value), text)
    sheet.freeze_panes(1, 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{_PREPARED + 1}"})


_CHOOSE = Bilingual("请从列表中选择", "Choose from the list")

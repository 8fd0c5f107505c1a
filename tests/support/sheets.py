"""Excel workbooks as people bring them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

HEADER = ["名称", "类型", "省", "市", "区县", "街道（乡镇）"]
AT = ["山东省", "济南市", "历下区", "甸柳新村街道"]
TEAM = "志愿服务队伍"


def workbook(*rows: Sequence[Any], header: Sequence[str] = HEADER, name: str = "台账") -> bytes:
    """A workbook of one sheet: the header in the first row, then the rows."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet(name)
        for number, row in enumerate([header, *rows]):
            sheet.write_row(number, 0, row)
    return file.getvalue()

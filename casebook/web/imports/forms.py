"""The forms of an import: the file, and what the person confirms."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

from flask import request
from wtforms import BooleanField, FileField

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.services.import_sheet import Table, open_table
from casebook.services.import_uploads import LARGEST_FILE, LIMITS
from casebook.web.base_form import BaseForm, words

MEGABYTES = LARGEST_FILE >> 20


class UploadForm(BaseForm):
    """Which file."""

    file = FileField(
        words("Excel 或 CSV 文件", "Excel or CSV file"),
        description=words(
            f"表头要有列名，其余随意：列的顺序、标题行、多余的列都不要紧。最大 {MEGABYTES} MB、{LIMITS.rows} 行。",
            f"Name the columns in a header; their order, titles above and other columns make no difference. Up to "
            f"{MEGABYTES} MB and {LIMITS.rows} rows.",
        ),
    )

    @contextmanager
    def table(self) -> Iterator[Table]:
        """The table in the file that was sent. Raises ``Invalid`` for the field where it cannot be read.

        Call it while no transaction is open: it takes seconds for a large file.
        """
        with tempfile.TemporaryDirectory() as folder:
            try:
                yield self._opened(Path(folder))
            except Invalid as error:
                raise Invalid(error.message, {"file": error.message}) from error

    def _opened(self, folder: Path) -> Table:
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise Invalid(_NO_FILE)
        if sent.stream.seek(0, os.SEEK_END) > LARGEST_FILE:
            raise Invalid(_TOO_LARGE)
        sent.stream.seek(0)
        path = folder / "upload"
        sent.save(path)
        last = PurePath(sent.filename.replace("\\", "/")).name
        name = "".join(char for char in last if char.isprintable()) or "?"
        return open_table(path, folder, name=name, limits=LIMITS)


class ConfirmForm(BaseForm):
    """What of the preview shall be done."""

    doubles = BooleanField(words("同名同地的也导入", "Import those that are there already, too"))
    again = BooleanField(words("再导入一遍", "Import it once more"))


_NO_FILE = Bilingual("请选择一个文件。", "Choose a file.")
_TOO_LARGE = Bilingual(
    f"文件超过 {MEGABYTES} MB。请删去图片和多余的工作表，或分成几个文件。",
    f"The file is larger than {MEGABYTES} MB. Remove pictures and other sheets, or split it.",
)

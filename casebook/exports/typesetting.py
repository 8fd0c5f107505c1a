"""A program of its own, run by ``pdf_writer``: the texts of a document as JSON in, its PDF out.

It imports nothing of casebook, so that it starts at once. The fonts of the machine are left alone: what a document
looks like depends on nothing but its texts.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

_LAYOUT = Path(__file__).parent / "data" / "cases.typ"


def main() -> None:
    """Set what stands on standard input; the argument is the moment of the document, in seconds since 1970."""
    pdf = typst.compile(
        _LAYOUT,
        format="pdf",
        font_paths=[pylopdf_fonts_zh_cn.serif_path().parent],
        ignore_system_fonts=True,
        sys_inputs={"data": sys.stdin.buffer.read().decode()},
        timestamp=int(sys.argv[1]),
    )
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()

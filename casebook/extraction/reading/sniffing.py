"""What a file is by its content; its name only helps to word the message."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from enum import Enum

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.extraction.reading.decoding import decode


class FileKind(Enum):
    """The kinds of file that can be read."""

    TEXT = "text/plain"
    HTML = "text/html"
    MHTML = "multipart/related"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    PDF = "application/pdf"


def sniff(data: bytes, filename: str = "") -> FileKind:
    """Tell what ``data`` is; raises ``Invalid`` with advice where it is nothing that can be read."""
    if _PDF.search(data[:1024]):
        return FileKind.PDF
    if data.startswith(b"PK"):
        return _office_file(data, filename)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid(_old_office(data).format(name=_shown(filename)))
    if data.startswith(b"{\\rtf"):
        raise Invalid(_RTF.format(name=_shown(filename)))
    if _IMAGE.match(data):
        raise Invalid(_A_PICTURE.format(name=_shown(filename)))
    if _is_binary(data):
        raise Invalid(_UNKNOWN.format(name=_shown(filename)))
    head = data[:4096].replace(b"\0", b"").lower()
    if _MHTML.search(head):
        return FileKind.MHTML
    named_html = filename.lower().endswith((".html", ".htm", ".xhtml"))
    return FileKind.HTML if _HTML.search(head) or (named_html and b"<" in head) else FileKind.TEXT


def _office_file(data: bytes, filename: str) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Invalid(_DAMAGED.format(name=_shown(filename))) from error
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return FileKind.DOCX
    office = "[Content_Types].xml" in names or "mimetype" in names
    raise Invalid((_OTHER_OFFICE if office else _AN_ARCHIVE).format(name=_shown(filename)))


def _old_office(data: bytes) -> Bilingual:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _WITH_PASSWORD
    return _OLD_WORD if "WordDocument".encode("utf-16-le") in data else _OTHER_OFFICE


def _is_binary(data: bytes) -> bool:
    """True where no encoding makes text of the beginning."""
    text = decode(data[:8192])
    unreadable = sum(unicodedata.category(char) in _NO_TEXT and char not in "\t\n\r\f\v\x1a" for char in text)
    return unreadable + text.count("\ufffd") > len(text) // 20


def _shown(filename: str) -> str:
    return filename or "?"


_PDF = re.compile(rb"%PDF-\d")
_MHTML = re.compile(
    rb"^mime-version:.*content-type:\s*multipart/related|^content-type:\s*multipart/related", re.S | re.M
)
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<meta\s|<(?:div|p|table|article|h1)[\s>]")
_IMAGE = re.compile(
    rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|BM.{4}\0\0\0\0|II\*\0|MM\0\*|RIFF.{4}WEBP|.{4}ftyp(?:heic|heix|mif1|avif)", re.S
)
#: Unicode categories that no text consists of: controls, surrogates, private use, unassigned.
_NO_TEXT = ("Cc", "Cs", "Co", "Cn")

_A_PICTURE = Bilingual(
    "“{name}”是图片，读不出文字。请粘贴报道的文字，或上传 DOCX、HTML、带文字的 PDF、TXT 文件。",
    "“{name}” is a picture, it holds no text to read. Paste the text, or upload DOCX, HTML, PDF with text, or TXT.",
)
_OLD_WORD = Bilingual(
    "“{name}”是旧版 Word 文件（.doc）。请用 Word 或 WPS 打开，“另存为”DOCX 格式后再上传。",
    "“{name}” is an old Word file (.doc). Open it in Word or WPS, save it as DOCX and upload that.",
)
_RTF = Bilingual(
    "“{name}”是 RTF 文件。请用 Word 或 WPS 打开，“另存为”DOCX 格式后再上传。",
    "“{name}” is an RTF file. Open it in Word or WPS, save it as DOCX and upload that.",
)
_WITH_PASSWORD = Bilingual(
    "“{name}”设了打开密码。请在 Word 或 WPS 中取消密码，保存后再上传。",
    "“{name}” needs a password to open. Remove the password in Word or WPS, save and upload again.",
)
_OTHER_OFFICE = Bilingual(
    "“{name}”是表格、演示或其他办公文件，不是报道。表格请用“导入表格”；报道请存为 DOCX、PDF、HTML 或 TXT。",
    "“{name}” is a table, slides or the like. Tables go through “Import”; save a report as DOCX, PDF, HTML or TXT.",
)
_AN_ARCHIVE = Bilingual(
    "“{name}”是压缩包，里面没有 Word 正文。请解压后上传其中的报道。",
    "“{name}” is an archive without a Word document inside. Unpack it and upload the reports.",
)
_DAMAGED = Bilingual(
    "“{name}”已损坏，打不开。请重新下载或另存一份再上传。",
    "“{name}” is damaged and cannot be opened. Download or save it again, then upload it.",
)
_UNKNOWN = Bilingual(
    "认不出“{name}”是什么文件。可以上传 DOCX、PDF、HTML、TXT，或直接粘贴文字。",
    "“{name}” is no file that can be read. Upload DOCX, PDF, HTML or TXT, or paste the text.",
)

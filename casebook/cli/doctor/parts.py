"""Checks of the parts that work without a database: divisions, extraction, documents, attachments, a language model.

What they need is imported when they run: a part that cannot even be loaded must not keep the other checks from running.
"""

from __future__ import annotations

import io
import os
import subprocess
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from casebook.cli.doctor.finding import Finding, sound, to_do
from casebook.config import LlmSettings, Settings
from casebook.db import now

_SENTENCE = "历下区甸柳新村街道组建了“粥暖邻里”志愿服务队，20多名志愿者每周上门为老人送餐。"
#: Seconds that the language model's server has to name its models.
_PATIENCE = 5.0


def divisions() -> Finding:
    """Whether the divisions that ship can be read."""
    from casebook import regions
    from casebook.cli.regions import are_whole

    if not are_whole():
        return to_do(
            "regions",
            "行政区划文件已损坏。请重新安装 casebook（make install）。",
            "The files of the divisions are damaged. Install casebook anew (make install).",
        )
    return sound("regions", f"行政区划 {regions.EDITION} 版", f"divisions of the edition {regions.EDITION}")


def extraction() -> Finding:
    """Whether the weights load and draft something."""
    from casebook.extraction import extract
    from casebook.extraction.weight_files import VARIABLE

    own = os.environ.get(VARIABLE)
    try:
        drafted = extract(_SENTENCE).initiatives
    except (ValueError, KeyError, IndexError, TypeError):
        drafted = ()
    if not drafted:
        return to_do(
            "extraction",
            f"抽取模型不能用（{own}）。请去掉 {VARIABLE}，或重新运行 casebook train。"
            if own
            else "随程序提供的抽取模型已损坏。请重新安装 casebook（make install）。",
            f"The weights in {own} do not work. Drop {VARIABLE}, or run casebook train again."
            if own
            else "The weights that ship are damaged. Install casebook anew (make install).",
        )
    return sound(
        "extraction",
        f"模型可用（{own or '随程序提供'}）",
        f"the weights load ({own or 'those that ship'})",
    )


def pdf() -> Finding:
    """Whether a document can be set, with the fonts that ship."""
    from casebook.exports import Heading, printed_columns, write_pdf

    target = io.BytesIO()
    heading = Heading("检查", "", 0, now(), "casebook", "zh")
    with suppress(OSError, ValueError, subprocess.SubprocessError):
        write_pdf(printed_columns("zh", internal=False), [], heading, target)
    if not target.getvalue().startswith(b"%PDF"):
        return to_do(
            "pdf",
            "不能生成 PDF：typst 或字体缺失。请运行 make install。",
            "No PDF can be made: typst or its fonts are missing. Run: make install.",
        )
    return sound("pdf", "可以生成 PDF", "typst and its fonts are ready")


def attachments(settings: Settings) -> Finding:
    """Whether uploaded files can be kept."""
    folder = Path(unquote(urlsplit(settings.files_url).path))
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if urlsplit(settings.files_url).scheme != "file" or not os.access(nearest, os.W_OK | os.X_OK):
        return to_do(
            "attachments",
            f"附件文件夹 {folder} 不能写入。请检查 CASEBOOK_FILES_URL 和文件夹权限。",
            f"The folder of attachments {folder} cannot be written to. Look at CASEBOOK_FILES_URL and its owner.",
        )
    return sound("attachments", f"{folder} 可以写入", f"{folder} can be written to")


def language_model(settings: LlmSettings) -> Finding:
    """Whether the server of the second reader answers and has its model; reports are read without it, too."""
    from casebook.extraction.llm.client import Deadline, NoAnswer, models

    try:
        hurried = replace(settings, timeout=min(settings.timeout, _PATIENCE))
        there = models(hurried, Deadline.after(hurried.timeout))
    except NoAnswer as error:
        return to_do(
            "language_model",
            f"{settings.url}：{error.reason.zh}。请启动该服务，或去掉 CASEBOOK_LLM_URL。",
            f"{settings.url}: {error.reason.en}. Start that server, or drop CASEBOOK_LLM_URL.",
        )
    if there and settings.model not in there:
        return to_do(
            "language_model",
            f"{settings.url} 没有模型 {settings.model}。请下载它，或设 CASEBOOK_LLM_MODEL 为：{', '.join(there)}",
            f"{settings.url} does not have the model {settings.model}. Fetch it, or set CASEBOOK_LLM_MODEL to one of: "
            f"{', '.join(there)}",
        )
    return sound("language_model", f"{settings.url} 有应答", f"{settings.url} answers, with {settings.model}")

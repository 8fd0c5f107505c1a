"""Checks of what casebook stands on: program, folder, settings, disk."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from sqlalchemy import make_url

from casebook import __version__
from casebook.cli.doctor.finding import Finding, sound, to_do
from casebook.config import MINIMUM_SECRET_LENGTH, Settings

_NAME = "casebook"
#: The first with RETURNING, which numbers new rows.
_OLDEST_SQLITE = (3, 35)
#: Bytes that should be free whatever the size of the database.
_LEAST_FREE = 1_000_000_000
_FEWEST_CHARACTERS = 10
_OTHERS, _GROUP_AND_OTHERS = 0o007, 0o077


def program() -> Finding:
    """Python and the library of SQLite."""
    own = f"casebook {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    wanted = metadata.metadata(_NAME)["Requires-Python"] or ""
    if not SpecifierSet(wanted).contains(platform.python_version(), prereleases=True):
        return to_do(
            "program",
            f"Python {platform.python_version()} 不合要求（{wanted}）。请换用合适的 Python，再运行 make install。",
            f"Python {platform.python_version()} does not fit ({wanted}). Use one that does and run: make install.",
        )
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        return to_do(
            "program",
            f"Python 自带的 SQLite {sqlite3.sqlite_version} 太旧，需要 3.35 以上。请更新 Python。",
            f"The SQLite of this Python, {sqlite3.sqlite_version}, is too old: 3.35 is needed. Update Python.",
        )
    return sound("program", own, own)


def packages() -> Finding:
    """Whether every package that casebook needs is there, in a version that it takes."""
    wanted = [Requirement(line) for line in metadata.requires(_NAME) or ()]
    wanted = [one for one in wanted if one.marker is None or one.marker.evaluate({"extra": ""})]
    wrong = [f"{one.name}{one.specifier}" for one in wanted if not _fits(one)]
    if wrong:
        listed = ", ".join(wrong)
        return to_do(
            "packages",
            f"缺少软件包或版本不符：{listed}。请运行 make install。",
            f"Missing or of another version: {listed}. Run: make install.",
        )
    return sound("packages", f"{len(wanted)} 个软件包齐全", f"all {len(wanted)} are there in versions that fit")


def _fits(wanted: Requirement) -> bool:
    try:
        return wanted.specifier.contains(metadata.version(wanted.name), prereleases=True)
    except metadata.PackageNotFoundError:
        return False


def instance(folder: Path) -> Finding:
    """Whether the folder of the installation is there and can be written to."""
    if not folder.is_dir():
        return to_do(
            "instance",
            f"文件夹 {folder} 不存在。请用 CASEBOOK_INSTANCE 指定正确的文件夹，新安装请运行 casebook db upgrade。",
            f"There is no folder {folder}. Name the right one in CASEBOOK_INSTANCE, or begin a new installation with: "
            "casebook db upgrade.",
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        return to_do(
            "instance",
            f"文件夹 {folder} 不能写入。请让运行 casebook 的账户拥有它（chown）。",
            f"The folder {folder} cannot be written to. Give it to the account that runs casebook (chown).",
        )
    return sound("instance", f"{folder} 可以写入", f"{folder} can be written to")


def secrets(settings: Settings) -> Finding:
    """Whether other accounts of the machine can read the secret or the database."""
    closed = not settings.instance.stat().st_mode & _OTHERS
    secret = settings.instance / "secret_key"
    open_to_others = [
        path
        for path, bits in ((secret, _GROUP_AND_OTHERS), (database_file(settings), _OTHERS))
        if path and path.exists() and path.stat().st_mode & bits and not (closed and path.parent == settings.instance)
    ]
    if open_to_others:
        listed = " ".join(map(str, open_to_others))
        return to_do(
            "secrets",
            f"本机其他账户可以读取 {listed}。请运行：chmod 600 {listed}；chmod 700 {settings.instance}",
            f"Other accounts of this machine can read {listed}. Run: chmod 600 {listed}; chmod 700 {settings.instance}",
        )
    if len(settings.secret_key) < MINIMUM_SECRET_LENGTH or len(set(settings.secret_key)) < _FEWEST_CHARACTERS:
        return to_do(
            "secrets",
            "签名密钥太简单。请去掉 CASEBOOK_SECRET_KEY 并删除实例文件夹里的 secret_key，重启后会生成新的；"
            "所有人需重新登录。",
            "The secret that signs sessions is too simple. Drop CASEBOOK_SECRET_KEY and delete secret_key in the "
            "instance folder; a restart makes a new one, and everybody signs in again.",
        )
    return sound("secrets", "其他账户不能读取密钥和数据库", "no other account can read the secret or the database")


def production(settings: Settings, environ: Mapping[str, str]) -> Finding:
    """Settings that are right on a desk and wrong on a server."""
    if environ.get("FLASK_DEBUG", "").lower() not in ("", "0", "false", "no"):
        return to_do(
            "settings",
            "FLASK_DEBUG 已打开，出错时会泄露内部信息。请去掉这个变量并重启。",
            "FLASK_DEBUG is on, which shows the inside of the program to visitors. Drop the variable and restart.",
        )
    if settings.proxies and not settings.secure_cookies:
        return to_do(
            "settings",
            "前面有代理，但登录凭据没有限于 HTTPS。请让代理使用 HTTPS，并设 CASEBOOK_SECURE_COOKIES=1。",
            "A proxy stands in front, but sessions are not bound to HTTPS. Let it serve HTTPS and set "
            "CASEBOOK_SECURE_COOKIES=1.",
        )
    if settings.secure_cookies and not settings.proxies:
        return to_do(
            "settings",
            "已使用 HTTPS，但没有信任的代理：所有访问都像来自同一地址，少数人输错密码会锁住所有人。"
            "请设 CASEBOOK_PROXIES=1。",
            "HTTPS is on, but no proxy is trusted: all callers seem to have one address, and the failed sign-ins of a "
            "few lock out all. Set CASEBOOK_PROXIES=1.",
        )
    if settings.secure_cookies:
        return sound("settings", "HTTPS，调试已关闭", "HTTPS, debugging off")
    return sound(
        "settings", "没有 HTTPS，只适合本机使用；调试已关闭", "no HTTPS, fit for this machine only; debugging off"
    )


def disk(settings: Settings) -> Finding:
    """Whether there is room to go on, and for another copy of the database, which a restore or an upgrade may need."""
    file = database_file(settings)
    needed = max(_LEAST_FREE, file.stat().st_size if file and file.exists() else 0)
    for folder in {settings.instance, file.parent if file and file.parent.is_dir() else settings.instance}:
        free = shutil.disk_usage(folder).free
        if free < needed:
            return to_do(
                "disk",
                f"{folder} 所在磁盘只剩 {free / 1e9:.1f} GB，至少要有 {needed / 1e9:.1f} GB。请清理或扩容。",
                f"The disk of {folder} has {free / 1e9:.1f} GB left; {needed / 1e9:.1f} GB should be free. Make room.",
            )
    return sound("disk", f"剩余 {free / 1e9:,.0f} GB", f"{free / 1e9:,.0f} GB left")


def database_file(settings: Settings) -> Path | None:
    """The file of a SQLite database; None on PostgreSQL."""
    url = make_url(settings.database_url)
    return Path(url.database).resolve() if url.get_backend_name() == "sqlite" and url.database else None

"""All checks in their order: those that rest on others come behind them and are left out where these fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from secrets import token_urlsafe

from sqlalchemy import Engine

from casebook.cli.doctor import database, machine, parts
from casebook.cli.doctor.finding import Finding, to_do
from casebook.cli.sessions import open_engine
from casebook.config import MINIMUM_SECRET_LENGTH, BadSetting, Settings
from casebook.db import make_sessions

_SECRET = "CASEBOOK_SECRET_KEY"  # noqa: S105 - the name of the setting
#: Each takes an engine at the newest schema.
_OF_THE_SCHEMA: tuple[tuple[str, Callable[[Engine], Finding]], ...] = (
    ("references", database.references),
    ("search_index", database.search_index),
)


def examine(environ: Mapping[str, str], backup_days: int) -> list[Finding]:
    """What all checks find, in order; ``backup_days`` is how old the last backup may be, 0: of no account."""
    findings = [
        _tried("program", machine.program),
        _tried("packages", machine.packages),
        _tried("regions", parts.divisions),
        _tried("extraction", parts.extraction),
        _tried("pdf", parts.pdf),
    ]
    instance = Path(environ.get("CASEBOOK_INSTANCE") or "instance").resolve()
    findings.append(_tried("instance", lambda: machine.instance(instance)))
    if not findings[-1].sound:
        return findings
    if not environ.get(_SECRET) and not (instance / "secret_key").exists():  # the first start makes it, not a look
        environ = {**environ, _SECRET: token_urlsafe(MINIMUM_SECRET_LENGTH)}
    try:
        settings = Settings.from_environment(environ)
    except BadSetting as error:
        return [*findings, to_do("settings", f"设置有误：{error}", f"{error}.")]
    findings += _of_the_settings(settings, environ)
    findings += _of_the_database(settings, backup_days)
    return findings


def _of_the_settings(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    yield _tried("settings", lambda: machine.production(settings, environ))
    yield _tried("secrets", lambda: machine.secrets(settings))
    yield _tried("disk", lambda: machine.disk(settings))
    yield _tried("attachments", lambda: parts.attachments(settings))
    if settings.llm is not None:
        llm = settings.llm
        yield _tried("language_model", lambda: parts.language_model(llm))


def _of_the_database(settings: Settings, backup_days: int) -> Iterator[Finding]:
    reached = _tried("database", lambda: database.reachable(settings))
    yield reached
    if not reached.sound:
        return
    with open_engine(settings) as engine:
        yield _tried("integrity", lambda: database.integrity(engine))
        schema = _tried("schema", lambda: database.schema(engine))
        yield schema
        if not schema.sound:
            return
        for name, check in _OF_THE_SCHEMA:
            yield _tried(name, lambda check=check: check(engine))  # type: ignore[misc]
        with make_sessions(engine)() as session:
            yield _tried("accounts", lambda: database.administrators(session))
            yield _tried("clock", lambda: database.clock(session))
            yield _tried("backup", lambda: database.last_backup(session, backup_days))


def _tried(name: str, check: Callable[[], Finding]) -> Finding:
    """What the check finds. One that fails itself has found something, too; the others run all the same."""
    try:
        return check()
    except Exception as error:
        kind = type(error).__name__  # its words could hold an address with a password
        return to_do(name, f"无法检查（{kind}）。请看其他各项。", f"Could not be checked ({kind}). Look at the others.")

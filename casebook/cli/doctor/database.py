"""Checks of the database and of what stands in it."""

from __future__ import annotations

from datetime import timedelta

import psycopg
from sqlalchemy import Connection, Engine, func, make_url, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from casebook import migrations
from casebook.cli.doctor.finding import Finding, sound, to_do
from casebook.cli.doctor.machine import database_file
from casebook.cli.sessions import open_engine
from casebook.config import Settings
from casebook.db import make_sessions, now
from casebook.models import AuditEvent, Case, User
from casebook.record import Role
from casebook.search.index import maintenance
from casebook.services import backups, search_texts

#: The oldest that its makers still mend.
_OLDEST_POSTGRESQL = 14
_SLACK = timedelta(minutes=5)
#: Its name, and the version that the indexes were made with beside the present one; the older does not note them.
_COLLATION = {
    True: text(
        "SELECT datcollate, datcollversion, pg_database_collation_actual_version(oid) FROM pg_database "
        "WHERE datname = current_database()"
    ),
    False: text("SELECT datcollate, NULL, NULL FROM pg_database WHERE datname = current_database()"),
}
_RESTORE = "casebook restore FILE --force"


def reachable(settings: Settings) -> Finding:
    """Whether the database answers; it is not made by asking."""
    file = database_file(settings)
    if file is not None and not file.exists():
        return to_do(
            "database",
            f"还没有数据库 {file}。新安装请运行 casebook db upgrade，已有备份请运行 casebook restore FILE。",
            f"There is no database {file} yet. Run: casebook db upgrade, or, with a backup: casebook restore FILE.",
        )
    try:
        if file is None:
            return _postgresql(settings)
        with open_engine(settings) as engine, engine.connect() as connection:
            connection.execute(text("SELECT 1 FROM sqlite_master"))
        size = f"{file.stat().st_size / 1e6:,.0f} MB"
        return sound("database", f"SQLite，{size}", f"SQLite, {size}")
    except (DBAPIError, psycopg.Error) as error:
        reason = _without_password(str(error.orig if isinstance(error, DBAPIError) else error), settings)
        return to_do(
            "database",
            f"数据库没有应答：{reason}。请检查 CASEBOOK_DATABASE_URL 和数据库服务；文件损坏时请用备份恢复：{_RESTORE}",
            f"The database does not answer: {reason}. Look at CASEBOOK_DATABASE_URL and the database server; where a "
            f"file is damaged, restore a backup: {_RESTORE}",
        )


def integrity(engine: Engine) -> Finding:
    """Whether the file is whole, or the server's indexes are those of its library."""
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            return _collation(connection)
        wrong = [row[0] for row in connection.exec_driver_sql("PRAGMA quick_check(3)")]
    if wrong != ["ok"]:
        return to_do(
            "integrity",
            f"数据库文件已损坏（{wrong[0]}）。请停止服务器，用备份恢复：{_RESTORE}",
            f"The database file is damaged ({wrong[0]}). Stop the server and restore a backup: {_RESTORE}",
        )
    return sound("integrity", "数据库文件完好", "the database file is whole")


def schema(engine: Engine) -> Finding:
    """Whether the database is at the version of this program."""
    found, wanted = migrations.current_revision(engine), migrations.newest_revision()
    if found == wanted:
        return sound("schema", f"版本 {found}", f"at {found}")
    if found and not migrations.knows(found):
        return to_do(
            "schema",
            f"数据库（{found}）属于更新的 casebook，程序只到 {wanted}。请安装更新的版本。",
            f"The database ({found}) is that of a newer casebook; this one ends at {wanted}. Install the newer one.",
        )
    return to_do(
        "schema",
        f"数据库版本 {found or '-'}，程序需要 {wanted}。请运行 casebook db upgrade。",
        f"The database is at {found or '-'}, this program needs {wanted}. Run: casebook db upgrade.",
    )


def references(engine: Engine) -> Finding:
    """Whether every row that another one names is there."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            broken = [row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
        else:  # holds them by itself, but for constraints that somebody switched off
            wanted = text("SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND NOT convalidated")
            broken = list(connection.scalars(wanted))
    if broken:
        listed = ", ".join(sorted(set(broken)))
        return to_do(
            "references",
            f"有 {len(broken)} 处引用已失效（{listed}）。请运行 casebook db check 查看，必要时用备份恢复。",
            f"{len(broken)} references lead nowhere ({listed}). See casebook db check; restore a backup where needed.",
        )
    return sound("references", "引用都有效", "every reference leads somewhere")


def search_index(engine: Engine) -> Finding:
    """Whether searching is as quick as it should be; it is exact in any case."""
    with make_sessions(engine)() as session:
        stale = search_texts.stale(session)
    if stale:
        return to_do(
            "search_index",
            f"有 {stale} 份检索文本过期。请运行 casebook db upgrade。",
            f"{stale} search texts are out of date. Run: casebook db upgrade.",
        )
    waiting = sum(maintenance.pending(engine).values())
    if maintenance.is_behind(engine) and not maintenance.is_being_built(engine):
        return to_do(
            "search_index",
            f"有 {waiting} 件案例还没进入检索索引，查询会变慢。请确认服务器在运行，或运行 casebook db reindex。",
            f"{waiting} cases wait for the search index, which slows searching. See that the server runs, or run: "
            "casebook db reindex.",
        )
    return sound("search_index", f"{waiting} 件案例等待收录", f"close behind the cases, {waiting} waiting")


def administrators(session: Session) -> Finding:
    """Whether somebody can keep the accounts."""
    wanted = select(func.count(User.id)).where(User.role == Role.ADMIN, User.is_active)
    count = session.scalar(wanted)
    if not count:
        return to_do(
            "accounts",
            "没有可以登录的管理员。请运行：casebook user add NAME --role admin",
            "No administrator can sign in. Run: casebook user add NAME --role admin",
        )
    return sound("accounts", f"{count} 个管理员", f"administrators: {count}")


def clock(session: Session) -> Finding:
    """Whether the clock goes behind what has happened already; stored moments are UTC, so the time zone is free."""
    last = session.scalar(select(func.max(AuditEvent.at)))
    if last is not None and last > now() + _SLACK:
        return to_do(
            "clock",
            f"系统时间早于最后一条操作记录（{last:%Y-%m-%d %H:%M} UTC）。请校准时钟（timedatectl set-ntp true）。",
            f"The clock is behind the last entry of the audit trail ({last:%Y-%m-%d %H:%M} UTC). Set it right "
            "(timedatectl set-ntp true).",
        )
    return sound("clock", f"{now():%Y-%m-%d %H:%M} UTC", f"{now():%Y-%m-%d %H:%M} UTC")


def last_backup(session: Session, days: int) -> Finding:
    """Whether the last backup on record is at most so many days old, where there are cases to lose."""
    if not days:
        return sound("backup", "由其他方式负责", "left to other means")
    made = backups.last_made(session)
    if made is None:
        if session.scalar(select(Case.id).limit(1)) is None:
            return sound("backup", "还没有案例", "there are no cases yet")
        return to_do(
            "backup",
            "从未备份。请运行 casebook backup FILE，并让它每天自动运行（见 README）。",
            "There is no backup. Run: casebook backup FILE, and let it run every day (see README).",
        )
    if now() - made > timedelta(days=days):
        return to_do(
            "backup",
            f"上次备份是 {made:%Y-%m-%d %H:%M} UTC，已超过 {days} 天。请运行 casebook backup FILE，并检查定时任务。",
            f"The last backup is of {made:%Y-%m-%d %H:%M} UTC, more than {days} days old. Run: casebook backup FILE, "
            "and look at the job that should.",
        )
    return sound("backup", f"上次 {made:%Y-%m-%d %H:%M} UTC", f"the last of {made:%Y-%m-%d %H:%M} UTC")


def _postgresql(settings: Settings) -> Finding:
    """Asked past SQLAlchemy, which does not get along with every encoding."""
    address = make_url(settings.database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        version = connection.info.server_version // 10_000
        encoding = connection.info.parameter_status("server_encoding")
    if version < _OLDEST_POSTGRESQL:
        return to_do(
            "database",
            f"PostgreSQL {version} 太旧，请升级到 {_OLDEST_POSTGRESQL} 以上。",
            f"PostgreSQL {version} is too old. Upgrade it to {_OLDEST_POSTGRESQL} or later.",
        )
    if encoding != "UTF8":
        return to_do(
            "database",
            f"数据库编码是 {encoding}，不能保存所有汉字。请用 ENCODING UTF8 新建一个数据库。",
            f"The encoding of the database is {encoding}, which does not hold every character. Make a new one with "
            "ENCODING UTF8.",
        )
    return sound("database", f"PostgreSQL {version}，编码 {encoding}", f"PostgreSQL {version}, encoding {encoding}")


def _collation(connection: Connection) -> Finding:
    """The order of texts is that of the system's library: when it changes, indexes are wrong in silence."""
    noted = connection.scalar(text("SELECT current_setting('server_version_num')::int >= 150000"))
    name, stored, actual = connection.execute(_COLLATION[bool(noted)]).one()
    if stored and stored != actual:
        return to_do(
            "integrity",
            f"排序规则 {name} 的版本变了（{stored}→{actual}），索引可能有误。请执行 REINDEX DATABASE，"
            "再执行 ALTER DATABASE … REFRESH COLLATION VERSION。",
            f"The collation {name} has another version ({actual}) than the indexes were made with ({stored}). Run "
            "REINDEX DATABASE, then ALTER DATABASE … REFRESH COLLATION VERSION.",
        )
    return sound("integrity", f"排序规则 {name}", f"collation {name}, as the indexes were made with")


def _without_password(reason: str, settings: Settings) -> str:
    """The first line of what a driver says; its makers may put anything into it."""
    first = reason.strip().splitlines()[0] if reason.strip() else "?"
    password = make_url(settings.database_url).password
    return first.replace(password, "***") if password else first

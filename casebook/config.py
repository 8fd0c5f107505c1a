"""Settings, read once at start from ``CASEBOOK_*`` and the instance folder; a bad one is refused with a reason."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

#: What SQLAlchemy calls the two engines that the contract tests run on.
SUPPORTED_BACKENDS = ("sqlite", "postgresql")
MINIMUM_SECRET_LENGTH = 32
#: Requests that one worker of the server handles at a time; slow readers are buffered outside these threads.
THREADS = 4
#: Connections that a request holds at most: that of its session, and that of the state which a listing reads.
CONNECTIONS_A_REQUEST = 2
DEFAULT_POOL_SIZE = THREADS * CONNECTIONS_A_REQUEST
LARGEST_POOL = 100
MOST_PROXIES = 9
#: Largest request body: several reports at once, each far below this.
MAX_UPLOAD_BYTES = 32 * 1024 * 1024
DEFAULT_LLM_MODEL = "qwen3:8b"
#: Seconds that one intake waits for the language model at most, and the bounds of what may be set.
DEFAULT_LLM_TIMEOUT = 30.0
SHORTEST_LLM_TIMEOUT, LONGEST_LLM_TIMEOUT = 1.0, 600.0


class BadSetting(ValueError):
    """A setting that the application cannot start with; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """An OpenAI-compatible server that may read reports besides the rules.

    ``url`` is what ``/chat/completions`` is appended to (``http://127.0.0.1:11434/v1``); ``key`` is sent as a bearer
    token where the server asks for one; ``timeout`` is in seconds.
    """

    url: str
    model: str = DEFAULT_LLM_MODEL
    key: str | None = field(default=None, repr=False)
    timeout: float = DEFAULT_LLM_TIMEOUT

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> LlmSettings | None:
        """Read ``CASEBOOK_LLM_URL``, ``_MODEL``, ``_KEY`` and ``_TIMEOUT``; None where no URL is given.

        Raises ``BadSetting``.
        """
        environ = os.environ if environ is None else environ
        url = environ.get("CASEBOOK_LLM_URL")
        if not url:
            return None
        return cls(
            url=_web_address("CASEBOOK_LLM_URL", url),
            model=environ.get("CASEBOOK_LLM_MODEL") or DEFAULT_LLM_MODEL,
            key=_token("CASEBOOK_LLM_KEY", environ.get("CASEBOOK_LLM_KEY")),
            timeout=_seconds("CASEBOOK_LLM_TIMEOUT", environ.get("CASEBOOK_LLM_TIMEOUT")),
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between installations.

    ``instance`` holds the database, the secret and the attachments of a default installation. ``secure_cookies`` is
    switched on where the application is served over HTTPS. ``proxies`` is how many proxies stand in front and say who
    is calling; with 0 nobody is believed. ``llm`` is None where no language model is to be asked. ``pool_size`` is how
    many connections to PostgreSQL each process keeps open, and ``replica_url`` a streaming replica of the database that
    listings may read from.
    """

    instance: Path
    database_url: str
    secret_key: str
    files_url: str
    secure_cookies: bool = False
    proxies: int = 0
    testing: bool = False
    llm: LlmSettings | None = None
    pool_size: int = DEFAULT_POOL_SIZE
    replica_url: str | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read ``CASEBOOK_INSTANCE``, ``CASEBOOK_DATABASE_URL``, ``CASEBOOK_SECRET_KEY``, ``CASEBOOK_FILES_URL``,
        ``CASEBOOK_SECURE_COOKIES``, ``CASEBOOK_PROXIES``, ``CASEBOOK_POOL_SIZE``, ``CASEBOOK_REPLICA_URL`` and
        ``CASEBOOK_LLM_*``; what an installation needs and nobody set gets a default inside the instance folder, which
        is created.

        Raises ``BadSetting``.
        """
        environ = os.environ if environ is None else environ
        _check_weights(environ.get("CASEBOOK_WEIGHTS"))
        instance = Path(environ.get("CASEBOOK_INSTANCE") or "instance").resolve()
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)  # it will hold names and hashes of passwords
        database_url = _database_url(environ.get("CASEBOOK_DATABASE_URL"), instance)
        return cls(
            instance=instance,
            database_url=database_url,
            secret_key=_secret_key(environ.get("CASEBOOK_SECRET_KEY"), instance),
            files_url=environ.get("CASEBOOK_FILES_URL") or (instance / "files").as_uri(),
            secure_cookies=_switch("CASEBOOK_SECURE_COOKIES", environ.get("CASEBOOK_SECURE_COOKIES")),
            proxies=_count("CASEBOOK_PROXIES", environ.get("CASEBOOK_PROXIES"), 0, MOST_PROXIES, default=0),
            pool_size=_count(
                "CASEBOOK_POOL_SIZE", environ.get("CASEBOOK_POOL_SIZE"), 1, LARGEST_POOL, default=DEFAULT_POOL_SIZE
            ),
            replica_url=_replica_url(environ.get("CASEBOOK_REPLICA_URL"), database_url),
            llm=LlmSettings.from_environment(environ),
        )


#: What the trees of the extraction decide; weights that were trained by an earlier version hold others.
TREES = {"candidates", "figures"}


def _check_weights(given: str | None) -> None:
    """Own weights of the extraction, which reads this setting itself, so that it needs no installation."""
    if not given:
        return
    try:
        trees = json.loads((Path(given) / "trees.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadSetting(
            f"CASEBOOK_WEIGHTS={given} holds no weights; name a folder that casebook train wrote"
        ) from error
    if set(trees) != TREES:
        raise BadSetting(f"CASEBOOK_WEIGHTS={given} holds weights of another version; run casebook train again")


def _database_url(given: str | None, instance: Path) -> str:
    if not given:
        return f"sqlite:///{instance / 'casebook.sqlite'}"
    backend = _backend("CASEBOOK_DATABASE_URL", given)
    if backend not in SUPPORTED_BACKENDS:
        raise BadSetting(f"CASEBOOK_DATABASE_URL names {backend!r}; use sqlite:///… or postgresql+psycopg://…")
    return given


def _replica_url(given: str | None, database_url: str) -> str | None:
    if not given:
        return None
    backends = {_backend("CASEBOOK_REPLICA_URL", given), _backend("CASEBOOK_DATABASE_URL", database_url)}
    if backends != {"postgresql"}:
        raise BadSetting(
            "CASEBOOK_REPLICA_URL names a streaming replica: both databases must be postgresql+psycopg://…"
        )
    return given


def _backend(name: str, given: str) -> str:
    """What a database address calls its engine. Addresses hold passwords, so none is repeated in a message."""
    try:
        parts = urlsplit(given)
        well_formed = "://" in given and (parts.port is None or parts.port > 0)
    except ValueError:
        well_formed = False
    if not well_formed:
        raise BadSetting(f"{name} is not a database address such as postgresql+psycopg://user@host/casebook")
    return parts.scheme.partition("+")[0]


def _secret_key(given: str | None, instance: Path) -> str:
    """The given secret, or the one kept in the instance folder, made there on the first start."""
    if given:
        if len(given) < MINIMUM_SECRET_LENGTH:
            raise BadSetting(f"CASEBOOK_SECRET_KEY needs at least {MINIMUM_SECRET_LENGTH} characters")
        return given
    path = instance / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(MINIMUM_SECRET_LENGTH))
    return path.read_text("ascii").strip()


def _switch(name: str, given: str | None) -> bool:
    if given in (None, "", "0", "false"):
        return False
    if given in ("1", "true"):
        return True
    raise BadSetting(f"{name} must be 0 or 1, not {given!r}")


def _web_address(name: str, given: str) -> str:
    try:
        parts = urlsplit(given)
        reachable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        reachable = False
    if not reachable or parts.scheme not in ("http", "https") or not re.fullmatch(r"[!-~]+", given):
        raise BadSetting(f"{name} must be an address such as http://127.0.0.1:11434/v1")
    if parts.username is not None or parts.query or parts.fragment:
        raise BadSetting(f"{name} must be a plain address; a key belongs into CASEBOOK_LLM_KEY")
    return given.rstrip("/")


def _token(name: str, given: str | None) -> str | None:
    """The key as it goes into a header; its value is never part of a message."""
    if given and not re.fullmatch(r"[!-~]+", given):
        raise BadSetting(f"{name} holds characters that no key has; copy it again without line breaks and blanks")
    return given or None


def _seconds(name: str, given: str | None) -> float:
    if not given:
        return DEFAULT_LLM_TIMEOUT
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0.0
    if not SHORTEST_LLM_TIMEOUT <= seconds <= LONGEST_LLM_TIMEOUT:
        bounds = f"{SHORTEST_LLM_TIMEOUT:g} to {LONGEST_LLM_TIMEOUT:g}"
        raise BadSetting(f"{name} must be a number of seconds from {bounds}, not {given!r}")
    return seconds


def _count(name: str, given: str | None, least: int, most: int, default: int) -> int:
    if not given:
        return default
    if not (given.isascii() and given.isdigit() and least <= int(given) <= most):
        raise BadSetting(f"{name} must be a number from {least} to {most}, not {given!r}")
    return int(given)

"""Settings, read once at start from ``CASEBOOK_*`` and the instance folder; a bad one is refused with a reason."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

#: What SQLAlchemy calls the two engines that the contract tests run on.
SUPPORTED_BACKENDS = ("sqlite", "postgresql")
MINIMUM_SECRET_LENGTH = 32
#: Largest request body: several reports at once, each far below this.
MAX_UPLOAD_BYTES = 32 * 1024 * 1024


class BadSetting(ValueError):
    """A setting that the application cannot start with; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between installations.

    ``instance`` holds the database, the secret and the attachments of a default installation. ``secure_cookies`` is
    switched on where the application is served over HTTPS.
    """

    instance: Path
    database_url: str
    secret_key: str
    files_url: str
    secure_cookies: bool = False
    testing: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read ``CASEBOOK_INSTANCE``, ``CASEBOOK_DATABASE_URL``, ``CASEBOOK_SECRET_KEY``, ``CASEBOOK_FILES_URL`` and
        ``CASEBOOK_SECURE_COOKIES``; whatever is absent gets a default inside the instance folder, which is created.

        Raises ``BadSetting``.
        """
        environ = os.environ if environ is None else environ
        instance = Path(environ.get("CASEBOOK_INSTANCE") or "instance").resolve()
        instance.mkdir(parents=True, exist_ok=True)
        return cls(
            instance=instance,
            database_url=_database_url(environ.get("CASEBOOK_DATABASE_URL"), instance),
            secret_key=_secret_key(environ.get("CASEBOOK_SECRET_KEY"), instance),
            files_url=environ.get("CASEBOOK_FILES_URL") or (instance / "files").as_uri(),
            secure_cookies=_switch("CASEBOOK_SECURE_COOKIES", environ.get("CASEBOOK_SECURE_COOKIES")),
        )


def _database_url(given: str | None, instance: Path) -> str:
    if not given:
        return f"sqlite:///{instance / 'casebook.sqlite'}"
    try:
        parts = urlsplit(given)
        well_formed = "://" in given and (parts.port is None or parts.port > 0)
    except ValueError:
        well_formed = False
    if not well_formed:
        raise BadSetting(f"CASEBOOK_DATABASE_URL is not a database address: {given!r}")
    backend = parts.scheme.partition("+")[0]
    if backend not in SUPPORTED_BACKENDS:
        raise BadSetting(f"CASEBOOK_DATABASE_URL names {backend!r}; use sqlite:///… or postgresql+psycopg://…")
    return given


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

"""What can go wrong in the domain, told in the user's language.

Services raise these; ``casebook.web.errors`` maps each class to an HTTP status in one place and the command line to
exit code 1. Messages say what to do next, not what the program felt.
"""

from __future__ import annotations

from collections.abc import Mapping

from casebook.bilingual import Bilingual


class DomainError(Exception):
    """Base of all expected failures; ``message`` is meant for the person at the screen."""

    def __init__(self, message: Bilingual) -> None:
        super().__init__(message.en)
        self.message = message


class NotFound(DomainError):
    """The thing asked for does not exist, or must look as if it did not for this user."""


class NotAllowed(DomainError):
    """The user's role or region does not allow this."""


class Invalid(DomainError):
    """Input that cannot be taken; ``fields`` maps a field name to what is wrong with it."""

    def __init__(self, message: Bilingual, fields: Mapping[str, Bilingual] | None = None) -> None:
        super().__init__(message)
        self.fields: dict[str, Bilingual] = dict(fields or {})


class Conflict(DomainError):
    """Somebody else changed the thing meanwhile.

    ``theirs`` maps the names of the fields that both sides changed to the value stored now (JSON form, see
    ``casebook.record.values``); ``version`` is the version that a retry must name.
    """

    def __init__(self, message: Bilingual, theirs: Mapping[str, object], version: int) -> None:
        super().__init__(message)
        self.theirs = dict(theirs)
        self.version = version

"""Passwords: what is taken as one, how it is kept, how it is checked.

The rules are those of OWASP ASVS 5.0 (6.2.1, 6.2.4, 6.2.5, 6.2.8): a minimum length and no guessable words, but no
rules about composition and no forced change. The hash is Argon2id with the parameters of the OWASP password storage
cheat sheet (19 MiB, two passes, one lane), about 25 ms on one core.
"""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from casebook.bilingual import Bilingual

MINIMUM_LENGTH = 10
#: Long enough for any sentence; beyond it hashing would only cost time.
MAXIMUM_LENGTH = 128
_RANDOM_GROUPS, _GROUP_LENGTH = 4, 4
#: Without letters and digits that look alike in print.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
_FEWEST_DIFFERENT = 5

#: The beginnings of what people choose when they are made to choose ten characters, here and elsewhere.
_COMMON = (
    "1234567", "7654321", "0123456", "1qaz2wsx", "1q2w3e4r", "abcdefg", "abcd1234", "abc12345", "aa123456", "a1234567",
    "qwerty", "asdfgh", "zxcvbn", "qazwsx", "password", "passw0rd", "p@ssw0rd", "p@ssword", "iloveyou", "woaini",
    "letmein", "welcome", "admin", "administrator", "root123", "test123", "changeme", "superman", "football",
    "baseball", "princess", "sunshine", "monkey123", "dragon123", "5201314", "1314520", "147258369", "987654321",
    "112233", "123123", "123321", "789456123", "casebook", "anliku", "shequ", "jiedao", "wangge", "jinan", "shandong",
    "zhongguo", "beijing",
)  # fmt: skip
_REST_OF_A_COMMON_ONE = 6

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def weakness(password: str, username: str = "") -> Bilingual | None:
    """Why a password is not taken, or None where it is good enough."""
    if len(password) < MINIMUM_LENGTH:
        return _TOO_SHORT
    if len(password) > MAXIMUM_LENGTH:
        return _TOO_LONG
    folded = password.casefold()
    if username and username.casefold() in folded:
        return _HOLDS_THE_NAME
    common = any(
        word in folded and len(folded) - len(word) * folded.count(word) < _REST_OF_A_COMMON_ONE for word in _COMMON
    )
    if common or len(set(folded)) < _FEWEST_DIFFERENT:
        return _TOO_COMMON
    return None


def hash_of(password: str) -> str:
    """What is stored of a password."""
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether a password is the one behind a stored hash; takes as long where there is no account (None)."""
    try:
        _hasher.verify(stored or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def random_password() -> str:
    """A password to be handed over once: four groups of four, easy to read aloud, about 79 bits."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(_GROUP_LENGTH)) for _ in range(_RANDOM_GROUPS))


@cache
def _nobodys_hash() -> str:
    return hash_of(secrets.token_urlsafe())


_TOO_SHORT = Bilingual(
    f"密码至少要有 {MINIMUM_LENGTH} 个字符。可以用一句自己记得住的话。",
    f"A password needs at least {MINIMUM_LENGTH} characters. A sentence that you remember is a good one.",
)
_TOO_LONG = Bilingual(
    f"密码最多 {MAXIMUM_LENGTH} 个字符。", f"A password may have at most {MAXIMUM_LENGTH} characters."
)
_HOLDS_THE_NAME = Bilingual("密码不能包含用户名，请换一个。", "The password must not contain the user name.")
_TOO_COMMON = Bilingual(
    "这个密码太常见，容易被猜中，请换一个。", "This password is common and easy to guess. Choose another one."
)

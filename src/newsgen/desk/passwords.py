"""Keep passwords as argon2 hashes: https://www.rfc-editor.org/rfc/rfc9106"""

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from ..base.problems import N_, FatalProblems, error

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 10, 200
"""How many characters a password has."""

_MISSING = error(
    "desk-extra",
    N_("The desk needs a library that is not installed: argon2."),
    N_("Install it with “pip install newsgen[desk]”."),
)
_BAD_LENGTH = error(
    "password-length",
    N_("A password has {shortest} to {longest} characters."),
    N_("Take three or four words that do not belong together."),
    shortest=SHORTEST,
    longest=LONGEST,
)

NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$bm9ib2R5IGhhcyB0aGlzIQ$TBAPz0JLpGt3Ukhm9QDJwScSvSIz2+8sDWdjxgnIWJg"
"""The hash of no password, to compare with where there is no such person: the answer takes as long."""


def hashed(password: str) -> str:
    """The hash of a password. Raises FatalProblems where it is too short or too long, or argon2 is not installed."""
    password = _normal(password)
    if not SHORTEST <= len(password) <= LONGEST:
        raise FatalProblems(_BAD_LENGTH)
    return str(_hasher().hash(password))


def is_right(password: str, stored: str) -> bool:
    """Whether a password has this hash. Takes some 50 ms and 64 MB. Raises FatalProblems where argon2 is not installed."""
    hasher = _hasher()
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return len(password) <= LONGEST and bool(hasher.verify(stored, _normal(password)))
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


def _normal(password: str) -> str:
    """The password in NFC: keyboards write the same letters in several ways."""
    return unicodedata.normalize("NFC", password)


@lru_cache(maxsize=1)
def _hasher() -> "PasswordHasher":
    try:
        from argon2 import PasswordHasher
    except ImportError:
        raise FatalProblems(_MISSING) from None
    return PasswordHasher()

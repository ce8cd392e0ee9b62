"""Passwords, hashed by argon2 (RFC 9106): 64 MiB and about a tenth of a second for each look."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()
# What is looked at where there is no account, so that an answer takes as long as for one.
_NOBODYS = _HASHER.hash("a password that nobody has")


def hashed(password: str) -> str:
    """What is stored of a password."""
    return _HASHER.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether this is the password of that hash. None takes as long and is never right."""
    try:
        _HASHER.verify(stored or _NOBODYS, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None

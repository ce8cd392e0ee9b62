"""Passwords, hashed by argon2 (RFC 9106): 64 MiB and about a tenth of a second for each look."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 10, 200

_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    """What is stored of a password."""
    return _HASHER.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether this is the password of that hash. None takes as long and is never right."""
    # Asked for either way: making it takes as long again, once in a process.
    nobodys = _nobodys()
    try:
        _HASHER.verify(stored or nobodys, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


@cache
def _nobodys() -> str:
    """What is looked at where there is no account, so that an answer takes as long as for one."""
    return hashed("a password that nobody has")

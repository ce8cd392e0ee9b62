"""What goes wrong with the artifact store itself, and not with one file, told in one way.

Libraries have no error in common: s3fs translates a part of what a server answers, lets its own
library's errors through, and calls a bucket that is missing a file that is not found.
"""

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import Any

SETTING = "BRANCHPOINT_ARTIFACTS_URL"
# What a store says that soon says something else; all other refusals are for people to mend.
PASSING = frozenset(
    {"BadDigest", "IncompleteBody", "NoSuchUpload", "OperationAborted", "RequestTimeout"}
)
TOO_MANY_REQUESTS, SERVER_AT_FAULT = 429, 500
LIBRARIES = ("botocore.", "aiobotocore.", "aiohttp.")
WITHOUT_CREDENTIALS = frozenset(
    {"NoCredentialsError", "PartialCredentialsError", "ProfileNotFound", "InvalidRegionError"}
)


class Trouble(Enum):
    """What is wrong with a store for now, and what a person reads of it."""

    AWAY = "the artifact store does not answer"
    REFUSED = "the artifact store refuses"
    FULL = "the disk is full"


_ERRNOS = {
    errno.ENOSPC: Trouble.FULL,
    errno.EDQUOT: Trouble.FULL,
    errno.EACCES: Trouble.REFUSED,
    errno.EPERM: Trouble.REFUSED,
    errno.EROFS: Trouble.REFUSED,
    errno.ESTALE: Trouble.AWAY,
    errno.EHOSTDOWN: Trouble.AWAY,
    errno.EHOSTUNREACH: Trouble.AWAY,
    errno.ENETUNREACH: Trouble.AWAY,
    errno.ENOTCONN: Trouble.AWAY,
}


class StoreTrouble(OSError):
    """The store can do nothing for now.

    Attributes:
        trouble: What is wrong with it.
    """

    def __init__(self, trouble: Trouble, reason: str) -> None:
        self.trouble = trouble
        advice = f"; check {SETTING} and what it needs" if trouble is Trouble.REFUSED else ""
        super().__init__(f"{trouble.value} ({reason}){advice}")
        if trouble is Trouble.FULL:
            self.errno = errno.ENOSPC


@contextmanager
def troubles_told() -> Iterator[None]:
    """Turn what is wrong with the store itself into a `StoreTrouble`.

    Raises:
        StoreTrouble: For that. Other errors stay what they are.
    """
    try:
        yield
    except StoreTrouble:
        raise
    except Exception as error:
        found = _trouble(error)
        if found is None:
            raise
        first_line = str(error).partition("\n")[0] or type(error).__name__
        raise StoreTrouble(found, first_line) from error


def _trouble(error: Exception) -> Trouble | None:
    """What an error says of the store; None where it is about one file, or is our mistake."""
    answer = _answer(error)
    if answer is not None:
        return _told_by(answer)
    if type(error).__module__.startswith(LIBRARIES):
        return Trouble.REFUSED if type(error).__name__ in WITHOUT_CREDENTIALS else Trouble.AWAY
    if isinstance(error, TimeoutError | ConnectionError):
        return Trouble.AWAY
    return _ERRNOS.get(error.errno or 0) if isinstance(error, OSError) else None


def _answer(error: BaseException | None) -> Mapping[str, Any] | None:
    """What the server answered, where the error comes from an answer."""
    while error is not None:
        answer = getattr(error, "response", None)
        if isinstance(answer, Mapping) and "Error" in answer:
            return answer
        error = error.__cause__
    return None


def _told_by(answer: Mapping[str, Any]) -> Trouble | None:
    code = str(answer["Error"].get("Code", ""))
    status = int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", SERVER_AT_FAULT))
    if code in {"NoSuchKey", "404"}:
        return None
    if code in PASSING or status >= SERVER_AT_FAULT or status == TOO_MANY_REQUESTS:
        return Trouble.AWAY
    return Trouble.REFUSED

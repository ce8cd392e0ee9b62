"""Waiting for a database that is busy or away: it is no fault of the run, so it fails none."""

import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.db.outage import is_away

log = structlog.get_logger()

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0

Given = TypeVar("Given")


class Interrupted(Exception):
    """Asked to stop while the database did not answer."""


def patiently(
    do: Callable[[], Given],
    is_stopping: Callable[[float], bool],
    tell: Callable[[str], None] = log.info,
) -> Given:
    """What `do` gives, tried until the database answers, with pauses that grow to ten seconds.

    Args:
        do: One transaction; what it did is undone when it fails.
        is_stopping: Waits up to so many seconds; whether to stop waiting at all.
        tell: Is told afterwards how long it took, where it took anything.

    Raises:
        Interrupted: When `is_stopping` says so before the database has answered.
        SQLAlchemyError: What waiting does not mend, such as a table that is missing.
    """
    pause, began = FIRST_PAUSE_SECONDS, time.monotonic()
    while True:
        try:
            given = do()
        except SQLAlchemyError as error:
            if not is_away(error):
                raise
            log.warning("the database does not answer", error=str(error), wait=pause)
            if is_stopping(pause):
                raise Interrupted from error
            pause = min(LONGEST_PAUSE_SECONDS, 2 * pause)
        else:
            if pause > FIRST_PAUSE_SECONDS:
                tell(f"the database did not answer for {time.monotonic() - began:,.0f} s")
            return given

"""Waiting for a database or a store that is busy, full or away: that is no fault of a run."""

import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.db.outage import Outage, outage
from backend.db.room import PAUSED
from backend.db.store_trouble import StoreTrouble, Trouble

log = structlog.get_logger()

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0

Given = TypeVar("Given")

# What a run's page says meanwhile, and what its log says afterwards.
WORDS: dict[Outage | Trouble, tuple[str, str]] = {
    Outage.BUSY: ("waits: the database is busy", "the database did not answer"),
    Outage.AWAY: ("waits: the database does not answer", "the database did not answer"),
    Outage.FULL: (PAUSED, "the disk was full"),
    Trouble.AWAY: (
        "waits: the artifact store does not answer",
        "the artifact store did not answer",
    ),
    Trouble.REFUSED: ("waits: the artifact store refuses", "the artifact store refused"),
    Trouble.FULL: (PAUSED, "the disk was full"),
}


class Interrupted(Exception):
    """Asked to stop while the database or the store did not answer."""


def _say_nowhere(words: str | None) -> None:
    """Where there is no page to say it on."""


def patiently(
    do: Callable[[], Given],
    is_stopping: Callable[[float], bool],
    tell: Callable[[str], None] = log.info,
    hold: Callable[[str | None], None] = _say_nowhere,
) -> Given:
    """What `do` gives, tried until it can be done, with pauses that grow to ten seconds.

    Args:
        do: One transaction; what it did is undone when it fails.
        is_stopping: Waits up to so many seconds; whether to stop waiting at all.
        tell: Is told what a store says when it begins, and afterwards how long it took.
        hold: Is told what is waited for, and None when that is over.

    Raises:
        Interrupted: When `is_stopping` says so before it could be done.
        SQLAlchemyError: What waiting does not mend, such as a table that is missing.
    """
    pause, began = FIRST_PAUSE_SECONDS, time.monotonic()
    now = then = ""
    while True:
        try:
            given = do()
        except (SQLAlchemyError, StoreTrouble) as error:
            known = _wrong(error)
            if known is None:
                raise
            if isinstance(error, StoreTrouble) and WORDS[known][0] != now:
                tell(f"waiting: {error}")
            now, then = WORDS[known]
            hold(now)
            log.warning(now, error=str(error), wait=pause)
            if is_stopping(pause):
                raise Interrupted from error
            pause = min(LONGEST_PAUSE_SECONDS, 2 * pause)
        else:
            if then:
                hold(None)
                tell(f"{then} for {time.monotonic() - began:,.0f} s")
            return given


def _wrong(error: SQLAlchemyError | StoreTrouble) -> Outage | Trouble | None:
    return error.trouble if isinstance(error, StoreTrouble) else outage(error)

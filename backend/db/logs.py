"""A run's log, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from backend.db import changes
from backend.db.queue import Claim, owned
from backend.db.tables import LogRecord, Run
from backend.spec.visible_text import visible

Level = Literal["debug", "info", "warning", "error"]
LEVELS: tuple[Level, ...] = get_args(Level)
MAX_MESSAGE = 10_000
MOST_LINES = 10_000
"""Lines that are kept of a run's log, the newest."""


@dataclass(frozen=True)
class LogLine:
    """One line: when, how grave, what."""

    at: datetime
    level: Level
    message: str


def append(session: Session, claim: Claim, lines: Sequence[LogLine]) -> None:
    """Store lines of a claimed run. Very long ones are cut.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    owned(session, claim)
    store(session, claim.run_id, claim.attempt, lines)
    changes.record(session, "logs", claim.run_id, claim.run_id)


def note(session: Session, run_id: str, line: LogLine) -> None:
    """Store a line about a run that nobody owns, such as why it went back to the queue."""
    run = session.get(Run, run_id)
    if run is not None:
        store(session, run_id, run.attempt, [line])
        changes.record(session, "logs", run_id, run_id)


def store(session: Session, run_id: str, attempt: int, lines: Sequence[LogLine]) -> None:
    """Store lines of an attempt, and forget the oldest of too many."""
    session.add_all(
        LogRecord(
            run_id=run_id,
            attempt=attempt,
            at=line.at,
            level=line.level,
            # A simulator may print anything; no database stores a lone surrogate, or all a NUL.
            message=visible(line.message[:MAX_MESSAGE])[:MAX_MESSAGE],
        )
        for line in lines
    )
    session.flush()
    _forget_oldest(session, run_id)


def _forget_oldest(session: Session, run_id: str) -> None:
    """A run that warns at every step must not fill the disk, nor drown what it said last."""
    mine = LogRecord.run_id == run_id
    newest = select(LogRecord.id).where(mine).order_by(LogRecord.id.desc())
    too_old = newest.offset(MOST_LINES).limit(1).scalar_subquery()
    session.execute(delete(LogRecord).where(mine, LogRecord.id <= too_old))


def after(
    session: Session,
    run_id: str,
    after_id: int,
    limit: int,
    levels: Sequence[Level] = LEVELS,
) -> Sequence[LogRecord]:
    """Lines with an id above `after_id`, oldest first."""
    query = _lines(run_id, levels).where(LogRecord.id > after_id)
    return session.scalars(query.order_by(LogRecord.id).limit(limit)).all()


def tail(
    session: Session, run_id: str, limit: int, levels: Sequence[Level] = LEVELS
) -> Sequence[LogRecord]:
    """The last lines, oldest first."""
    query = _lines(run_id, levels).order_by(LogRecord.id.desc()).limit(limit)
    return session.scalars(query).all()[::-1]


def _lines(run_id: str, levels: Sequence[Level]) -> Select[LogRecord]:
    return select(LogRecord).where(LogRecord.run_id == run_id, LogRecord.level.in_(levels))

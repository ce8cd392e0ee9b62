"""What a run measured since it last stored anything: all of it at once, or nothing.

Everything that can be made ready before the transaction is: on SQLite only one may write at a
time, and while it does the others wait.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from backend.db import changes, logs, measures, profiles, segments, trajectories
from backend.db.base import UtcDateTime, database_now
from backend.db.changes import ChangeKind
from backend.db.errors import StaleClaim
from backend.db.profiles import StoredProfile
from backend.db.queue import Claim, fenced, owned
from backend.db.runs import Progress, progress_row
from backend.db.segments import Change, Ends, Points
from backend.db.tables import Run
from backend.db.trajectories import StoredTrajectories

# A series and a profile by which the numbers on the run's row are made anew.
EVALUATED = "return/real"
NOW = "now"


@dataclass(frozen=True)
class Recorded:
    """What a run measured.

    Attributes:
        points: Of each series, those that are new.
        profiles: Curves over the horizon.
        trajectories: Real and imagined ones.
        lines: Of its log.
        progress: How far it is; None where that is as it was.
    """

    points: Mapping[str, Points] = field(default_factory=dict)
    profiles: Sequence[StoredProfile] = ()
    trajectories: Sequence[StoredTrajectories] = ()
    lines: Sequence[logs.LogLine] = ()
    progress: Progress | None = None


@dataclass(frozen=True)
class Ready:
    """What is to be written, packed.

    Attributes:
        recorded: What it is made from.
        points: The segments.
        profiles: The rows of curves.
        row: The statement that writes the run's row; None where that stays as it is.
        ends: What its owner knows of its series when it is written.
    """

    recorded: Recorded
    points: Change
    profiles: Sequence[Mapping[str, Any]]
    row: ReturningUpdate[datetime | None] | None
    ends: Ends


def ready(session: Session, claim: Claim, recorded: Recorded, known: Ends | None = None) -> Ready:
    """Make ready what a claimed run measured; only reads, so any session will do.

    What is read for it are the run's own series and curves, which only its owner writes, and
    `write` proves to be that.

    Args:
        session: To read with. Most reports need nothing of what is stored, and leave it unused.
        claim: The right to the run.
        recorded: What is to be stored.
        known: What its owner remembers of its series.
    """
    row = {} if recorded.progress is None else progress_row(recorded.progress)
    if recorded.profiles or EVALUATED in recorded.points:
        found = measures.measure(
            session, claim.run_id, claim.spec, recorded.points, recorded.profiles
        )
        row["measures"] = asdict(found)
    points = segments.change(session, claim.run_id, recorded.points, known)
    curves = profiles.rows(claim.run_id, recorded.profiles)
    statement = _row_to_write(session, claim, row) if row else None
    return Ready(recorded, points, curves, statement, {**(known or {}), **points.ends})


def write(session: Session, claim: Claim, ready: Ready) -> None:
    """Write it.

    Raises:
        StaleClaim: When the claim no longer owns the run; nothing may be committed then.
    """
    recorded, kinds = ready.recorded, _kinds(ready.recorded)
    if not kinds:
        return
    at = _write_row(session, claim, ready)
    segments.write(session, ready.points)
    profiles.write(session, ready.profiles)
    trajectories.write(session, claim.run_id, recorded.trajectories)
    if recorded.lines:
        logs.store(session, claim.run_id, claim.attempt, recorded.lines)
    changes.record_measured(session, claim.run_id, kinds, at)


def _kinds(recorded: Recorded) -> list[ChangeKind]:
    """What changes, in the words of the feed; trajectories are one more curve to it."""
    changed: dict[ChangeKind, bool] = {
        "run": recorded.progress is not None,
        "series": len(recorded.points) > 0,
        "profiles": len(recorded.profiles) + len(recorded.trajectories) > 0,
        "logs": len(recorded.lines) > 0,
    }
    return [kind for kind, is_changed in changed.items() if is_changed]


def _row_to_write(
    session: Session, claim: Claim, row: Mapping[str, Any]
) -> ReturningUpdate[datetime | None]:
    """The statement that writes the run's row while the claim owns it, and tells when it did."""
    # PostgreSQL tells its time with what it wrote, and is not asked for that alone.
    is_told = session.get_bind().dialect.name == "postgresql"
    now = func.clock_timestamp() if is_told else bindparam(NOW, type_=UtcDateTime)
    statement = fenced(claim, update(Run).values(**row, progressed_at=now))
    return statement.returning(Run.progressed_at)


def _write_row(session: Session, claim: Claim, ready: Ready) -> datetime:
    """Write the run's row, which nobody else can take before the transaction ends; when it was."""
    if ready.row is None:
        owned(session, claim)
        return database_now(session)
    # On the connection: a session would look for objects of its own that this may have changed.
    connection = session.connection()
    is_told = connection.dialect.name == "postgresql"
    now = {} if is_told else {NOW: database_now(session)}
    at: datetime | None = connection.scalar(ready.row, now)
    if at is None:
        raise StaleClaim(claim.run_id, claim.attempt)
    return at

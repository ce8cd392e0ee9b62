"""Runs that stand still: said at once on their page, and ended where the worker is told to."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from backend.db import logs, runs
from backend.db.queue import Claim
from backend.db.tables import Run
from worker.settings import WorkerSettings

# A process that starts loads torch and the simulator, and plays its episode again: no standstill.
STARTING = "starting"
START_MINUTES = 2.0


def standstill(run: Run, now: datetime) -> timedelta:
    """How long a claimed run has made no progress."""
    since = run.progressed_at or run.started_at
    return timedelta(0) if since is None else now - since


def is_stalled(run: Run, now: datetime, settings: WorkerSettings) -> bool:
    """Whether a run stands still for longer than the worker bears in silence."""
    return standstill(run, now) > _borne(run, settings.stall_minutes)


def say(session: Session, claim: Claim, run: Run, now: datetime) -> None:
    """Note on the run, and in its log, since when it stands still.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    runs.note_stall(session, claim, now - standstill(run, now))
    words = f"no step for {_minutes(standstill(run, now))} while {run.phase or STARTING}"
    logs.append(session, claim, [logs.LogLine(datetime.now(UTC), "warning", words)])


def reason_to_end(run: Run, now: datetime, settings: WorkerSettings) -> str | None:
    """Why a run that stands still is to be ended now; None while it is not."""
    limit = settings.end_stalled_minutes
    if limit is None or standstill(run, now) <= _borne(run, limit):
        return None
    return (
        f"no step for {_minutes(standstill(run, now))} while {run.phase or STARTING}: the "
        "simulator or a computation hangs; the worker ends a run after "
        f"BRANCHPOINT_END_STALLED_MINUTES = {limit:g}"
    )


def _borne(run: Run, minutes: float) -> timedelta:
    is_starting = (run.phase or STARTING) == STARTING
    return timedelta(minutes=max(minutes, START_MINUTES) if is_starting else minutes)


def _minutes(time: timedelta) -> str:
    minutes = time.total_seconds() / 60
    return f"{minutes:.0f} min" if minutes >= 1 else f"{time.total_seconds():.0f} s"

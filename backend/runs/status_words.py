"""A run's state in words: what it does, how far it is, what it waits for, how it ended."""

from backend.db.listed_runs import ListedRun
from backend.runs.schemas import Run
from backend.spec.time_words import duration
from backend.verdict.figures import counted, figure

WAITS = "waits for a worker"


def status_word(row: ListedRun) -> str:
    """The state in one word: a running run may be about to end, stand still, or not have begun."""
    is_paused = row.paused_at is not None
    if row.status == "queued":
        return "paused" if is_paused else row.status
    if row.status != "running":
        return row.status
    if row.cancel_requested_at is not None or is_paused:
        return "pausing" if row.cancel_requested_at is None else "cancelling"
    if row.waits_for is not None:
        return "waiting"
    return "running" if row.stalled_since is None else "stalled"


def status_words(run: Run, waits: str | None) -> str:
    """What there is to say beside that word.

    Args:
        run: The run.
        waits: Why it waits; None where it does not, or where the asker is not told.
    """
    if run.status == "queued":
        return waits or WAITS
    if run.status == "running":
        return f"stops, at {_steps(run)}" if run.cancel_requested else waits or run.phase or ""
    if run.status == "succeeded":
        return f"{counted(run.total_steps, 'real step')}{_took(run)}"
    return f"at {_steps(run)}{_took(run)}"


def progress_words(run: Run) -> str:
    """How far a running run is, and how fast; empty for others."""
    if run.status != "running" or run.cancel_requested:
        return ""
    rate = run.steps_per_second
    fast = [] if rate is None else [f"{figure(rate)} real steps per second"]
    done = f"{_steps(run)} ({figure(run.progress * 100)} %)"
    return " · ".join([done, *fast])


def _steps(run: Run) -> str:
    return f"{run.env_steps:,} of {counted(run.total_steps, 'real step')}"


def _took(run: Run) -> str:
    if run.started_at is None or run.finished_at is None:
        return ""
    return f" in {duration((run.finished_at - run.started_at).total_seconds())}"

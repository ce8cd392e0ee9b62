"""Runs as lists show them: plain columns by one query, without the documents of one run's page.

Mapped objects took as long as all the rest of a list, and a spec with its provenance longer still.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.orm import Session

from backend.db.tables import Experiment, Run

# A spec from before there was a choice names no improver.
IMPROVER = func.coalesce(Run.spec["algorithm"]["improver"].as_string(), "auto")


class ListedRun(NamedTuple):
    """A run's row as lists show it; `measures` is the text of its document."""

    id: str
    experiment_id: str
    experiment_name: str
    name: str
    status: str
    cancel_requested_at: datetime | None
    environment: str
    version: str
    improver: str
    rollout_length: str
    start: str
    seed: int
    tags: list[str]
    env_steps: int
    total_steps: int
    steps_per_second: float | None
    phase: str | None
    stalled_since: datetime | None
    real_return: float | None
    model_return: float | None
    measures: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    attempt: int
    max_attempts: int
    worker_id: str | None
    failure_reason: str | None
    parent_id: str | None
    priority: int
    paused_at: datetime | None
    waits_for: str | None
    is_archived: bool
    is_pinned: bool
    deleted_at: datetime | None


IS_ARCHIVED = Run.archived_at.is_not(None)
IS_PINNED = Run.pinned_at.is_not(None)
_MADE: dict[str, Any] = {
    "is_archived": IS_ARCHIVED,
    "is_pinned": IS_PINNED,
    "experiment_name": Experiment.name,
    "improver": IMPROVER,
    "measures": cast(Run.measures, Text),
}
_COLUMNS = [
    _MADE[name].label(name) if name in _MADE else getattr(Run, name) for name in ListedRun._fields
]
# All runs, to be narrowed and ordered. Made once: that takes as long as some rows.
LISTED: Select[Any] = select(*_COLUMNS).join(Experiment, Experiment.id == Run.experiment_id)


def read(session: Session, query: Select[Any]) -> list[ListedRun]:
    """The rows of `LISTED`, narrowed and ordered."""
    return [ListedRun(*row) for row in session.execute(query)]


def get_many(session: Session, run_ids: Sequence[str]) -> list[ListedRun]:
    """These runs, each once, in the order of their ids. Deleted ones are among them."""
    rows = read(session, LISTED.where(Run.id.in_(run_ids)))
    found = {row.id: row for row in rows}
    return [found[run_id] for run_id in dict.fromkeys(run_ids) if run_id in found]

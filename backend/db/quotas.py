"""How many runs of one account may wait. How many may run is a rule of claims (`waiting.py`)."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.db.status import Status
from backend.db.tables import Run
from backend.db.visibility import ALL
from backend.db.waiting import rules_of

USUAL_QUEUED = 1_000


class OwnRuns(NamedTuple):
    """How many runs of one account wait, paused ones too, and how many run."""

    waiting: int
    running: int


def most_queued(session: Session) -> int:
    """How many runs of one account may wait."""
    return rules_of(session).max_queued_per_account or USUAL_QUEUED


def own_runs(session: Session, account_id: str) -> OwnRuns:
    """The runs of an account that wait and run, also where it no longer sees them."""
    query = (
        select(Run.status, func.count().label("runs"))
        .where(
            Run.account_id == account_id,
            Run.status.in_([Status.QUEUED, Status.RUNNING]),
            Run.deleted_at.is_(None),
        )
        .group_by(Run.status)
    )
    found = {row.status: row.runs for row in session.execute(query, execution_options=ALL)}
    return OwnRuns(found.get(Status.QUEUED, 0), found.get(Status.RUNNING, 0))

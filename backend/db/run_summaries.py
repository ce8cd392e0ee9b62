"""What was made of runs, kept while they do not change, so that no process makes it again.

A summary counts as long as its run has the tag that it had, and the code that made it is the same.
Whoever makes one while reading hands it over here; it is stored later, by a session that writes.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict, cast

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from backend.db.base import upsert
from backend.db.kept_tables import RunSummary, RunTag
from backend.db.status import Status
from backend.db.tables import Run

# By which a session finds those that wait to be stored.
WAITING = "waiting_summaries"
# Of 500 runs four each; what nobody stores in time is made again when it is asked for.
MOST_WAITING = 8_000
FINAL = tuple(status.value for status in Status if status.is_final)
Waiting = deque["Summary"]


class Summary(TypedDict):
    """One of a run's summaries: a row of `run_summaries`."""

    run_id: str
    name: str
    tag: int | None
    code: str
    data: bytes


def read(
    session: Session, tags: Mapping[str, int | None], name: str, code: str
) -> dict[str, bytes]:
    """The summaries of this name that still count, by run.

    Args:
        session: To read with.
        tags: The runs, and the tags that they have now.
        name: What is asked for.
        code: The code as it is.
    """
    query = select(RunSummary.run_id, RunSummary.tag, RunSummary.data).where(
        RunSummary.run_id.in_(tags), RunSummary.name == name, RunSummary.code == code
    )
    return {run_id: data for run_id, tag, data in session.execute(query) if tags[run_id] == tag}


def hand_over(session: Session, summaries: Iterable[Summary]) -> None:
    """Leave summaries to whoever stores those of this session's database; forgotten if nobody."""
    waiting = cast("Waiting | None", session.info.get(WAITING))
    if waiting is not None:
        waiting.extend(summaries)


def store(session: Session, summaries: Sequence[Summary]) -> None:
    """Store summaries in place of those of the same names; of a run that is gone none is stored."""
    rows: dict[tuple[str, str], Summary] = {(s["run_id"], s["name"]): s for s in summaries}
    run_ids = {run_id for run_id, _ in rows}
    left = set(session.scalars(select(Run.id).where(Run.id.in_(run_ids))))
    kept: list[dict[str, Any]] = [{**row} for row in rows.values() if row["run_id"] in left]
    if kept:
        new = upsert(session, RunSummary)
        same = {name: new.excluded[name] for name in ("tag", "code", "data")}
        session.execute(
            new.on_conflict_do_update(index_elements=["run_id", "name"], set_=same), kept
        )


def ended_without(
    session: Session, name: str, code: str, most: int
) -> list[tuple[str, int | None]]:
    """Ended runs, with their tags, that have no summary of this name that counts; newest first."""
    counts = exists().where(
        RunSummary.run_id == Run.id,
        RunSummary.name == name,
        RunSummary.code == code,
        RunSummary.tag.is_not_distinct_from(RunTag.tag),
    )
    query = (
        select(Run.id, RunTag.tag)
        .outerjoin(RunTag, RunTag.run_id == Run.id)
        .where(Run.status.in_(FINAL), Run.deleted_at.is_(None), ~counts)
        .order_by(Run.created_at.desc(), Run.id)
        .limit(most)
    )
    return [(row.id, row.tag) for row in session.execute(query)]

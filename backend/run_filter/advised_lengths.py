"""Advised rollout lengths of runs that the keeper has not come to yet: those that still run."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.db import profiles, series
from backend.db.kept_tables import RunTag
from backend.db.tables import Run
from backend.groups.keeper import WHOLE
from backend.groups.known_runs import KNOWN_RUNS, made_of, spec_of
from backend.run_filter.kept_numbers import is_kept
from backend.verdict.advised_length import advised_length

# The newest, at most: more would hold up a list.
MOST_LOOKED_UP = 500
REAL, LENGTHS = "return/real", "episode/length"


def lengths_of_others(session: Session) -> dict[str, float]:
    """By their latest evaluations; nothing of a run before its first."""
    lacking = (
        select(Run.id, RunTag.tag)
        .outerjoin(RunTag, RunTag.run_id == Run.id)
        .where(Run.deleted_at.is_(None), Run.env_steps > 0, ~is_kept(WHOLE))
    )
    newest = lacking.order_by(Run.created_at.desc(), Run.id).limit(MOST_LOOKED_UP)
    tagged = [(run_id, tag) for run_id, tag in session.execute(newest)]

    def make(runs: Sequence[Run]) -> Mapping[str, float | None]:
        return _lengths(session, runs)

    runs = KNOWN_RUNS.read(session, tagged)
    advised = made_of(runs, "advised length so far", make)
    return {run_id: length for run_id, length in advised.items() if length is not None}


def _lengths(session: Session, runs: Sequence[Run]) -> dict[str, float | None]:
    ids = [run.id for run in runs]
    errors, gaps = (
        {each.run_id: each for each in profiles.read_at(session, ids, kind, "current")}
        for kind in ("horizon-error", "return-gap")
    )
    measured = [run for run in runs if run.id in errors]
    told = series.read(session, [run.id for run in measured], [REAL, LENGTHS])
    lengths: dict[str, float | None] = dict.fromkeys(ids)
    for run in measured:
        real, steps = (told.get((run.id, key), series.EMPTY) for key in (REAL, LENGTHS))
        found = advised_length(spec_of(run), errors[run.id], gaps.get(run.id), real, steps)
        lengths[run.id] = float(found.advice.length)
    return lengths

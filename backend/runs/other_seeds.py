"""Seeds that a run's spec was not yet run with, to run it again with."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.db import experiments
from backend.db.tables import Run
from backend.runs.command import seeds_text
from backend.runs.launch_schemas import OtherSeeds
from backend.runs.run_view import existing_run

LARGEST_SEED = 2**31 - 1


def other_seeds(session: Session, run_id: str, count: int) -> OtherSeeds:
    """The next seeds after those that the run's experiment has of the same spec.

    Raises:
        Unknown: When there is no such run.
    """
    run = existing_run(session, run_id)
    # Columns first: comparing every spec of a large experiment would read them all.
    alike = select(Run.id, Run.seed, Run.spec).where(
        Run.experiment_id == run.experiment_id,
        Run.deleted_at.is_(None),
        Run.environment == run.environment,
        Run.version == run.version,
        Run.rollout_length == run.rollout_length,
        Run.total_steps == run.total_steps,
    )
    asked = _without_seed(run.spec)
    same = {
        run_id: seed
        for run_id, seed, spec in session.execute(alike)
        if _without_seed(spec) == asked
    }
    taken = set(same.values())
    seeds = free_seeds(taken | {run.seed}, count)
    experiment = experiments.get(session, run.experiment_id)
    return OtherSeeds(
        taken=sorted(taken),
        free=seeds_text(seeds),
        seeds=seeds,
        run_ids=sorted(same),
        experiment="" if experiment is None else experiment.name,
    )


def free_seeds(taken: set[int], count: int) -> list[int]:
    """So many seeds in a row after the largest, or the smallest free ones where none is larger."""
    first = max(taken) + 1
    if first + count - 1 <= LARGEST_SEED:
        return list(range(first, first + count))
    free = (seed for seed in range(len(taken) + count) if seed not in taken)
    return [next(free) for _ in range(count)]


def _without_seed(spec: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in spec.items() if name != "seed"}

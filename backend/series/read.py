"""What of the series and profiles a request gets to see."""

from math import isfinite

import numpy as np
from sqlalchemy.orm import Session

from backend.authorisation import Principal
from backend.db import profiles, series, trajectories
from backend.db.series import Points
from backend.errors import RequestRefused
from backend.schemas import listed
from backend.selection.selected_runs import MOST_RUNS_ONE_BY_ONE, selected_runs
from backend.series.schemas import (
    ProfileQuery,
    ProfileView,
    RolloutView,
    SeriesQuery,
    SeriesView,
    TrajectoriesQuery,
    TrajectoriesView,
)
from backend.spec.problems import FieldProblem, shortened
from backend.spec.series import SERIES
from backend.thinning import kept_indices

# An evaluation's trajectories take up to 220 kB, and a run has many evaluations.
MOST_PICTURED = 20


def read_series(
    session: Session, principal: Principal, query: SeriesQuery
) -> dict[tuple[str, str], Points]:
    """The stored series of the runs, in full; with wall times where a file is asked for.

    Raises:
        RequestRefused: When a key is not one that runs report.
    """
    run_ids = [run.id for run in selected_runs(session, principal, query, MOST_RUNS_ONE_BY_ONE)]
    keys = listed(query.keys)
    unknown = next((key for key in keys if key not in SERIES), None)
    if unknown is not None:
        raise RequestRefused(
            FieldProblem("keys", shortened(unknown), f"allowed: {', '.join(SERIES)}")
        )
    has_walls = query.format != "json"
    found = series.read(session, run_ids, keys or list(SERIES), with_walls=has_walls)
    order = {run_id: place for place, run_id in enumerate(run_ids)}
    return dict(sorted(found.items(), key=lambda item: (order[item[0][0]], item[0][1])))


def read_profiles(
    session: Session, principal: Principal, query: ProfileQuery
) -> list[profiles.StoredProfile]:
    """The stored profiles of the runs."""
    run_ids = [run.id for run in selected_runs(session, principal, query, MOST_RUNS_ONE_BY_ONE)]
    if query.env_step is None:
        return profiles.read(session, run_ids, query.kind, query.policy)
    return profiles.read_at(session, run_ids, query.kind, query.policy, query.env_step)


def series_view(place: tuple[str, str], points: Points, most: int) -> SeriesView:
    """A series as JSON, downsampled to about `most` points."""
    kept = kept_indices(points.steps, points.values, most)
    return SeriesView(
        run_id=place[0],
        key=place[1],
        steps=points.steps[kept].tolist(),
        values=nullable(points.values[kept]),
        total_points=len(points.steps),
        downsampled=len(kept) < len(points.steps),
        non_finite=int((~np.isfinite(points.values)).sum()),
    )


def profile_view(profile: profiles.StoredProfile) -> ProfileView:
    """A profile as JSON."""
    return ProfileView(
        run_id=profile.run_id,
        kind=profile.kind,
        policy=profile.policy,
        env_step=profile.env_step,
        propagation=profile.propagation,
        horizon=profile.horizon.tolist(),
        mean=nullable(profile.mean),
        q10=nullable(profile.q10),
        q50=nullable(profile.q50),
        q90=nullable(profile.q90),
        count=profile.count.tolist(),
    )


def read_trajectories(
    session: Session, principal: Principal, query: TrajectoriesQuery
) -> list[trajectories.StoredTrajectories]:
    """The stored trajectories of the runs.

    Raises:
        RequestRefused: For more runs than fit into one answer.
    """
    run_ids = [run.id for run in selected_runs(session, principal, query, MOST_RUNS_ONE_BY_ONE)]
    if len(run_ids) > MOST_PICTURED:
        allowed = f"at most {MOST_PICTURED} runs at once"
        raise RequestRefused(FieldProblem("runs", f"{len(run_ids)} runs", allowed))
    if query.env_step is None:
        return trajectories.read(session, run_ids)
    return trajectories.read_at(session, run_ids, query.env_step)


def trajectories_view(recorded: trajectories.StoredTrajectories) -> TrajectoriesView:
    """Trajectories as JSON."""
    return TrajectoriesView(
        run_id=recorded.run_id,
        env_step=recorded.env_step,
        rollout_length=recorded.rollout_length,
        dimensions=recorded.dimensions.tolist(),
        real=[nullable(row) for row in recorded.real],
        rollouts=[
            RolloutView(
                start=each.start,
                imagined=[nullable(row) for row in each.imagined],
                world=[nullable(row) for row in each.world],
            )
            for each in recorded.rollouts
        ],
    )


def nullable(values: np.ndarray) -> list[float | None]:
    """Numbers for JSON, which has neither NaN nor infinity."""
    numbers: list[float | None] = values.astype(float).tolist()
    if np.isfinite(values).all():
        return numbers
    return [each if each is not None and isfinite(each) else None for each in numbers]

"""What is said of the seeds of groups on request: robust means, whole curves, who beats whom."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations

import numpy as np
from sqlalchemy.orm import Session

from backend.authorisation import Principal
from backend.comparison.group_words import over_runs
from backend.comparison.statistics_schemas import (
    ImprovementView,
    SeedStatistics,
    StatisticsQuery,
    StatisticsRow,
)
from backend.comparison.thresholds import (
    NOTHING,
    Threshold,
    share_cell,
    threshold_of,
)
from backend.db import series
from backend.db.series import Points
from backend.groups.coverage import method_words
from backend.groups.estimates import Estimate, estimate
from backend.groups.grouping import Group
from backend.groups.selected_runs import selected_groups, selected_runs
from backend.schemas import CellView, EstimateView
from backend.spec.seed_statistics import SEED_STATISTICS
from backend.statistics.improvement import improvement
from backend.statistics.learning import area, mean_of_last, steps_to
from backend.statistics.location import interquartile_mean, median
from backend.verdict.figures import estimated, figure

KEY = "return/real"
# Pairs of more groups than this are too many to read.
MOST_PAIRED = 6


@dataclass(frozen=True)
class Curve:
    """A run's real returns over real steps."""

    steps: np.ndarray
    values: np.ndarray

    @property
    def last(self) -> float:
        """The latest; NaN before the first."""
        return float(self.values[-1]) if len(self.values) else float("nan")


def seed_statistics(
    session: Session, principal: Principal, query: StatisticsQuery
) -> SeedStatistics:
    """Group the runs and say of their real returns what was asked for.

    Raises:
        RequestRefused: When the query names no runs, too many, or groups by what no spec has.
        Unknown: When a run is not there, or not for the asker to see.
    """
    runs = selected_runs(session, principal, query)
    _, groups = selected_groups(runs, query.group_by)
    found = series.read(session, [run.id for run in runs], [KEY])
    curves = {run.id: _curve(found.get((run.id, KEY), series.EMPTY), query) for run in runs}
    environments = sorted({run.environment for run in runs})
    threshold = threshold_of(environments, query.threshold)
    rows = [_row(group, curves, threshold, query.last) for group in groups]
    return SeedStatistics(
        columns=[column.key for column in SEED_STATISTICS],
        names={column.key: column.name for column in SEED_STATISTICS},
        definitions={column.key: column.definition for column in SEED_STATISTICS},
        groups=rows,
        improvements=_improvements(groups, curves) if len(environments) <= 1 else [],
        threshold=None if threshold is None else threshold.value,
        threshold_words="" if threshold is None else threshold.source,
        method=method_words([len(group.members) for group in groups]),
    )


def _curve(points: Points, query: StatisticsQuery) -> Curve:
    until = np.inf if query.env_step is None else query.env_step
    usable = points.steps <= until
    return Curve(points.steps[usable].astype(float), points.values[usable])


def _row(
    group: Group, curves: Mapping[str, Curve], threshold: Threshold | None, count: int
) -> StatisticsRow:
    of_group = [curves[run_id] for run_id in group.run_ids]
    last = [curve.last for curve in of_group]
    estimates = {
        "mean": estimate(last),
        "median": median(last),
        "interquartile_mean": interquartile_mean(last),
        "mean_of_last": estimate([mean_of_last(curve.values, count) for curve in of_group]),
        "area": estimate([area(curve.steps, curve.values) for curve in of_group]),
    }
    reached = [] if threshold is None else [_reached(curve, threshold) for curve in of_group]
    return StatisticsRow(
        index=group.index,
        key=group.key,
        label=group.label,
        run_ids=group.run_ids,
        estimates={
            name: EstimateView.model_validate(asdict(each)) for name, each in estimates.items()
        },
        steps_to_threshold=[None if step is None or np.isinf(step) else step for step in reached],
        cells={
            **{name: _cell(each, len(of_group)) for name, each in estimates.items()},
            "reached": share_cell(
                [curve.last for curve in of_group if len(curve.values)], threshold
            ),
            "steps_to_threshold": _steps_cell(reached),
        },
    )


def _reached(curve: Curve, threshold: Threshold) -> float | None:
    if len(curve.values) == 0:
        return None
    return steps_to(curve.steps, curve.values, threshold.value)


def _cell(value: Estimate, runs: int) -> CellView:
    words = over_runs(EstimateView.model_validate(asdict(value)), runs)
    return CellView(words=words, order=value.mean, warning=None)


def _steps_cell(reached: Sequence[float | None]) -> CellView:
    """The median over the seeds, of which those that never reach it count as later than all."""
    known = [step for step in reached if step is not None]
    if not known:
        return NOTHING
    never = sum(np.isinf(step) for step in known)
    # Between a step and never lies never: numpy would take their mean.
    middle = float(np.quantile(known, 0.5, method="higher"))
    late = f", {never} of {len(known)} not reached" if never else ""
    words = "not reached" if never == len(known) else f"{_middle(middle)}{late}"
    return CellView(words=words, order=None if np.isinf(middle) else middle, warning=None)


def _middle(step: float) -> str:
    return "median beyond the runs" if np.isinf(step) else figure(step)


def _improvements(groups: Sequence[Group], curves: Mapping[str, Curve]) -> list[ImprovementView]:
    if len(groups) > MOST_PAIRED:
        return []
    last = {
        group.key: [curves[run_id].last for run_id in group.run_ids if len(curves[run_id].values)]
        for group in groups
    }
    views = []
    for one, other in combinations(groups, 2):
        found = improvement(last[one.key], last[other.key])
        if found is None:
            continue
        words = (
            f"{estimated(found.probability, found.low, found.high)}, {found.m} against {found.n}"
        )
        views.append(
            ImprovementView(
                first=one.label,
                second=other.label,
                probability=found.probability,
                low=found.low,
                high=found.high,
                words=words,
            )
        )
    return views

"""What is said of the seeds of groups on request: robust means, whole curves, who beats whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations

import numpy as np
from sqlalchemy.orm import Session

from backend.authorisation import Principal
from backend.comparison.group_words import over_runs
from backend.comparison.statistics_schemas import (
    ImprovementView,
    SeedStatistics,
    ShareView,
    StatisticsQuery,
    StatisticsRow,
)
from backend.comparison.thresholds import (
    NOTHING,
    Threshold,
    share_cell,
    threshold_of,
)
from backend.db.series import Points
from backend.groups.coverage import method_words, pooled_words
from backend.groups.estimates import Estimate, estimate
from backend.groups.final_returns import last, returns_until
from backend.groups.grouping import Group
from backend.groups.references import References, references
from backend.groups.selected_runs import selected_groups, selected_runs
from backend.schemas import CellView
from backend.spec.seed_statistics import SEED_STATISTICS
from backend.statistics.improvement import improvement
from backend.statistics.learning import area, mean_of_last, steps_to
from backend.statistics.location import interquartile_mean, median
from backend.statistics.pooled import pooled_iqm
from backend.statistics.shares import share_reaching
from backend.verdict.figures import estimated, figure

# Pairs of more groups than this are too many to read.
MOST_PAIRED = 6
SCORE = "normalised_score"
NOT_KNOWN = Estimate(None, None, None, 0)


@dataclass(frozen=True)
class Asked:
    """What is known of the runs, and what is asked of them.

    Attributes:
        curves: Real returns of each run.
        environments: Name of each run's environment.
        references: What the returns are measured against.
        threshold: The return to reach, if there is one.
        last: Evaluations in the mean of the last.
    """

    curves: Mapping[str, Points]
    environments: Mapping[str, str]
    references: References
    threshold: Threshold | None
    last: int

    def final(self, group: Group) -> list[float]:
        """The latest real return of each of a group's runs."""
        return [last(self.curves[run_id]) for run_id in group.run_ids]

    def evaluated(self, group: Group) -> list[Points]:
        """The curves of those that have been evaluated, whatever came of it."""
        curves = [self.curves[run_id] for run_id in group.run_ids]
        return [curve for curve in curves if len(curve.values)]

    def scores(self, group: Group) -> dict[str, float]:
        """The normalised score of each of them, by run."""
        return {
            run_id: self.references.score(run_id, value)
            for run_id, value in zip(group.run_ids, self.final(group), strict=True)
        }


def seed_statistics(
    session: Session, principal: Principal, query: StatisticsQuery, artifacts: str
) -> SeedStatistics:
    """Group the runs and say of their real returns what was asked for.

    Raises:
        RequestRefused: When the query names no runs, too many, or groups by what no spec has.
        Unknown: When a run is not there, or not for the asker to see.
    """
    runs = selected_runs(session, principal, query)
    _, groups = selected_groups(runs, query.group_by)
    environments = {run.id: run.environment for run in runs}
    names = sorted(set(environments.values()))
    threshold = threshold_of(names, query.threshold)
    asked = Asked(
        returns_until(session, [run.id for run in runs], query.env_step),
        environments,
        references(artifacts, runs),
        threshold,
        query.last,
    )
    columns = [each for each in SEED_STATISTICS if each.key != SCORE or asked.references.found]
    keys = [column.key for column in columns]
    return SeedStatistics(
        columns=keys,
        names={column.key: column.name for column in columns},
        definitions={column.key: column.definition for column in columns},
        groups=[_row(group, asked, keys) for group in groups],
        improvements=_improvements(groups, asked) if len(names) <= 1 else [],
        threshold=None if threshold is None else threshold.value,
        threshold_words="" if threshold is None else threshold.source,
        references=asked.references.words,
        method=_method(groups, asked),
    )


def _method(groups: Sequence[Group], asked: Asked) -> str:
    pooled = [asked.references.by_task(asked.scores(group)) for group in groups]
    several = [len(runs) for tasks in pooled if len(tasks) > 1 for runs in tasks]
    words = (method_words([len(group.members) for group in groups]), pooled_words(several))
    return " ".join(filter(None, words))


def _row(group: Group, asked: Asked, columns: Sequence[str]) -> StatisticsRow:
    final, scores = asked.final(group), asked.scores(group)
    # Returns of several environments have no mean.
    is_one = len({asked.environments[run_id] for run_id in group.run_ids}) == 1
    curves = [asked.curves[run_id] for run_id in group.run_ids] if is_one else []
    threshold = asked.threshold if is_one else None
    estimates = _estimates(curves, asked.last) | {SCORE: _score(asked.references.by_task(scores))}
    told = {name: each for name, each in estimates.items() if name in columns}
    reached = [] if threshold is None else [_reached(curve, threshold) for curve in curves]
    evaluated = [last(curve) for curve in asked.evaluated(group)]
    share = None if threshold is None else share_reaching(evaluated, threshold.value)
    return StatisticsRow(
        index=group.index,
        key=group.key,
        label=group.label,
        run_ids=group.run_ids,
        seeds=group.seeds,
        final_returns=_finite(final),
        normalised_scores=_finite(scores.values()),
        reached=None if share is None else ShareView.model_validate(asdict(share)),
        estimates={name: each.view for name, each in told.items()},
        steps_to_threshold=_finite(reached),
        cells={
            **{name: _cell(each, len(group.run_ids)) for name, each in told.items()},
            "reached": share_cell(evaluated, threshold),
            "steps_to_threshold": _steps_cell(reached),
        },
    )


def _estimates(curves: Sequence[Points], count: int) -> dict[str, Estimate]:
    final = [last(curve) for curve in curves]
    return {
        "mean": estimate(final),
        "median": median(final),
        "interquartile_mean": interquartile_mean(final),
        "mean_of_last": estimate([mean_of_last(curve.values, count) for curve in curves]),
        "area": estimate([area(curve.steps.astype(float), curve.values) for curve in curves]),
    }


def _score(tasks: Sequence[Sequence[float]]) -> Estimate:
    """The mean of one task's scores, which are its returns in another unit; else the pooled IQM."""
    if not tasks:
        return NOT_KNOWN
    return estimate(tasks[0]) if len(tasks) == 1 else pooled_iqm(tasks)


def _finite(values: Iterable[float | None]) -> list[float | None]:
    return [None if value is None or not np.isfinite(value) else value for value in values]


def _reached(curve: Points, threshold: Threshold) -> float | None:
    if len(curve.values) == 0:
        return None
    return steps_to(curve.steps.astype(float), curve.values, threshold.value)


def _cell(value: Estimate, runs: int) -> CellView:
    words = over_runs(value.view, runs)
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


def _improvements(groups: Sequence[Group], asked: Asked) -> list[ImprovementView]:
    if len(groups) > MOST_PAIRED:
        return []
    final = {group.key: [last(curve) for curve in asked.evaluated(group)] for group in groups}
    views = []
    for one, other in combinations(groups, 2):
        found = improvement(final[one.key], final[other.key])
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

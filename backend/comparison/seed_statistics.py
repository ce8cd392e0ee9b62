"""What is said of the seeds of groups on request: robust means, whole curves, who beats whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations

import numpy as np
from sqlalchemy.orm import Session

from backend.authorisation import Principal
from backend.comparison.statistics_schemas import (
    ImprovementView,
    SeedStatistics,
    ShareView,
    StatisticsQuery,
    StatisticsRow,
)
from backend.comparison.statistics_words import (
    diverged_words,
    failed_words,
    improvement_words,
    lost_words,
    mean_cell,
    named,
    not_evaluated_words,
    ranked_cell,
    steps_cell,
    unit_words,
)
from backend.comparison.thresholds import Threshold, share_cell, threshold_of
from backend.db.series import Points
from backend.db.tables import Run
from backend.groups.coverage import (
    improvement_words as improvement_method,
)
from backend.groups.coverage import (
    method_words,
    pooled_words,
    robust_words,
)
from backend.groups.estimates import NOT_KNOWN, Estimate, estimate, within
from backend.groups.final_returns import failed_unmeasured, last, returns_until
from backend.groups.grouping import Group
from backend.groups.references import References, references
from backend.groups.selected_runs import selected_groups, selected_runs
from backend.spec.diagnostic import Diagnostic
from backend.spec.seed_statistics import SEED_STATISTICS
from backend.statistics.censored import Place, spread
from backend.statistics.improvement import improvement
from backend.statistics.learning import area, mean_of_last, steps_to
from backend.statistics.location import interquartile_mean, median
from backend.statistics.payable import Payable, payable
from backend.statistics.pooled import pooled_iqm
from backend.statistics.shares import share_reaching

# Pairs of more groups than this are too many to read.
MOST_PAIRED = 6
SCORE = "normalised_score"
MEANS = ("mean", "mean_of_last", "area")
OF_THRESHOLD = frozenset({"reached", "steps_to_threshold"})


@dataclass(frozen=True)
class Asked:
    """What is known of the runs, and what is asked of them.

    Attributes:
        curves: Real returns of each run.
        failed: The runs that failed before their first evaluation.
        environments: Name of each run's environment.
        references: What the returns are measured against.
        threshold: The return to reach, if there is one.
        last: Evaluations in the mean of the last.
        bounds: What an episode can pay at all.
    """

    curves: Mapping[str, Points]
    failed: frozenset[str]
    environments: Mapping[str, str]
    references: References
    threshold: Threshold | None
    last: int
    bounds: Payable

    def final(self, group: Group) -> list[float]:
        """The latest real return of each of a group's runs."""
        return [last(self.curves[run_id]) for run_id in group.run_ids]

    def counted(self, group: Group) -> list[str]:
        """Those that were evaluated, whatever came of it, or failed before they were."""
        return [
            run_id
            for run_id in group.run_ids
            if len(self.curves[run_id].values) or run_id in self.failed
        ]

    def ended(self, group: Group) -> list[float]:
        """Their latest real returns; not a number where one diverged or failed."""
        return [last(self.curves[run_id]) for run_id in self.counted(group)]

    def scores(self, group: Group) -> dict[str, float]:
        """The normalised score of each of them, by run."""
        return {
            run_id: self.references.score(run_id, last(self.curves[run_id]))
            for run_id in self.counted(group)
        }

    @property
    def columns(self) -> list[Diagnostic]:
        """What can be said of them."""
        return [
            each
            for each in SEED_STATISTICS
            if (each.key != SCORE or self.references.found)
            and (each.key not in OF_THRESHOLD or self.threshold is not None)
        ]


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
    threshold = threshold_of(_environments(runs), query.threshold)
    curves = returns_until(session, [run.id for run in runs], query.env_step)
    asked = Asked(
        curves,
        failed_unmeasured(runs, curves, query.env_step),
        environments,
        references(artifacts, runs),
        threshold,
        query.last,
        payable(runs),
    )
    rows = [_row(group, asked) for group in groups]
    names = named(asked.columns, query.last)
    return SeedStatistics(
        columns=[column.key for column in asked.columns],
        names=names,
        units={column.key: column.unit for column in asked.columns},
        unit_words=unit_words(asked.columns, names),
        definitions={column.key: column.definition for column in asked.columns},
        groups=rows,
        improvements=_improvements(groups, asked) if len(_environments(runs)) <= 1 else [],
        threshold=None if threshold is None else threshold.value,
        threshold_words="" if threshold is None else threshold.source,
        references=asked.references.words,
        methods=_methods(groups, rows, asked),
    )


def _environments(runs: Sequence[Run]) -> list[str]:
    """Names of the runs' environments, each once."""
    return sorted({run.environment for run in runs})


def _methods(groups: Sequence[Group], rows: Sequence[StatisticsRow], asked: Asked) -> list[str]:
    pooled = [asked.references.by_task(asked.scores(group)) for group in groups]
    several = [len(runs) for tasks in pooled if len(tasks) > 1 for runs in tasks]
    ended = [asked.ended(group) for group in groups]
    seeds = list(map(len, ended))
    returns = [row.estimates[key] for row in rows for key in row.estimates if key != SCORE]
    words = (
        method_words([int(np.isfinite(each).sum()) for each in ended]),
        *robust_words(seeds),
        improvement_method(seeds),
        pooled_words(several),
        asked.bounds.words((each.low, each.high) for each in returns),
        diverged_words(sum(row.diverged for row in rows)),
        failed_words(sum(row.failed for row in rows)),
        not_evaluated_words(sum(len(row.run_ids) for row in rows) - sum(seeds)),
    )
    return list(filter(None, words))


def _row(group: Group, asked: Asked) -> StatisticsRow:
    final, scores = asked.final(group), asked.scores(group)
    # Returns of several environments have no mean.
    is_one = len({asked.environments[run_id] for run_id in group.run_ids}) == 1
    counted = asked.counted(group)
    curves = [asked.curves[run_id] for run_id in counted] if is_one else []
    threshold = asked.threshold if is_one else None
    ended = asked.ended(group)
    failed = sum(run_id in asked.failed for run_id in counted)
    diverged = sum(not np.isfinite(each) for each in ended) - failed
    lost = lost_words(diverged, failed, len(ended))
    runs = len(group.run_ids)
    estimates = {
        key: within(each, asked.bounds.bounds) for key, each in _estimates(curves, asked).items()
    }
    tasks = asked.references.by_task(scores)
    estimates[SCORE] = _score(tasks)
    means = MEANS if len(tasks) > 1 else (*MEANS, SCORE)
    share = None if threshold is None else share_reaching(ended, threshold.value)
    steps = spread([] if threshold is None else [_place(curve, threshold) for curve in curves])
    reached = None if share is None else ShareView.model_validate(asdict(share))
    columns = [column.key for column in asked.columns]
    cells = {
        **{
            key: mean_cell(each, runs) if key in means else ranked_cell(each, runs, lost)
            for key, each in estimates.items()
        },
        "reached": share_cell(ended, threshold, runs),
        "steps_to_threshold": steps_cell(None if steps is None else steps.view, runs),
    }
    return StatisticsRow(
        index=group.index,
        key=group.key,
        label=group.label,
        run_ids=group.run_ids,
        seeds=group.seeds,
        diverged=diverged,
        failed=failed,
        final_returns=_finite(final),
        normalised_scores=_finite(scores.get(run_id) for run_id in group.run_ids),
        reached=reached,
        estimates={key: each.view for key, each in estimates.items() if key in columns},
        steps_to_threshold=[]
        if threshold is None
        else [_reached(asked.curves[run_id], threshold) for run_id in group.run_ids],
        steps_spread=None if steps is None else steps.view,
        cells={key: cells[key] for key in columns},
    )


def _estimates(curves: Sequence[Points], asked: Asked) -> dict[str, Estimate]:
    final = [last(curve) for curve in curves]
    return {
        "mean": estimate(final),
        "median": median(final),
        "interquartile_mean": interquartile_mean(final),
        "mean_of_last": estimate([mean_of_last(curve.values, asked.last) for curve in curves]),
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
    found = steps_to(curve.steps.astype(float), curve.values, threshold.value)
    return found if np.isfinite(found) else None


def _place(curve: Points, threshold: Threshold) -> Place:
    found = _reached(curve, threshold)
    # One that failed before its first evaluation did not reach it in the steps that it made.
    made = float(curve.steps[-1]) if len(curve.steps) else 0.0
    return Place(made, is_beyond=True) if found is None else Place(found)


def _improvements(groups: Sequence[Group], asked: Asked) -> list[ImprovementView]:
    if len(groups) > MOST_PAIRED:
        return []
    final = {group.key: asked.ended(group) for group in groups}
    views = []
    for one, other in combinations(groups, 2):
        found = improvement(final[one.key], final[other.key])
        if found is None:
            continue
        views.append(
            ImprovementView(
                first=one.label,
                second=other.label,
                probability=found.probability,
                low=found.low,
                high=found.high,
                words=improvement_words(found),
            )
        )
    return views

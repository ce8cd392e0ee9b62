"""What is said of the seeds of groups on request: robust means, whole curves, who beats whom."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import combinations

import numpy as np
from sqlalchemy.orm import Session

from backend.authorisation import Principal
from backend.comparison.asked_seeds import SCORE, Asked, Learned
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
from backend.db.tables import Run
from backend.groups.coverage import (
    improvement_words as improvement_method,
)
from backend.groups.coverage import (
    iqm_words,
    median_words,
    method_words,
    pooled_words,
)
from backend.groups.estimates import NOT_KNOWN, Estimate, estimate, within
from backend.groups.final_returns import failed_unmeasured, having_returns, returns_until
from backend.groups.grouping import Group, without_ends
from backend.groups.references import references
from backend.selection.selected_runs import selected_runs, shown_groups
from backend.statistics.censored import Place, spread
from backend.statistics.improvement import improvement
from backend.statistics.location import interquartile_mean, median
from backend.statistics.payable import bounds_words, payable
from backend.statistics.pooled import pooled_iqm
from backend.statistics.shares import share_reaching

# Pairs of more groups than this are too many to read.
MOST_PAIRED = 6
IQM = "interquartile_mean"
MEANS = ("mean", "mean_of_last", "area")


def seed_statistics(
    session: Session, principal: Principal, query: StatisticsQuery, artifacts: str
) -> SeedStatistics:
    """Group the runs and say of their real returns what was asked for.

    Raises:
        RequestRefused: When the query names no runs, too many, or groups by what no spec has.
        Unknown: When a run is not there, or not for the asker to see.
    """
    runs = selected_runs(session, principal, query)
    # Of runs that were chosen by their returns, returns tell nothing.
    groups = without_ends(shown_groups(session, runs, query))
    by_id = {run.id: run for run in runs}
    environments = {run.id: run.environment for run in runs}
    threshold = threshold_of(_environments(runs), query.threshold)
    curves, failed = _learned(session, runs, query, threshold)
    asked = Asked(
        curves,
        failed,
        environments,
        references(artifacts, runs),
        threshold,
        query.last,
        {group.key: payable([by_id[each] for each in group.run_ids]) for group in groups},
    )
    rows = [_row(group, asked) for group in groups]
    paired = _improvements(groups, asked) if len(_environments(runs)) <= 1 else []
    names = named(asked.columns, query.last)
    return SeedStatistics(
        columns=[column.key for column in asked.columns],
        names=names,
        units={column.key: column.unit for column in asked.columns},
        unit_words=unit_words(asked.columns, names),
        definitions={column.key: column.definition for column in asked.columns},
        groups=rows,
        improvements=paired,
        threshold=None if threshold is None else threshold.value,
        threshold_words="" if threshold is None else threshold.source,
        references=asked.references.words,
        methods=_methods(groups, rows, asked, is_paired=bool(paired)),
    )


def _learned(
    session: Session, runs: Sequence[Run], query: StatisticsQuery, threshold: Threshold | None
) -> tuple[dict[str, Learned], frozenset[str]]:
    """What each run's returns come to, and which runs failed before their first evaluation."""
    by_id, level = {run.id: run for run in runs}, None if threshold is None else threshold.value
    learned, failed = {}, set[str]()
    for run_id, returns in returns_until(session, [*by_id], query.env_step):
        learned[run_id] = Learned.of(returns, query.last, level)
        measured = having_returns({run_id: returns})
        failed |= failed_unmeasured([by_id[run_id]], measured, query.env_step)
    return learned, frozenset(failed)


def _environments(runs: Sequence[Run]) -> list[str]:
    """Names of the runs' environments, each once."""
    return sorted({run.environment for run in runs})


def _methods(
    groups: Sequence[Group], rows: Sequence[StatisticsRow], asked: Asked, *, is_paired: bool
) -> list[str]:
    """How the intervals that stand there are made: said of as many seeds as each is over."""
    tasks = [asked.references.by_task(asked.scores(group)) for group in groups]
    ended = [len(asked.counted(group)) for group in groups]
    told = [
        (asked.bounds[group.key], key, each)
        for group, row in zip(groups, rows, strict=True)
        for key, each in row.estimates.items()
    ]
    scores = [
        row.estimates[SCORE].n
        for row, of in zip(rows, tasks, strict=True)
        if SCORE in row.estimates and len(of) == 1
    ]
    words = (
        method_words([*(each.n for _, key, each in told if key in MEANS), *scores]),
        median_words([each.n for _, key, each in told if key == "median"]),
        iqm_words([each.n for _, key, each in told if key == IQM and each.low is not None]),
        improvement_method(ended if is_paired else []),
        pooled_words([min(map(len, of)) for of in tasks if len(of) > 1]),
        bounds_words((of, each.low, each.high) for of, key, each in told if key != SCORE),
        diverged_words(sum(row.diverged for row in rows)),
        failed_words(sum(row.failed for row in rows)),
        not_evaluated_words(sum(len(row.run_ids) for row in rows) - sum(ended)),
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
        key: within(each, asked.bounds[group.key].bounds)
        for key, each in _estimates(curves).items()
    }
    tasks = asked.references.by_task(scores)
    estimates[SCORE] = _score(tasks)
    means = MEANS if len(tasks) > 1 else (*MEANS, SCORE)
    share = None if threshold is None else share_reaching(ended, threshold.value)
    steps = spread([] if threshold is None else [_place(curve) for curve in curves])
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
        else [_reached(asked.curves[run_id]) for run_id in group.run_ids],
        steps_spread=None if steps is None else steps.view,
        cells={key: cells[key] for key in columns},
    )


def _estimates(curves: Sequence[Learned]) -> dict[str, Estimate]:
    final = [curve.final for curve in curves]
    return {
        "mean": estimate(final),
        "median": median(final),
        IQM: interquartile_mean(final),
        "mean_of_last": estimate([curve.mean_of_last for curve in curves]),
        "area": estimate([curve.area for curve in curves]),
    }


def _score(tasks: Sequence[Sequence[float]]) -> Estimate:
    """The mean of one task's scores, which are its returns in another unit; else the pooled IQM."""
    if not tasks:
        return NOT_KNOWN
    return estimate(tasks[0]) if len(tasks) == 1 else pooled_iqm(tasks)


def _finite(values: Iterable[float | None]) -> list[float | None]:
    return [None if value is None or not np.isfinite(value) else value for value in values]


def _reached(curve: Learned) -> float | None:
    return curve.reached if np.isfinite(curve.reached) else None


def _place(curve: Learned) -> Place:
    found = _reached(curve)
    # One that failed before its first evaluation did not reach it in the steps that it made.
    return Place(curve.steps, is_beyond=True) if found is None else Place(found)


def _pairs(groups: Sequence[Group]) -> list[tuple[Group, Group]]:
    """Who is set against whom: each against the baseline where there is one, else all if few."""
    baseline = next((group for group in groups if group.is_baseline), None)
    if baseline is not None:
        return [(group, baseline) for group in groups if group is not baseline]
    return list(combinations(groups, 2)) if len(groups) <= MOST_PAIRED else []


def _improvements(groups: Sequence[Group], asked: Asked) -> list[ImprovementView]:
    final = {group.key: asked.ended(group) for group in groups}
    views = []
    for one, other in _pairs(groups):
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

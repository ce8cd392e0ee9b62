"""The rule of a comparison: one evaluation of each run, one estimate for each group."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend.authorisation import Principal
from backend.comparison.against import against_baseline
from backend.comparison.differences import differences
from backend.comparison.error_words import along_whom, error_reading, main_policy
from backend.comparison.group_words import group_note, interval_words, size_words
from backend.comparison.question import question
from backend.comparison.return_words import (
    is_above_zero,
    returns_reading,
    returns_title,
    whole_gap,
)
from backend.comparison.run_numbers import KIND, AskedOfRuns, Numbers, measured_of, steps_of
from backend.comparison.schemas import (
    ComparedGroup,
    Comparison,
    ComparisonQuery,
    DeletedRun,
)
from backend.comparison.thresholds import Threshold, share_cell, threshold_of
from backend.comparison.worth_words import worth_reading
from backend.db.status import Status
from backend.db.tables import Run
from backend.groups.coverage import method_words
from backend.groups.estimates import NOT_KNOWN, Estimate, of_runs, within
from backend.groups.grouping import Group, copies_words
from backend.groups.latest import latest_words
from backend.groups.shared_suite import SharedSuite, shared_suite
from backend.groups.singles import any_singles
from backend.schemas import CellView, EstimateView, RunCounts, Tally
from backend.selection.selected_runs import candidates, counted_runs, selected_groups, selected_runs
from backend.spec.compared_columns import COMPARED_COLUMNS
from backend.spec.curves import CURVES
from backend.spec.diagnostic import DataPolicy, Middle, Policies
from backend.statistics.apart import over_runs
from backend.statistics.middle import OF_ORDER, middle_estimate
from backend.statistics.payable import Payable, bounds_words, payable
from backend.verdict.break_even import cell as break_even_cell
from backend.verdict.break_even import tallied as break_evens
from backend.verdict.growth import Growth
from backend.verdict.growth_tally import tallied, tally_cell, tally_words
from backend.verdict.growth_words import growth_sentence

VERDICTS = frozenset({"growth", "break_even", "reached"})
SCALES = {column.key: column.scale for column in COMPARED_COLUMNS if column.key not in VERDICTS}
OF_RETURNS = ("real_return", "model_return", "gap")
PLEASED = "The whole interval lies above zero: the policy pleases the model"


@dataclass(frozen=True)
class Asked:
    """What is asked of every group.

    Attributes:
        threshold: A return to reach, if there is one.
        along: Along whose episodes errors are.
        worth: What a run that is alone is worth beside naive predictors, in words.
        middle: What stands for a group; of single runs their mean.
    """

    threshold: Threshold | None
    along: DataPolicy
    worth: str
    middle: Middle = "mean"


def compare(session: Session, principal: Principal, query: ComparisonQuery) -> Comparison:
    """Group the runs and estimate their numbers."""
    runs = selected_runs(session, principal, query)
    by, groups = selected_groups(session, runs, query)
    counted = counted_runs(runs, groups)
    run_ids = [run.id for run in counted]
    shared = shared_suite(counted)
    policy = query.policy or CURVES[KIND].usual_policy(len(counted), share_suite=shared.is_shared)
    along = main_policy(policy)
    asked_of_runs = AskedOfRuns(query.env_step, along, shared.run_ids)
    measured = measured_of(session, counted, groups, asked_of_runs)
    longest = max(filter(None, (each.longest for each in measured.values())), default=None)
    horizon = query.horizon if longest is None else min(query.horizon, longest)
    by_id = {run.id: run for run in runs}
    numbers = {run_id: each.at(horizon) for run_id, each in measured.items()}
    suite_words = _suite_words(shared, query.policy) if len(counted) > 1 else ""
    differ = by if query.group_by is None else candidates(runs)
    environments = sorted({run.environment for run in runs})
    threshold = threshold_of(environments, query.threshold)
    copied = copies_words(groups)
    only = run_ids[0] if len(run_ids) == 1 else None
    worth = "" if only is None else worth_reading(session, only, along, query.env_step)
    asked = Asked(threshold, along, worth, query.middle)
    beside = against_baseline(groups, numbers, SCALES, returns_comparable=len(environments) <= 1)
    every = [
        _compared(group, by_id, numbers, asked).model_copy(
            update={"against": beside.get(group.index, {})}
        )
        for group in groups
    ]
    ends = {group.index for group in groups if group.is_end}
    # Of runs that were chosen by their results no sentence is said.
    compared = [group for group in every if not group.hidden and group.index not in ends]
    # Between environments no return is more than another.
    with_returns = compared if len(environments) <= 1 else []
    return Comparison(
        runs=len(runs),
        group_by=by,
        candidates=differ,
        groups=every,
        tags=sorted({tag for run in runs for tag in run.tags}),
        differences=differences(runs, differ),
        policy=policy,
        horizon=horizon,
        max_horizon=longest,
        env_step=query.env_step,
        env_steps=sorted(frozenset[int]().union(*steps_of(session, counted).values())),
        deleted=[DeletedRun(id=run.id, name=run.name) for run in runs if run.deleted_at],
        latest_words=latest_words(_steps(numbers.values())),
        size_words=size_words(len(runs), 1 if groups[0].part else len(groups)),
        reduced=groups[0].reduced,
        interval_words=interval_words(
            [group.seeds for group in groups if not group.is_end], _over(compared), query.middle
        ),
        draws_seeds=any_singles(len(group.members) for group in groups),
        interval_method=_method_words(compared, by_id),
        threshold=None if threshold is None else threshold.value,
        question=question([run.name for run in runs], len(groups), by, environments),
        environments=environments,
        returns_comparable=len(environments) <= 1,
        along=along_whom(policy),
        error_reading=" ".join(
            filter(None, (error_reading(compared, policy, horizon), suite_words, copied))
        ),
        returns_title=returns_title(with_returns),
        returns_reading=returns_reading(with_returns),
        whole_gap=whole_gap(compared),
    )


def _method_words(groups: Sequence[ComparedGroup], runs: Mapping[str, Run]) -> str:
    """How intervals are made and how far to rely on them; where those of returns are cut."""
    ends = bounds_words(
        (_payable(group.run_ids, runs), group.real_return.low, group.real_return.high)
        for group in groups
    )
    return " ".join(filter(None, (method_words(_over(groups)), ends)))


def _over(groups: Sequence[ComparedGroup]) -> list[int]:
    """How many runs each mean is over."""
    means: list[EstimateView] = [getattr(group, name) for group in groups for name in SCALES]
    return [each.n for each in means if each.mean is not None]


def _payable(run_ids: Sequence[str], runs: Mapping[str, Run]) -> Payable:
    return payable([runs[run_id] for run_id in run_ids])


def _suite_words(shared: SharedSuite, asked: Policies | None) -> str:
    """Who is left out along the suite, or why there is none; nothing where a reader chose."""
    if asked is None:
        return shared.instead
    return shared.left_out if asked == "suite" else ""


def _compared(
    group: Group,
    runs: Mapping[str, Run],
    numbers: Mapping[str, Numbers],
    asked: Asked,
) -> ComparedGroup:
    bounds, members = _payable(group.run_ids, runs), [numbers[each] for each in group.run_ids]
    # Returns of several environments have no mean, and no threshold in common.
    is_one = len({runs[run_id].environment for run_id in group.run_ids}) == 1
    threshold = asked.threshold if is_one else None
    estimates = {
        name: of_runs(
            _within(name, bounds, _middle(name, members, asked.middle)), are_chosen=group.is_end
        ).view
        if is_one or name not in OF_RETURNS
        else NOT_KNOWN.view
        for name in SCALES
    }
    growths = [member.growth for member in members]
    tally = tallied(
        growths,
        not_finite=sum(each.growth is None and not each.is_finite for each in members),
    )
    ahead = break_evens(member.break_even for member in members)
    statuses = _statuses([runs[run_id] for run_id in group.run_ids])
    return ComparedGroup(
        index=group.index,
        key=group.key,
        mark=group.mark,
        hidden=group.hidden,
        label=group.label,
        part=group.part,
        values=dict(group.values),
        run_ids=group.run_ids,
        seeds=group.seeds,
        statuses=statuses,
        note=group_note(
            group.seeds,
            statuses.model_dump(),
            deleted=sum(runs[run_id].deleted_at is not None for run_id in group.run_ids),
            steps=_steps(members),
            copies=group.copies,
        ),
        break_even=ahead,
        break_even_reading=asked.worth,
        growth=tally,
        growth_reading=_growth_reading(growths, tally, asked.along),
        cells={
            "reached": share_cell(
                [member.real_return for member in members if member.counts], threshold, len(members)
            ),
            "growth": tally_cell(tally, len(members)),
            "break_even": break_even_cell(ahead),
            **{name: _cell(name, value, len(members)) for name, value in estimates.items()},
        },
        against={},
        **estimates,
    )


def _middle(name: str, members: Sequence[Numbers], middle: Middle) -> Estimate:
    """A number's middle over a group; what diverged or failed is the worst where order counts."""
    values = [float(getattr(each, name)) for each in members]
    if middle in OF_ORDER and name == "real_return":
        values = [
            -math.inf if member.counts and not math.isfinite(value) else value
            for member, value in zip(members, values, strict=True)
        ]
    return middle_estimate(values, SCALES[name], middle)


def _within(name: str, bounds: Payable, found: Estimate) -> Estimate:
    return within(found, bounds.bounds) if name == "real_return" else found


def _steps(members: Iterable[Numbers]) -> list[int]:
    return [member.step for member in members if member.step is not None]


def _growth_reading(growths: Sequence[Growth | None], tally: Tally, along: DataPolicy) -> str:
    alone = growths[0] if len(growths) == 1 else None
    return tally_words(tally, len(growths)) if alone is None else growth_sentence(alone, along)


def _cell(name: str, value: EstimateView, runs: int) -> CellView:
    is_gap = name == "gap"
    return CellView(
        words=over_runs(value, runs, plus="+" if is_gap else ""),
        order=value.mean,
        warning=PLEASED if is_gap and is_above_zero(value) else None,
    )


def _statuses(runs: Sequence[Run]) -> RunCounts:
    counts = {status.value: 0 for status in Status}
    for run in runs:
        counts[run.status] += 1
    return RunCounts.model_validate(counts)

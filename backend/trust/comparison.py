"""Trust of many runs: one row for each group of seeds."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from backend.authorisation import Principal
from backend.db.tables import Run
from backend.groups.estimates import estimate, of_runs, within
from backend.groups.grouping import Group, copies_words
from backend.groups.known_runs import kept_of, made_of, spec_of
from backend.groups.latest import latest_words
from backend.groups.missing import why_nothing
from backend.groups.shared_suite import shared_suite
from backend.groups.summaries import EXACT, Summaries
from backend.run_filter.kept_numbers import ADVISED, SEVERAL, Numbers
from backend.schemas import EstimateView, Tally
from backend.selection.selected_runs import counted_runs, selected_groups, selected_runs
from backend.spec.break_even import BreakEven
from backend.spec.diagnostic import POLICY_NAMES
from backend.spec.run import RunSpec
from backend.spec.trust_columns import TRUST_COLUMNS
from backend.statistics.censored import Place, spread
from backend.trust.cells import cells_of, table_reading
from backend.trust.run_trust import TrustInputs, growth_view, known_number, read_trust, trust_inputs
from backend.trust.schemas import (
    LengthAdviceView,
    TrustComparison,
    TrustGroup,
    TrustQuery,
    TrustRow,
)
from backend.verdict.break_even import tallied as break_evens
from backend.verdict.growth import Growth
from backend.verdict.growth_of_curves import error_growth, is_finite
from backend.verdict.growth_tally import tallied
from backend.verdict.growth_words import KINDS, NAMES

# What is no mean over seeds.
VERDICTS = frozenset({"law", "alarm", "break_even", "advised_length"})
SCALES = {column.key: column.scale for column in TRUST_COLUMNS if column.key not in VERDICTS}
# Columns of errors that are along the suite where the runs share one, and those that never are.
ON_SUITE = ("law", "growth_factor", "growth_exponent", "error_of_one_step", "break_even")
ON_OWN = ("advised_length",)
BOUNDS = {column.key: column.bounds for column in TRUST_COLUMNS}
ALONG_SUITE = (
    "Growth law, one-step error and break-even are along the suite that these runs share, in "
    "deviations of its states; lengths and price are along each run's own episodes."
)


@dataclass(frozen=True)
class RunTrust:
    """What one run says: verdicts and numbers by column; None where it says nothing yet.

    The step is that of its newest curve of errors.
    """

    growth: Growth | None
    break_even: BreakEven | None
    alarm: str | None
    advised: Place | None
    numbers: Mapping[str, float | None]
    intervals: Mapping[str, tuple[float, float] | None]
    is_finite: bool = True
    step: int | None = None


TRUSTS = TypeAdapter(list[RunTrust], config=EXACT)
SUMMARIES = {
    (along_suite, is_alone): Summaries(
        f"trust {'suite' if along_suite else 'current'}{' alone' if is_alone else ''}", TRUSTS
    )
    for along_suite in (False, True)
    for is_alone in (False, True)
}


def compare_trust(session: Session, principal: Principal, query: TrustQuery) -> TrustComparison:
    """Group the runs; for each group the mean of every number and the count of every verdict.

    Raises:
        RequestRefused: When the query names no runs, too many, or groups by what no spec has.
        Unknown: When a run is not there, or not for the asker to see.
    """
    runs = selected_runs(session, principal, query)
    by, every = selected_groups(session, runs, query)
    groups = [group for group in every if not group.hidden]
    runs = counted_runs(runs, groups)
    shared = shared_suite(runs)
    along_suite = shared.is_shared and len(runs) > 1
    said = _said_of(session, runs, groups, query.env_step, along_suite=along_suite)
    rows = [_row(group, [said[run_id] for run_id in group.run_ids]) for group in groups]
    told = [row for row, group in zip(rows, groups, strict=True) if not group.is_end]
    words = (ALONG_SUITE if along_suite else shared.instead) if len(runs) > 1 else ""
    latest = latest_words([each.step for each in said.values() if each.step is not None])
    return TrustComparison(
        group_by=by,
        env_step=query.env_step,
        groups=[TrustGroup(**dict(row), cells=cells_of(row)) for row in rows],
        along=_along_whom(along_suite=along_suite),
        reading=" ".join(filter(None, (table_reading(told), words, latest, copies_words(groups)))),
        reason=_reason(runs, said, query.env_step),
    )


def _along_whom(*, along_suite: bool) -> dict[str, str]:
    shared = POLICY_NAMES["suite" if along_suite else "current"]
    return dict.fromkeys(ON_SUITE, shared) | dict.fromkeys(ON_OWN, POLICY_NAMES["current"])


def _step(known: TrustInputs) -> int | None:
    curves = [curve for curve in (known.current, known.data) if curve is not None]
    return max((curve.env_step for curve in curves), default=None)


def _reason(runs: Sequence[Run], said: Mapping[str, RunTrust], env_step: int | None) -> str | None:
    numbers = (value for trust in said.values() for value in trust.numbers.values())
    if any(value is not None for value in numbers):
        return None
    return why_nothing(runs, "model", env_step)


def _said_of(
    session: Session,
    runs: Sequence[Run],
    groups: Sequence[Group],
    env_step: int | None,
    *,
    along_suite: bool,
) -> dict[str, RunTrust]:
    """What each run says; of one that is alone in its group, with intervals over its episodes."""
    alone = {group.run_ids[0] for group in groups if len(group.run_ids) == 1}
    said: dict[str, RunTrust] = {}
    for is_alone in (False, True):
        what = (env_step, along_suite, is_alone)
        of_kind = [run for run in runs if (run.id in alone) is is_alone]
        make = partial(_say, session, what)
        if env_step is None:
            said |= kept_of(session, of_kind, SUMMARIES[along_suite, is_alone], make)
        else:
            said |= made_of(of_kind, (RunTrust, *what), make)
    return said


def keep_trust(session: Session, runs: Sequence[Run]) -> None:
    """Have the database keep what the table asks of runs, among others like them."""
    for along_suite in (False, True):
        chosen = [run for run in runs if shared_suite([run]).is_shared is along_suite]
        make = partial(_say, session, (None, along_suite, False))
        said = kept_of(session, chosen, SUMMARIES[along_suite, False], make)
        lengths: dict[str, Numbers] = {
            run_id: [each.advised.at] for run_id, each in said.items() if each.advised
        }
        advised = [run for run in chosen if run.id in lengths]
        kept_of(session, advised, Summaries(ADVISED, SEVERAL), partial(_lengths, lengths))


def _lengths(lengths: Mapping[str, Numbers], runs: Sequence[Run]) -> dict[str, Numbers]:
    return {run.id: lengths[run.id] for run in runs}


def _say(
    session: Session, what: tuple[int | None, bool, bool], runs: Sequence[Run]
) -> dict[str, RunTrust]:
    env_step, along_suite, is_alone = what
    run_ids = [run.id for run in runs]
    known = trust_inputs(session, run_ids, env_step, run_ids if is_alone else ())
    return {run.id: _said(spec_of(run), known[run.id], along_suite=along_suite) for run in runs}


def _said(spec: RunSpec, known: TrustInputs, *, along_suite: bool) -> RunTrust:
    trust = read_trust(spec, known)
    measured = known.suite if along_suite else known.current
    growth = None if measured is None else error_growth(measured)
    length, share = known.last("rollout/length"), known.last("cost/diagnostics")
    raised = None if trust.alarm is None else trust.alarm.raised
    return RunTrust(
        growth=growth,
        break_even=known.suite_break_even() if along_suite else known.break_even(),
        alarm=None if raised is None else ("raised" if raised else "quiet"),
        advised=None if trust.advice is None else _advised(trust.advice),
        numbers={
            "error_of_one_step": None
            if measured is None
            else known_number(float(measured.mean[0])),
            **_of_growth(growth),
            "in_force": length,
            "policy_shift": known.last("mismatch/auc_data"),
            "price_of_change": _price_of_change(known, length),
            "cpu": known.last("cost/cpu"),
            "calibration_error": known.last("calibration/error"),
            "diagnostics": None if share is None else 100.0 * share,
        },
        step=_step(known),
        is_finite=measured is None or is_finite(measured),
        intervals={"policy_shift": known.last_interval("mismatch/auc_data")},
    )


def _advised(advice: LengthAdviceView) -> Place:
    """The advised length, which is at least that where only what was measured ends it."""
    return Place(float(advice.length), is_beyond=advice.limited_by == "horizon")


def _of_growth(growth: Growth | None) -> dict[str, float | None]:
    """The parameter of the best law; of a linear one L is 1."""
    factor = exponent = None
    if growth is not None and growth.kinds[0] == "linear":
        factor = 1.0
    elif growth is not None and growth.kinds[0] == "power" and growth.exponent is not None:
        exponent = growth.exponent.value
    elif growth is not None and growth.kinds[0] != "constant" and growth.factor is not None:
        factor = growth.factor.value
    return {"growth_factor": factor, "growth_exponent": exponent}


def _price_of_change(known: TrustInputs, length: float | None) -> float | None:
    """Error along the current policy's episodes over that along the data's.

    At the end of a rollout of this length, or at the longest horizon of both.
    """
    if known.current is None or known.data is None or length is None:
        return None
    place = min(int(length), len(known.current.mean), len(known.data.mean)) - 1
    before = float(known.data.mean[place])
    return float(known.current.mean[place]) / before if before > 0 else None


def _row(group: Group, runs: Sequence[RunTrust]) -> TrustRow:
    law, is_mixed = _law_of_factors(runs)
    row: dict[str, Any] = {
        name: _mean(name, [run.numbers[name] for run in runs], group) for name in SCALES
    }
    if is_mixed:
        of_law = [run.numbers["growth_factor"] for run in runs if _law(run) == law]
        row["growth_factor"] = _mean("growth_factor", of_law, group)
    if len(runs) == 1:
        row |= _of_one_run(runs[0])
    advised = spread([run.advised for run in runs if run.advised is not None])
    return TrustRow(
        index=group.index,
        key=group.key,
        label=group.label,
        run_ids=group.run_ids,
        seeds=group.seeds,
        law=tallied(
            (run.growth for run in runs),
            not_finite=sum(run.growth is None and not run.is_finite for run in runs),
        ),
        growth_factor_of=law if is_mixed else "",
        growth=growth_view(runs[0].growth) if len(runs) == 1 else None,
        break_even=break_evens(run.break_even for run in runs),
        advised_length=None if advised is None else advised.view,
        alarm=_tally(run.alarm for run in runs),
        **row,
    )


def _law(run: RunTrust) -> str:
    """The law of a run that has a factor; empty of one whose law has none."""
    if run.growth is None or run.numbers["growth_factor"] is None:
        return ""
    return NAMES[run.growth.kinds[0]]


def _law_of_factors(runs: Sequence[RunTrust]) -> tuple[str, bool]:
    """The law of most runs that have a factor, and whether others have one by another law.

    Factors of several laws have no mean: that of errors that are forgotten and of errors that
    explode would be that of errors that add up. Of equally many the one that grows faster.
    """
    counts = Counter(run.growth.kinds[0] for run in runs if run.growth and _law(run))
    most = max(counts, key=lambda kind: (counts[kind], KINDS.index(kind)), default=None)
    return "" if most is None else NAMES[most], len(counts) > 1


def _of_one_run(run: RunTrust) -> dict[str, EstimateView]:
    """Numbers with an interval of their own, over episodes."""
    return {
        name: EstimateView(mean=run.numbers[name], low=ends[0], high=ends[1], n=1)
        for name, ends in run.intervals.items()
        if ends is not None
    }


def _mean(name: str, values: Sequence[float | None], group: Group) -> EstimateView:
    found = estimate([math.nan if each is None else each for each in values], SCALES[name])
    return of_runs(within(found, BOUNDS[name]), are_chosen=group.is_end).view


def _tally(verdicts: Iterable[str | None]) -> Tally:
    counts = Counter(verdict for verdict in verdicts if verdict is not None)
    return Tally(counts=dict(counts.most_common()), n=counts.total())

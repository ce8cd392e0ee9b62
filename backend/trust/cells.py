"""What each cell of the table of trust says, how it ranks, and the sentence above the table."""

from collections.abc import Sequence

from backend.groups.grouping import in_words
from backend.schemas import BreakEvenTally, CellView, EstimateView, PlaceView, SpreadView, Tally
from backend.spec.trust_columns import TRUST_COLUMNS
from backend.statistics.apart import (
    intervals_apart,
    noun_of,
    over_runs,
    over_seeds,
    ranges_apart,
    why_ranges_overlap,
)
from backend.statistics.censored import spread_words
from backend.trust.schemas import ParameterView, TrustRow
from backend.verdict import break_even
from backend.verdict.figures import counted, figure
from backend.verdict.growth_tally import tally_cell
from backend.verdict.growth_words import ranged_cell
from backend.verdict.jackknife import Parameter

NOTHING = "\N{EN DASH}"
RAISED = "raised"
# Before a length that nothing but the measured horizon ends.
AT_LEAST = "≥"
# A ratio nearer to 1 than this is not worth a sentence.
NOTICEABLE = 1.25
# A run that is alone has no interval over seeds, but one over its episodes: by column.
OF_EPISODES = {"growth_factor": "factor", "growth_exponent": "exponent"}
MOST_NAMES = 3


def cells_of(row: TrustRow) -> dict[str, CellView]:
    """The cells of a row by column."""
    return {column.key: _cell(row, column.key) for column in TRUST_COLUMNS}


def _cell(row: TrustRow, key: str) -> CellView:
    value = getattr(row, key)
    if key in OF_EPISODES and row.growth is not None:
        alone: ParameterView | None = getattr(row.growth, OF_EPISODES[key])
        if alone is not None and value.mean is not None:
            return _over_episodes(alone, row.growth.episodes)
    if isinstance(value, EstimateView):
        of = row.growth_factor_of if key == "growth_factor" else ""
        return CellView(
            words=_number(value, row, is_setting=key == "in_force")
            + (f", {of} alone" if of else ""),
            order=value.mean,
            warning=_overreach(row) if key == "in_force" else None,
        )
    if isinstance(value, BreakEvenTally):
        return break_even.cell(value)
    if key == "advised_length":
        return _places(value)
    if key == "alarm":
        return _alarm(value, len(row.run_ids))
    return tally_cell(value, len(row.run_ids))


def _over_episodes(alone: ParameterView, episodes: int) -> CellView:
    """A single run's parameter: its interval is over episodes, those of groups over seeds."""
    told = ranged_cell(Parameter(alone.value, alone.low, alone.high))
    if alone.low is None or alone.high is None:
        return told
    return told.model_copy(update={"words": f"{told.words}, {counted(episodes, 'episode')}"})


def _number(value: EstimateView, row: TrustRow, *, is_setting: bool) -> str:
    """A mean with its interval; a setting that all runs share stands alone."""
    runs = len(row.run_ids)
    if value.low is None or (is_setting and value.low == value.high):
        return over_runs(value.model_copy(update={"low": None, "high": None}), runs)
    return over_runs(value, runs) + (", over episodes" if runs == 1 else "")


def _places(value: SpreadView | None) -> CellView:
    if value is None:
        return CellView(words=NOTHING, order=None, warning=None)
    order = value.median.at + 0.5 * value.median.is_beyond
    return CellView(words=spread_words(value, AT_LEAST), order=order, warning=None)


def _alarm(tally: Tally, runs: int) -> CellView:
    """In how many runs it is raised, and how many say nothing; of a single run, whether it is."""
    if tally.n == 0:
        return CellView(words=NOTHING, order=None, warning=None)
    raised = tally.counts.get(RAISED, 0)
    words = f"{raised} of {tally.n}"
    if runs == 1:
        words = RAISED if raised else "quiet"
    silent = f", {runs - tally.n} not judged" if tally.n < runs else ""
    return CellView(
        words=words + silent,
        order=raised / tally.n,
        warning="the policy may be exploiting the model" if raised else None,
    )


def _overreach(row: TrustRow) -> str | None:
    return "longer than what was measured allows" if overreaches(row) else None


def overreaches(row: TrustRow) -> bool:
    """Whether the rollouts in use are longer than is advised."""
    used, allowed = row.in_force.mean, row.advised_length
    return used is not None and allowed is not None and used > allowed.median.at


def table_reading(rows: Sequence[TrustRow]) -> str:
    """How far which model carries, where that was not heeded, and which cost most."""
    parts = (_lengths(rows), _beyond(rows), _alarms(rows), _cost(rows))
    return " ".join(part for part in parts if part)


def _lengths(rows: Sequence[TrustRow]) -> str:
    """How long rollouts may be; of several groups the least and the most, ranked where clear."""
    known = [(row, row.advised_length) for row in rows if row.advised_length is not None]
    if not known:
        return ""
    known.sort(key=lambda each: (each[1].median.at, each[1].median.is_beyond))
    (short, least), (long, most) = known[0], known[-1]
    advised = "Advised are rollouts of"
    if all(each.least.is_beyond and each.least == most.most for _, each in known):
        return f"{advised} up to all {counted(int(most.most.at), 'step')} that were measured."
    if least.median == most.median:
        every = " (median of every group)" if len(known) > 1 else _over(most, long)
        return f"{advised} {_steps(most.median)}{every}."
    if not ranges_apart(least, most):
        why = why_ranges_overlap((short.label, least), (long.label, most))
        ends = f"{_steps(least.median)} to {_steps(most.median)} between groups"
        if not least.median.is_beyond and not most.median.is_beyond:
            ends = f"up to {figure(least.median.at)} to {_at_most(most.median)} between groups"
        elif not least.median.is_beyond:
            ends = f"{_steps(least.median)} in one group, and {_steps(most.median)} in another"
        return f"{advised} {ends}{' (medians)' if max(least.n, most.n) > 1 else ''}. {why}"
    return (
        f"{advised} {_steps(most.median)} with {in_words(long.label)}{_over(most, long)}, of "
        f"{_steps(least.median)} with {in_words(short.label)}{_over(least, short)}."
    )


def _at(place: PlaceView) -> str:
    return f"{AT_LEAST} {figure(place.at)}" if place.is_beyond else figure(place.at)


def _steps(place: PlaceView) -> str:
    """As in `up to 12 steps`, or `30 steps or more` where no more were measured."""
    return f"{_at_most(place)} or more" if place.is_beyond else f"up to {_at_most(place)}"


def _at_most(place: PlaceView) -> str:
    return counted(int(place.at), "step")


def _over(found: SpreadView, row: TrustRow) -> str:
    """As in ` (median of 5 seeds, 10 to 14)`; nothing of a single run."""
    if found.n == 1:
        return ""
    many = counted(found.n, noun_of(row))
    if found.least == found.most:
        return f" (all {many})"
    return f" (median of {many}, {_at(found.least)} to {_at(found.most)})"


def _beyond(rows: Sequence[TrustRow]) -> str:
    beyond = [in_words(row.label) for row in rows if overreaches(row)]
    return f"Rollouts are longer than that in {_named(beyond)}." if beyond else ""


def _alarms(rows: Sequence[TrustRow]) -> str:
    raised = [in_words(row.label) for row in rows if row.alarm.counts.get(RAISED)]
    return f"The exploitation alarm is raised in {_named(raised)}." if raised else ""


def _cost(rows: Sequence[TrustRow]) -> str:
    """What a run cost; which costs more only where the seeds tell it."""
    known = [(row.cpu.mean, row) for row in rows if row.cpu.mean is not None]
    if not known:
        return ""
    known.sort(key=lambda each: each[0])
    (least, cheap), (most, dear) = known[0], known[-1]
    if least <= 0.0 or most < NOTICEABLE * least:
        return ""
    if not intervals_apart(cheap.cpu, dear.cpu):
        return f"A run took {figure(least)} to {figure(most)} s of CPU time between groups."
    return (
        f"Most CPU time went to {in_words(dear.label)}: "
        f"{over_seeds(dear.cpu, 's a run', dear)}, {figure(most / least)} times that "
        f"of {in_words(cheap.label)}, {over_seeds(cheap.cpu, 's', cheap)}."
    )


def _named(labels: Sequence[str]) -> str:
    left = len(labels) - MOST_NAMES
    return "; ".join(labels[:MOST_NAMES]) + (f" and {left} more" if left > 0 else "")

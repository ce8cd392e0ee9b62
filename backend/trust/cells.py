"""What each cell of the table of trust says, how it ranks, and the sentence above the table."""

from collections.abc import Callable, Sequence

from backend.groups.grouping import in_words
from backend.schemas import BreakEvenTally, CellView, EstimateView, Tally
from backend.spec.trust_columns import TRUST_COLUMNS
from backend.trust.schemas import ParameterView, TrustRow
from backend.verdict import break_even
from backend.verdict.figures import counted, estimated, figure
from backend.verdict.growth_words import ranged_cell, tally_cell
from backend.verdict.jackknife import Parameter

NOTHING = "\N{EN DASH}"
RAISED = "raised"
# A ratio nearer to 1 than this is not worth a sentence.
NOTICEABLE = 1.25
# A run that is alone has no interval over seeds, but one over its episodes: by column.
OF_EPISODES = {"growth_factor": "factor", "growth_exponent": "exponent"}
MOST_NAMES = 3


def cells_of(row: TrustRow, longest: int | None) -> dict[str, CellView]:
    """The cells of a row by column; `longest` is the longest horizon that was measured."""
    return {column.key: _cell(row, column.key, longest) for column in TRUST_COLUMNS}


def _cell(row: TrustRow, key: str, longest: int | None) -> CellView:
    value = getattr(row, key)
    if key in OF_EPISODES and row.growth is not None:
        alone: ParameterView | None = getattr(row.growth, OF_EPISODES[key])
        if alone is not None and value.mean is not None:
            return ranged_cell(Parameter(alone.value, alone.low, alone.high))
    if isinstance(value, EstimateView):
        ends = key == "advised_length" and longest is not None and value.mean == longest
        return CellView(
            words=f"≥ {longest}" if ends else _number(value),
            order=value.mean,
            warning=_overreach(row) if key == "in_force" else None,
        )
    if isinstance(value, BreakEvenTally):
        return break_even.cell(value)
    if key == "alarm":
        return _alarm(value)
    return tally_cell(value)


def _number(value: EstimateView) -> str:
    """A mean with its interval; a value that all runs share stands alone."""
    if value.low == value.high:
        return estimated(value.mean, None, None)
    return estimated(value.mean, value.low, value.high)


def _alarm(tally: Tally) -> CellView:
    """In how many runs it is raised; of a single run, whether it is."""
    if tally.n == 0:
        return CellView(words=NOTHING, order=None, warning=None)
    raised = tally.counts.get(RAISED, 0)
    alone = RAISED if raised else "quiet"
    return CellView(
        words=alone if tally.n == 1 else f"{raised} of {tally.n}",
        order=raised / tally.n,
        warning="the policy may be exploiting the model" if raised else None,
    )


def _overreach(row: TrustRow) -> str | None:
    return "longer than what was measured allows" if overreaches(row) else None


def overreaches(row: TrustRow) -> bool:
    """Whether the rollouts in use are longer than is advised."""
    used, allowed = row.in_force.mean, row.advised_length.mean
    return used is not None and allowed is not None and used > allowed


def table_reading(rows: Sequence[TrustRow], longest: int | None) -> str:
    """How far which model carries, where that was not heeded, and which cost most."""
    parts = (_lengths(rows, longest), _beyond(rows), _alarms(rows), _cost(rows))
    return " ".join(part for part in parts if part)


def _extremes(
    rows: Sequence[TrustRow], of: Callable[[TrustRow], float | None]
) -> tuple[tuple[str, float], tuple[str, float]] | None:
    """Label and value of the least and of the most; None where nothing is known."""
    known = [(in_words(row.label), value) for row in rows if (value := of(row)) is not None]
    ordered = sorted(known, key=lambda each: each[1])
    return (ordered[0], ordered[-1]) if ordered else None


def _lengths(rows: Sequence[TrustRow], longest: int | None) -> str:
    found = _extremes(rows, lambda row: row.advised_length.mean)
    if found is None:
        return ""
    (short, least), (long, most) = found
    within = "Advised are rollouts of up to"
    if longest is not None and least == longest:
        return f"{within} all {counted(longest, 'step')} that were measured."
    if most <= least:
        return f"{within} {_steps(most)}."
    return f"{within} {_steps(most)} with {long}, of up to {_steps(least)} with {short}."


def _steps(value: float) -> str:
    return f"{figure(value)} {'step' if value == 1 else 'steps'}"


def _beyond(rows: Sequence[TrustRow]) -> str:
    beyond = [in_words(row.label) for row in rows if overreaches(row)]
    return f"Rollouts are longer than that in {_named(beyond)}." if beyond else ""


def _alarms(rows: Sequence[TrustRow]) -> str:
    raised = [in_words(row.label) for row in rows if row.alarm.counts.get(RAISED)]
    return f"The exploitation alarm is raised in {_named(raised)}." if raised else ""


def _cost(rows: Sequence[TrustRow]) -> str:
    found = _extremes(rows, lambda row: row.cpu.mean)
    if found is None:
        return ""
    (cheap, least), (dear, most) = found
    if least <= 0.0 or most < NOTICEABLE * least:
        return ""
    return f"Most CPU time went to {dear}: {figure(most / least)} times that of {cheap}."


def _named(labels: Sequence[str]) -> str:
    left = len(labels) - MOST_NAMES
    return "; ".join(labels[:MOST_NAMES]) + (f" and {left} more" if left > 0 else "")

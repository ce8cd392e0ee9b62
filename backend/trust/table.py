"""The table of trust as columns of a file."""

from backend import arrow as pa
from backend.groups.coverage import method_words
from backend.schemas import BreakEvenTally, EstimateView, SpreadView, Tally
from backend.spec.trust_columns import TRUST_COLUMNS
from backend.trust.schemas import TrustComparison, TrustGroup
from backend.verdict.growth_tally import NOT_FINITE
from backend.verdict.growth_words import NAMES, laws_in

ALARMS = ("raised", "quiet")
# Parameters of the law of a run that is alone in its group, by column.
PARAMETERS = {"growth_factor": "factor", "growth_exponent": "exponent"}


def trust_table(comparison: TrustComparison) -> "pa.Table":
    """One row for each group: its label, runs, seeds, interval, then the columns in order.

    `interval` says how those over seeds are made and how often they hold the truth.
    A number has four columns: its mean, `_low` and `_high`, the ends of its 95 % interval over
    seeds, and `_n` runs. A verdict has one for each of its values, with the runs that say so; a run
    names several laws where they are not told apart. `growth_factor_of` names the law whose runs
    alone the factor is over, where others have one too. The intervals of a law's parameter and
    of the policy shift are over episodes where a run is alone in its group. The break-even horizon
    has its median, the least and the most, the runs beyond what was measured, and how far that was,
    and of a run that is alone its interval over episodes; the advised length likewise, where one
    beyond what was measured is at least that. `errors_along` says along whose episodes the law, the
    one-step error and the break-even horizon are.
    """
    rows = [_row(group) | {"errors_along": comparison.along["law"]} for group in comparison.groups]
    names = rows[0] if rows else {}
    return pa.table({name: [row[name] for row in rows] for name in names})


def _row(group: TrustGroup) -> dict[str, str | float | int | None]:
    row: dict[str, str | float | int | None] = {
        "group": group.label,
        "runs": " ".join(group.run_ids),
        "seeds": group.seeds,
        "interval": method_words(_over(group)),
    }
    for column in TRUST_COLUMNS:
        said: BreakEvenTally | EstimateView | SpreadView | Tally | None = getattr(group, column.key)
        if isinstance(said, Tally):
            row |= _counts(column.key, said)
        elif said is None or isinstance(said, SpreadView):
            row |= _places(column.key, said)
        elif isinstance(said, BreakEvenTally):
            row |= {f"{column.key}_{name}": each for name, each in said.model_dump().items()}
        else:
            row[column.key] = said.mean
            alone = getattr(group.growth, PARAMETERS.get(column.key, ""), None)
            ends = said if alone is None else alone
            row |= {f"{column.key}_low": ends.low, f"{column.key}_high": ends.high}
            row[f"{column.key}_n"] = said.n
    row["growth_factor_of"] = group.growth_factor_of
    return row


def _over(group: TrustGroup) -> list[int]:
    """How many runs each of the means is over."""
    said = (getattr(group, column.key) for column in TRUST_COLUMNS)
    return [each.n for each in said if isinstance(each, EstimateView)]


def _places(key: str, said: SpreadView | None) -> dict[str, float | int | None]:
    """What each is at least, and how many runs lie beyond what was measured."""
    places = {"": "median", "_least": "least", "_most": "most"}
    known = {f"{key}{end}": getattr(said, part, None) for end, part in places.items()}
    return {
        **{name: None if place is None else place.at for name, place in known.items()},
        f"{key}_beyond": None if said is None else said.beyond,
        f"{key}_n": 0 if said is None else said.n,
    }


def _counts(key: str, said: Tally) -> dict[str, int]:
    if key == "alarm":
        return {f"{key}_{name}": said.counts.get(name, 0) for name in ALARMS}
    return {
        f"{key}_{kind}": sum(runs for words, runs in said.counts.items() if name in laws_in(words))
        for kind, name in (NAMES | {"not_finite": NOT_FINITE}).items()
    }

"""The statistics of groups' seeds as columns of a file."""

from backend import arrow as pa
from backend.comparison.statistics_schemas import SeedStatistics, StatisticsRow
from backend.schemas import SpreadView

REACHED, STEPS = "reached", "steps_to_threshold"
Cell = str | float | int | None


def statistics_table(statistics: SeedStatistics) -> "pa.Table":
    """One row for each group: its label, runs, seeds, method and references, then the columns.

    Beside them stand the numbers of runs that diverged, and that failed before an evaluation.

    A number has four columns: itself, `_low` and `_high`, the ends of its 95 % interval, and `_n`
    runs. Where its lower end alone is empty, it is that of a run that diverged. Of the threshold
    there are the runs that reach it, of how many, the interval of the share, and median and range
    of the steps, empty where they lie beyond the steps that were made.
    """
    rows = [_row(group, statistics) for group in statistics.groups]
    names = rows[0] if rows else {}
    return pa.table({name: [row[name] for row in rows] for name in names})


def _row(group: StatisticsRow, statistics: SeedStatistics) -> dict[str, Cell]:
    row: dict[str, Cell] = {
        "group": group.label,
        "runs": " ".join(group.run_ids),
        "seeds": group.seeds,
        "diverged": group.diverged,
        "failed": group.failed,
        "method": " ".join(statistics.methods),
        "references": statistics.references,
        "threshold": statistics.threshold,
    }
    for key in statistics.columns:
        if key == REACHED:
            row |= _reached(group)
        elif key == STEPS:
            row |= _steps(group.steps_spread)
        else:
            said = group.estimates[key]
            row |= {key: said.mean, f"{key}_low": said.low, f"{key}_high": said.high}
            row[f"{key}_n"] = said.n
    return row


def _steps(spread: SpreadView | None) -> dict[str, Cell]:
    names = {STEPS: "median", f"{STEPS}_least": "least", f"{STEPS}_most": "most"}
    if spread is None:
        return dict.fromkeys(names)
    places = {name: getattr(spread, part) for name, part in names.items()}
    return {name: None if place.is_beyond else place.at for name, place in places.items()}


def _reached(group: StatisticsRow) -> dict[str, Cell]:
    share = group.reached
    found = None if share is None else share.count / share.n
    return {
        REACHED: None if share is None else share.count,
        f"{REACHED}_share": found,
        f"{REACHED}_low": None if share is None else share.low,
        f"{REACHED}_high": None if share is None else share.high,
        f"{REACHED}_n": None if share is None else share.n,
    }

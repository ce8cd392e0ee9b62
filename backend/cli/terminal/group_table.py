"""Groups of runs as columns."""

from typing import Any

from backend.cli.terminal.output import columns
from backend.verdict.figures import figure

STATES = ("running", "queued", "failed", "cancelled", "succeeded")


def group_table(told: dict[str, Any]) -> str:
    """The groups of a list: what they have in common, their runs, their means."""
    more = [column["name"] for column in told["columns"]]
    rows = [
        (
            *group["values"],
            group["count"],
            _states(group["run_counts"]),
            mean_words(group["real_return"], group["count"]),
            *(_said(each, group["count"]) for each in group["columns"]),
        )
        for group in told["items"]
    ]
    return columns((*told["group_by"], "runs", "states", "real return", *more), rows)


def _states(counts: dict[str, int]) -> str:
    return ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state])


def mean_words(estimate: dict[str, Any], count: int) -> str | None:
    """A mean with half of its 95 % interval, and of how many runs where these are not all."""
    mean, low, high = estimate["mean"], estimate["low"], estimate["high"]
    if mean is None:
        return None
    half = "" if low is None or high is None else f" ± {figure((high - low) / 2)}"
    return f"{figure(mean)}{half}" + (f" (n = {estimate['n']})" if estimate["n"] < count else "")


def _said(column: dict[str, Any], count: int) -> str | None:
    if column["same"] is not None and column["estimate"] is None:
        return str(column["same"])
    if column["estimate"] is not None:
        return mean_words(column["estimate"], count)
    return f"{column['values']} values" if column["values"] else None

"""The return that seeds are asked to reach, and how many of a group do."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.schemas import CellView
from backend.spec.solved_returns import SOLVED_RETURNS
from backend.statistics.shares import Share, share_reaching
from backend.verdict.figures import figure

NOTHING = CellView(words="\N{EN DASH}", order=None, warning=None)


@dataclass(frozen=True)
class Threshold:
    """A return, and who says that it is the one to reach."""

    value: float
    source: str


def threshold_of(environments: Sequence[str], asked: float | None) -> Threshold | None:
    """What was asked for, else the solved return of the one environment; None where neither is."""
    if asked is not None:
        return Threshold(asked, f"Reached is a return of at least {figure(asked)}, as you chose.")
    known = SOLVED_RETURNS.get(environments[0]) if len(environments) == 1 else None
    if known is None:
        return None
    return Threshold(
        known,
        f"Reached is a return of at least {figure(known)}, at which Gymnasium calls "
        f"{environments[0]} solved.",
    )


def share_cell(values: Sequence[float], threshold: Threshold | None, runs: int) -> CellView:
    """How many seeds reach it, with the exact 95 % interval of the chance that one does.

    Args:
        values: Of each run that counts; not a number where it diverged or failed.
        threshold: The return to reach.
        runs: All of the group's runs.
    """
    share = None if threshold is None else share_reaching(values, threshold.value)
    if share is None:
        return NOTHING
    words = share_words(share) + uncounted(runs - share.n)
    return CellView(words=words, order=share.count / share.n, warning=None)


def uncounted(runs: int) -> str:
    """As in `, 1 not evaluated`; nothing where all are."""
    return f", {runs} not evaluated" if runs else ""


def share_words(share: Share) -> str:
    """As in `4 of 5 (28 to 99 %)`."""
    return f"{share.count} of {share.n} ({100.0 * share.low:.0f} to {100.0 * share.high:.0f} %)"

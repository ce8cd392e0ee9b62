"""At which horizon a model stops beating the guess that nothing changes."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from backend.db.profiles import StoredProfile
from backend.schemas import BreakEvenTally, CellView
from backend.spec.measures import steps_ahead
from backend.verdict.figures import counted, figure

NOTHING = "\N{EN DASH}"


@dataclass(frozen=True)
class BreakEven:
    """The first horizon whose skill is not above 0.

    Attributes:
        at: That horizon; None where the skill stays above 0 as far as it was measured.
        horizon: Longest horizon that was measured.
    """

    at: int | None
    horizon: int

    @property
    def place(self) -> float:
        """Where it ranks among others; infinite where it lies beyond what was measured."""
        return math.inf if self.at is None else float(self.at)


def break_even(skill: StoredProfile | None) -> BreakEven | None:
    """Of a curve of skill; None where there is none."""
    return None if skill is None else from_steps(steps_ahead(skill.mean), len(skill.mean))


def from_steps(ahead: int | None, horizon: int | None) -> BreakEven | None:
    """Of the steps, from the first, for which the skill is above 0."""
    if ahead is None or not horizon:
        return None
    return BreakEven(ahead + 1 if ahead < horizon else None, horizon)


def break_even_sentence(found: BreakEven | None) -> str:
    """Of one run; empty where it was not measured."""
    if found is None:
        return ""
    if found.at is None:
        many = f"all {counted(found.horizon, 'step')} that were measured"
        measured = "the one step that was measured" if found.horizon == 1 else many
        return f"It beats the guess that nothing changes at {measured}."
    return (
        "It stops beating the guess that nothing changes at "
        f"h = {found.at} (its break-even horizon)."
    )


def tallied(runs: Iterable[BreakEven | None]) -> BreakEvenTally:
    """Of several runs: a median and a range, as a mean of horizons beyond H is not known."""
    known = [each for each in runs if each is not None]
    places = sorted(each.place for each in known)
    return BreakEvenTally(
        median=_finite(median(places)) if places else None,
        least=_whole(places[0]) if places else None,
        most=_whole(places[-1]) if places else None,
        beyond=sum(each.at is None for each in known),
        horizon=max((each.horizon for each in known), default=None),
        n=len(known),
    )


def cell(tally: BreakEvenTally) -> CellView:
    """`23`, `> 50`, or `23 (18 to > 50)` where runs differ."""
    if tally.n == 0:
        return CellView(words=NOTHING, order=None, warning=None)
    said = _said(tally.median, tally)
    if tally.least != tally.most:
        said += f" ({_said(tally.least, tally)} to {_said(tally.most, tally)})"
    is_useless = tally.most == 1
    return CellView(
        words=said,
        order=(tally.horizon or 0) + 1.0 if tally.median is None else tally.median,
        warning="no better than the guess that nothing changes" if is_useless else None,
    )


def _said(place: float | None, tally: BreakEvenTally) -> str:
    return f"> {tally.horizon}" if place is None else figure(place)


def _finite(place: float) -> float | None:
    return place if math.isfinite(place) else None


def _whole(place: float) -> int | None:
    return int(place) if math.isfinite(place) else None

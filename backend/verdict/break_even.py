"""At which horizon a model stops beating the guess that nothing changes, in words."""

import math
from collections.abc import Iterable, Sequence
from statistics import median_low

from backend.schemas import BreakEvenTally, CellView
from backend.spec.break_even import BreakEven
from backend.verdict.figures import counted, figure

NOTHING = "\N{EN DASH}"
THE_GUESS = "the guess that nothing changes"


def break_even_sentence(found: BreakEven | None, where: str) -> str:
    """Of one run; empty where it was not measured.

    Args:
        found: Its break-even horizon.
        where: The beginning of the sentence, as in `Along the suite`.
    """
    if found is None:
        return ""
    measured = "the one step measured"
    if found.horizon > 1:
        measured = f"the {counted(found.horizon, 'step')} measured"
    if found.at is None:
        beyond = f": its break-even horizon lies beyond{_interval(found)}"
        every = "all of " if found.horizon > 1 else ""
        said = f"beats {THE_GUESS} in {every}{measured}{beyond if found.episodes else ''}"
    elif found.is_never:
        said = f"never beats {THE_GUESS} in {measured}: its break-even horizon is 1"
        said += _interval(found)
    else:
        first = "does not beat" if found.at == 1 else "first falls to"
        said = f"{first} {THE_GUESS} at h = {found.at:,}, its break-even horizon"
        said += f"{_interval(found)}{_afterwards(found, measured)}"
    return f"{where} the model {said}."


def _afterwards(found: BreakEven, measured: str) -> str:
    """What comes after the first horizon at which a model is no better than persistence."""
    if found.at is None or found.behind is None:
        return ""
    if found.again is None:
        return f", and is no better from there to the end of {measured}"
    again = f", and beats it {'' if found.at == 1 else 'again '}from h = {found.again:,}"
    if found.behind == found.again - found.at:
        return f"{again} on"
    return f"{again}; it is no better at {found.behind:,} of {measured}"


def beside_linear_sentence(errors: Sequence[float], linear: Sequence[float], where: str) -> str:
    """Where a run's model loses to linear least squares; empty where it does not.

    Args:
        errors: Its open-loop error at each step.
        linear: That of linear least squares on the same data, along the same episodes.
        where: The beginning of the sentence.
    """
    lost = [
        h for h, (ours, theirs) in enumerate(zip(errors, linear, strict=False), 1) if ours > theirs
    ]
    if not lost:
        return ""
    first, last = lost[0], lost[-1]
    if len(lost) < last - first + 1:
        at = f"at {len(lost):,} of {counted(len(errors), 'step')}, first at h = {first:,}"
    elif last == len(errors):
        at = "at every step" if first == 1 else f"from h = {first:,} on"
    else:
        at = f"at h = {first:,}" + (f" to {last:,}" if last > first else "")
    return f"{where} it loses to linear least squares {at}."


def _interval(found: BreakEven) -> str:
    if not found.episodes:
        return ""
    return f" (95 % interval over {found.episodes} episodes: {_ends(found.low, found.high, found)})"


def _ends(low: int | None, high: int | None, of: BreakEven | BreakEvenTally) -> str:
    """`20 to 27`, `40 to > 50`, or `> 50` where both ends lie beyond what was measured."""
    ends = [_said(end, of.horizon) for end in (low, high)]
    return ends[0] if low is None else " to ".join(ends)


def tallied(runs: Iterable[BreakEven | None]) -> BreakEvenTally:
    """Of several runs: a median and a range, as a mean of horizons beyond H is not known.

    Runs that were measured for fewer steps than others may lose to persistence at any later one.
    So beyond the least of their horizons no place is told. A run that is alone keeps its own
    interval.
    """
    known = [each for each in runs if each is not None]
    longest = max((each.horizon for each in known), default=None)
    horizon = min((each.horizon for each in known if each.at is None), default=longest)
    within = math.inf if horizon is None else horizon
    places = sorted(each.place if each.place <= within else math.inf for each in known)
    alone = known[0] if len(known) == 1 else None
    return BreakEvenTally(
        median=_finite(median_low(places)) if places else None,
        least=_whole(places[0]) if places else None,
        most=_whole(places[-1]) if places else None,
        beyond=sum(map(math.isinf, places)),
        never=sum(each.is_never for each in known),
        again=sum(each.again is not None for each in known),
        again_from=None if alone is None else alone.again,
        low=None if alone is None else alone.low,
        high=None if alone is None else alone.high,
        episodes=0 if alone is None else alone.episodes,
        horizon=horizon,
        n=len(known),
    )


def cell(tally: BreakEvenTally) -> CellView:
    """`23`, `> 50`, or `23 (18 to > 50)`: of several runs their range, of one its interval."""
    if tally.n == 0:
        return CellView(words=NOTHING, order=None, warning=None)
    said = _said(tally.median, tally.horizon)
    if tally.episodes and tally.low != tally.high:
        said += f" ({_ends(tally.low, tally.high, tally)})"
    elif tally.least != tally.most:
        said += f" ({_said(tally.least, tally.horizon)} to {_said(tally.most, tally.horizon)})"
    return CellView(
        words=said + _again(tally),
        order=(tally.horizon or 0) + 1.0 if tally.median is None else tally.median,
        warning=f"never better than {THE_GUESS}" if tally.never == tally.n else None,
    )


def _again(tally: BreakEvenTally) -> str:
    """That a model falls below persistence for some steps only."""
    if tally.again == 0:
        return ""
    if tally.again_from is not None:
        return f", {'' if tally.least == 1 else 'again '}ahead from {tally.again_from:,}"
    which = "all" if tally.again == tally.n else f"{tally.again} of {tally.n}"
    return f", {which} ahead later"


def _said(place: float | None, horizon: int | None) -> str:
    return f"> {horizon}" if place is None else figure(place)


def _finite(place: float) -> float | None:
    return place if math.isfinite(place) else None


def _whole(place: float) -> int | None:
    return int(place) if math.isfinite(place) else None

"""Horizons and steps of seeds, of which some lie beyond what was measured.

A mean of them is not known, and counting such a seed as the end of what was measured makes it too
small. Known are a median and a range, or what they are at least.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

from backend.schemas import PlaceView, SpreadView
from backend.verdict.figures import figure

# Places are whole steps: what lies beyond one is nowhere before the middle to the next.
HALF = 0.5


@dataclass(frozen=True)
class Place:
    """A horizon or a step.

    Attributes:
        at: It, or the last that was measured.
        is_beyond: Whether it lies beyond that, or may.
        may_equal: Whether it may also be just there.
    """

    at: float
    is_beyond: bool = False
    may_equal: bool = False

    @property
    def most(self) -> float:
        """What it is at most."""
        return float("inf") if self.is_beyond else self.at


@dataclass(frozen=True)
class Spread:
    """Middle and range of several places.

    Attributes:
        median: The median, of an even number the lower of the two in the middle, so that it is a
            step and that of half of the seeds at least; what it is at least, where seeds beyond
            what was measured decide it.
        least: The least, likewise.
        most: The most, likewise.
        beyond: Seeds whose place lies beyond what was measured.
        n: All seeds.
    """

    median: Place
    least: Place
    most: Place
    beyond: int
    n: int

    @property
    def view(self) -> SpreadView:
        """As the API answers it."""
        return SpreadView(
            median=_view(self.median),
            least=_view(self.least),
            most=_view(self.most),
            beyond=self.beyond,
            n=self.n,
        )


def spread(places: Sequence[Place]) -> Spread | None:
    """Median and range, by what each place is at least and at most; None without any."""
    if not places:
        return None
    at_least, at_most = [each.at for each in places], [each.most for each in places]
    just_beyond = [each.at + HALF * each.is_beyond for each in places]
    middle, least, most = (
        _known(of(at_least), of(just_beyond), of(at_most)) for of in (median_low, min, max)
    )
    beyond = sum(each.is_beyond for each in places)
    return Spread(middle, least, most, beyond, len(places))


def spread_words(found: SpreadView, sign: str) -> str:
    """As in `17 (12 to ≥ 30)`; the median alone where all are the same, or there is one.

    Args:
        found: Median and range.
        sign: Before what lies beyond a place: `≥`, or `>` where what was measured is not reached.
            Where it may be at the place itself it is `≥`.
    """
    middle, least, most = (_said(each, sign) for each in (found.median, found.least, found.most))
    return middle if least == most else f"{middle} ({least} to {most})"


def _said(place: PlaceView, sign: str) -> str:
    at = figure(place.at)
    return f"{'≥' if place.may_equal else sign} {at}" if place.is_beyond else at


def _known(at_least: float, just_beyond: float, at_most: float) -> Place:
    is_beyond = at_least != at_most
    return Place(float(at_least), is_beyond, may_equal=is_beyond and just_beyond == at_least)


def _view(place: Place) -> PlaceView:
    return PlaceView(at=place.at, is_beyond=place.is_beyond, may_equal=place.may_equal)

"""How far axes reach, and what stands at their ticks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from backend.spec.diagnostic import Scale

Floats = NDArray[np.float64]
DrawnScale = Literal["linear", "log", "symlog"]

# A log axis shorter than this has ticks at 2 and 5 too, or it would show one number or none.
FEW_DECADES = 1.5
# And a shorter one has ticks as a linear axis has them.
FEWEST_DECADES = 0.7
MOST_LOG_TICKS = 6
# Numbers farther from 1 than this many decades are written as powers.
PLAIN_DECADES = 4.5
# A symmetric log axis is linear up to the least of the values, but looks this far in at most.
MOST_DECADES = 6
TICK_GAP = 0.09
LARGEST_DECADE = 307
BETWEEN_DECADES = (1, 5, 2, 3, 7, 4, 6, 8, 9)
# plotly takes the first whose range holds the distance between ticks, so a zoom changes them too:
# whole numbers where a prefix would repeat itself, prefixes for thousands, powers for the huge.
TICK_FORMATS = [
    {"dtickrange": [None, 1e-5], "value": ".10~g"},
    {"dtickrange": [1e-5, 1e4], "value": ",~f"},
    # Thousands and millions; a reward in giga or tera is nobody's unit.
    {"dtickrange": [1e4, 1e8], "value": "~s"},
    {"dtickrange": [1e8, None], "value": "~e"},
]
# Shorter than this, an axis of whole steps would have ticks between them.
FEW_STEPS = 8


@dataclass(frozen=True)
class YAxis:
    """A y axis: its range in its own coordinates, and how values come there.

    Attributes:
        scale: As drawn; a log axis that cannot show all values is a symmetric one.
        low: Lower end: log10 on a log axis, asinh(y / threshold) on a symmetric one.
        high: Upper end.
        threshold: Below it a symmetric log axis is about linear.
    """

    scale: DrawnScale
    low: float
    high: float
    threshold: float = 1.0

    def place(self, values: Floats) -> Floats:
        """Values in the axis's coordinates; not finite where a log axis has no place for one."""
        if self.scale == "log":
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.log10(values)
        return self.bent(values)

    def bent(self, values: Floats) -> Floats:
        """Values as plotly is given them: it knows no symmetric log axis."""
        if self.scale != "symlog":
            return values
        return np.arcsinh(values / self.threshold)

    def layout(self) -> dict[str, Any]:
        """The axis as plotly has it."""
        common = {"range": [self.low, self.high]}
        if self.scale == "symlog":
            apart = TICK_GAP * (self.high - self.low)
            at, words = zip(*kept_ticks(symmetric_candidates(self), apart), strict=True)
            ticks = {"tickmode": "array", "tickvals": list(at), "ticktext": list(words)}
            return {"type": "linear", **common, **ticks}
        if self.scale == "log":
            return {"type": "log", **common, **_log_ticks(self.low, self.high)}
        return {"type": "linear", **common, "tickformatstops": TICK_FORMATS}

    def meta(self) -> dict[str, Any]:
        """What the page needs for ticks after a zoom: plotly chooses none for an axis like this."""
        if self.scale != "symlog":
            return {}
        at, words = zip(*symmetric_candidates(self), strict=True)
        return {"ticks": {"at": list(at), "words": list(words), "gap": TICK_GAP}}


def y_axis(lines: Sequence[Floats], bands: Sequence[Floats], scale: Scale) -> YAxis:
    """The axis for these values: every line, bands within reason, some air."""
    if scale == "linear":
        return YAxis("linear", *axis_range(lines, bands))
    if not any(len(part) for part in lines):
        return YAxis("log", -2.0, 1.0)
    if all((part > 0).all() for part in lines):
        return YAxis("log", *axis_range(_logs(lines), _logs(bands)))
    axis = YAxis("symlog", 0.0, 1.0, linear_below(np.concatenate(lines)))
    low, high = axis_range([axis.bent(part) for part in lines], [axis.bent(b) for b in bands])
    return YAxis("symlog", low, high, axis.threshold)


def extent_of(y: Floats, *, is_linear: bool) -> Floats:
    """The finite values of a line, or of a linear axis those that it needs: its ends."""
    finite = np.isfinite(y)
    values = y if finite.all() else y[finite]
    return np.array([values.min(), values.max()]) if is_linear and len(values) else values


def axis_range(lines: Sequence[Floats], bands: Sequence[Floats]) -> tuple[float, float]:
    """The range of a y axis in its coordinates: every line, bands within reason, some air.

    A band widens the range by at most a third of the lines' own height on either side, so that one
    wide interval does not press all lines flat.
    """
    values = [part for part in lines if len(part)]
    edges = [part for part in bands if len(part)]
    if not values:
        return 0.0, 1.0
    low, high = min(float(part.min()) for part in values), max(float(part.max()) for part in values)
    most = _length(low, high) / 3 or 0.5 * abs(high) or 0.5
    if edges:
        low = max(min(low, *(float(part.min()) for part in edges)), low - most)
        high = min(max(high, *(float(part.max()) for part in edges)), high + most)
    air = 0.06 * _length(low, high) or 0.5 * abs(high) or 0.5
    return _finite(low - air), _finite(high + air)


def linear_below(values: Floats) -> float:
    """Where a symmetric log axis becomes linear: a power of ten below nine tenths of the values.

    Steps across zero have values as near to it as chance has it; they must not decide the axis.
    """
    sizes = np.abs(values[values != 0])
    if len(sizes) == 0:
        return 1.0
    least = max(float(np.quantile(sizes, 0.1)), float(sizes.max()) * 10.0**-MOST_DECADES)
    return float(10.0 ** np.floor(np.log10(least)))


def symmetric_candidates(axis: YAxis) -> list[tuple[float, str]]:
    """Where a symmetric log axis may have ticks: at 0, at powers of ten, then between them."""
    least = np.log10(axis.threshold)
    most = least + np.log10(np.sinh(max(abs(axis.low), abs(axis.high), 1.0)))
    decades = np.arange(least, min(most, LARGEST_DECADE) + 1e-9).round()
    sizes = [factor * 10.0 ** decades[::-1] for factor in BETWEEN_DECADES]
    values = [0.0, *(sign * size for part in sizes for size in part for sign in (1.0, -1.0))]
    places = axis.bent(np.array(values))
    return [
        (float(place), number_words(value))
        for place, value in zip(places, values, strict=True)
        if axis.low <= place <= axis.high
    ]


def kept_ticks(candidates: Sequence[tuple[float, str]], apart: float) -> list[tuple[float, str]]:
    """Those that stand apart from all before them, in the order of the axis."""
    kept: list[tuple[float, str]] = []
    for at, words in candidates:
        if all(abs(at - other) >= apart for other, _ in kept):
            kept.append((at, words))
    return sorted(kept)


def number_words(value: float) -> str:
    """A tick's number: in full while it is short, else with a power of ten."""
    sign, size = ("\N{MINUS SIGN}" if value < 0 else ""), abs(value)
    if size == 0 or 1e-4 <= size < 1e6:
        return f"{sign}{size:,.10g}"
    exponent = int(np.floor(np.log10(size) + 1e-9))
    factor = round(size / 10.0**exponent)
    times = "" if factor == 1 else f"{factor}\N{MULTIPLICATION SIGN}"
    return f"{sign}{times}10<sup>{str(exponent).replace('-', chr(0x2212))}</sup>"


def _log_ticks(low: float, high: float) -> dict[str, Any]:
    decades = high - low
    has_powers = max(abs(low), abs(high)) > PLAIN_DECADES
    words = {"exponentformat": "power"} if has_powers else {"tickformat": ",.10~g"}
    # Without a distance plotly chooses one by this count, as it does after a zoom.
    if decades < FEWEST_DECADES:
        return {"nticks": 4, "tickformat": ".4~g"}
    every = "D2" if decades <= FEW_DECADES else int(np.ceil(decades / MOST_LOG_TICKS))
    return {"nticks": 4, "dtick": every, **words}


def step_axis(low: float, high: float) -> dict[str, Any]:
    """The range of an axis of whole steps, and a tick for each where there are few."""
    if low == high:
        low, high = low - 1, high + 1
    few = {"dtick": 1} if high - low <= FEW_STEPS else {}
    return {"range": [low, high], "tickformatstops": TICK_FORMATS, **few}


def _logs(parts: Sequence[Floats]) -> list[Floats]:
    return [np.log10(part[part > 0]) for part in parts]


def _length(low: float, high: float) -> float:
    return _finite(high - low)


def _finite(value: float) -> float:
    largest = float(np.finfo(float).max) / 4
    return float(np.clip(value, -largest, largest))

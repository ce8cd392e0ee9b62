"""Many runs as quantiles of all of them: the median as a line, and two bands around it."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from backend.figures.drawing import Drawing, Floats, Whose
from backend.thinning import Indices
from backend.verdict.figures import counted, figure

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class QuantileLook:
    """How they are drawn.

    Attributes:
        name: What pointing at the median says.
        end: Words at its end; None where another line has them.
        dash: Of the median.
        has_bands: Whether the other quantiles are drawn too.
    """

    name: str
    end: str | None
    dash: str = "solid"
    has_bands: bool = True


def quantiles(values: Floats) -> Floats:
    """The quantiles of each column over the rows that have a value, [quantile column].

    An infinite value is that of a run that diverged and counts as such; NaN is no value. They are
    values that runs have, not means of two: of a run that diverged there is no mean.
    """
    ordered, n = np.sort(values, 0), (~np.isnan(values)).sum(0)
    found = np.full((len(QUANTILES), values.shape[1]), np.nan)
    for place, share in enumerate(QUANTILES):
        at = np.clip(np.ceil(share * n).astype(int) - 1, 0, None)
        has = n > 0
        found[place, has] = ordered[at[has], np.flatnonzero(has)]
    return np.where(np.isfinite(found), found, np.nan)


def draw_quantiles(
    drawing: Drawing, x: Floats, values: Floats, whose: Whose, look: QuantileLook
) -> Floats:
    """Draw the quantiles of the rows at each x; the median."""
    found = quantiles(values)
    if look.has_bands:
        drawing.band(x, found[0], found[4], whose)
        drawing.band(x, found[1], found[3], whose)
    drawing.line(
        x,
        found[2],
        whose,
        name=look.name,
        hover="%{customdata}",
        said=partial(_words, found, (~np.isnan(values)).sum(0)),
        line={"width": 2, "dash": look.dash},
    )
    if look.end is not None:
        drawing.end_label(look.end, x, found[2], whose)
    median: Floats = found[2]
    return median


def _words(found: Floats, n: np.ndarray, places: Indices) -> list[str]:
    """The quantiles at some places, and over how many runs they are."""
    return [
        f"median {figure(middle)}, half of them {figure(first)} to {figure(third)}, "
        f"90 % {figure(low)} to {figure(high)}, {counted(int(many), 'run')}"
        for (low, first, middle, third, high), many in zip(
            found[:, places].T.tolist(), n[places].tolist(), strict=True
        )
    ]

"""What the lines of groups have in common, whatever is on their axes."""

import numpy as np

from backend.figures.drawing import Drawing, Floats, Whose
from backend.figures.traces import trace
from backend.groups.estimates import Band
from backend.spec.diagnostic import Scale
from backend.thinning import Indices
from backend.verdict.figures import estimated


def hover_words(middle: Band, places: Indices) -> list[str]:
    """What pointing at some places of a mean says: the mean, its interval, and over how many."""
    shown = (each[places].tolist() for each in (middle.mean, middle.low, middle.high, middle.n))
    return [
        f"{estimated(mean, low, high)}, {n} runs"
        if np.isfinite(low)
        else estimated(mean, None, None) + (f", {n} runs" if n > 1 else "")
        for mean, low, high, n in zip(*shown, strict=True)
    ]


def interval_words(mean: Floats, low: Floats, high: Floats, places: Indices) -> list[str]:
    """What pointing at some places of a single run says that has intervals of its own."""
    shown = (each[places].tolist() for each in (mean, low, high))
    return [
        f"{estimated(value, least, most)}, 95 %"
        if np.isfinite(least + most)
        else estimated(value, None, None)
        for value, least, most in zip(*shown, strict=True)
    ]


def scale_of_means(own: Scale, axis: Scale | None, curves: Floats) -> Scale:
    """On which scale a quantity's means and intervals are made.

    A positive quantity's are those of its logarithms on whatever axis it is looked at, as tables
    have it. One of either sign has them too where it is positive throughout and the axis is log:
    its usual interval may end below what such an axis has a place for.

    Args:
        own: The quantity's own scale.
        axis: That of the axis, where somebody chose one.
        curves: Its values, of which those that are not finite do not count.
    """
    is_positive = not (curves <= 0.0).any()
    return "log" if own == "log" or (axis == "log" and is_positive) else "linear"


def draw_singles(
    drawing: Drawing, x: Floats, curves: Floats, whose: Whose, dash: str = "solid"
) -> None:
    """A thin line for each seed, with a dot where it ends."""
    looks = {"opacity": 0.55, "hoverinfo": "skip"}
    drawing.lines(x, [*curves], whose, {"line": {"width": 0.8, "dash": dash}, **looks})
    in_view = x <= (np.inf if drawing.shown is None else drawing.shown[1])
    last = [np.flatnonzero(np.isfinite(curve) & in_view)[-1:] for curve in curves]
    ends = [(x[at[0]], curve[at[0]]) for at, curve in zip(last, curves, strict=True) if len(at)]
    drawing.traces.append(
        trace(
            {
                "x": np.array([place for place, _ in ends]),
                "y": np.array([value for _, value in ends]),
                "mode": "markers",
                "marker": {"size": 4},
                "meta": whose.meta,
                **looks,
            }
        )
    )

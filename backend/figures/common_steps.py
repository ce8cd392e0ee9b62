"""The steps at which curves of a group are set side by side."""

from collections.abc import Sequence

import numpy as np

from backend.figures.drawing import Floats, Range
from backend.thinning import kept_indices

# Numbers that a group's curves are set side by side with, about: 32 MB.
MOST_CELLS = 4_000_000


def common_steps(lines: Sequence[tuple[Floats, Floats]], shown: Range | None) -> Floats:
    """The real steps at which the curves of a group are set side by side: all of any of them.

    Of very many runs that were measured at steps of their own each, as many as can be computed
    with: those where the runs peak, and half of them inside of what is looked at.
    """
    first = lines[0][0]
    if all(x is first or np.array_equal(x, first) for x, _ in lines):
        return first
    steps = np.concatenate([x for x, _ in lines])
    every = np.unique(steps)
    most = MOST_CELLS // len(lines)
    if len(every) <= most:
        return every
    values = np.concatenate([y for _, y in lines])
    order = np.argsort(steps, kind="stable")
    x, y = steps[order], values[order]
    inside = np.ones(len(x), bool) if shown is None else (x >= shown[0]) & (x <= shown[1])
    parts = [(x[part], y[part]) for part in (inside, ~inside) if part.any()]
    kept = [x_part[kept_indices(x_part, y_part, most // 2)] for x_part, y_part in parts]
    return np.unique(np.concatenate([*kept, every[[0, -1]]]))

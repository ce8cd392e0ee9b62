"""Measures of a few numbers that a single wild one cannot blind.

Plain Python: for two dozen numbers numpy takes ten times as long, and lists judge many runs.

Source: after Rousseeuw and Croux 1993 (noise); Theil 1950 and Sen 1968 (line).
"""

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt

# The share of differences that noise is told from, and that quantile of a standard normal's
# absolute value. The median would call it 0 where most differences are the same, as in a task that
# mostly pays its most; one wild value makes two wild differences, which must stay above.
SHARE, OF_NORMAL = 2.0 / 3.0, 0.9674
# From so many values on, the spread leaves out the largest and the smallest.
TRIMMED_FROM = 5


def median(values: Sequence[float]) -> float:
    """The middle one, or the mean of the two in the middle.

    Raises:
        IndexError: When there are no values.
    """
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    # Halved first: the sum of two huge values may not be finite.
    return 0.5 * ordered[middle - 1] + 0.5 * ordered[middle]


def spread(values: Sequence[float]) -> float:
    """From the smallest to the largest, without a tenth at either end and at least one each.

    Of fewer than five values the whole range.
    """
    ordered = sorted(values)
    left_out = max(1, len(ordered) // 10) if len(ordered) >= TRIMMED_FROM else 0
    return ordered[-1 - left_out] - ordered[left_out]


def noise(values: Sequence[float]) -> float:
    """Deviation of one value of a series from its trend; 0 with fewer than three.

    By two thirds of the differences between neighbours, those that are nearest to their median: a
    steady trend is no noise, and neither is one jump.
    """
    if len(values) < 3:
        return 0.0
    steps = [later - earlier for earlier, later in pairwise(values)]
    usual = median(steps)
    away = sorted(abs(step - usual) for step in steps)
    return away[int(SHARE * (len(away) - 1))] / OF_NORMAL / sqrt(2.0)


def change(steps: Sequence[float], values: Sequence[float]) -> float:
    """From the first to the last step along the line whose slope is the median of all pairs'.

    Raises:
        ZeroDivisionError: When two steps are the same.
    """
    slopes = [
        (values[later] - values[earlier]) / (steps[later] - steps[earlier])
        for earlier in range(len(steps))
        for later in range(earlier + 1, len(steps))
    ]
    return median(slopes) * (steps[-1] - steps[0])

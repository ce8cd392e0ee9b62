"""What the real returns of a run come to, in the numbers that statistics over seeds are made of."""

import math
from dataclasses import dataclass

from backend.db.learning import area
from backend.db.series import Points
from backend.groups.final_returns import last
from backend.statistics.learning import mean_of_last, steps_to


@dataclass(frozen=True)
class Learned:
    """What a learning curve comes to; NaN where it has no such number.

    Attributes:
        is_evaluated: Whether it has any point.
        final: The latest return.
        mean_of_last: The mean of the last ones.
        area: The mean height of the curve.
        steps: The real steps until the latest.
        reached: The real step at which it was first at or above the threshold; infinity before.
    """

    is_evaluated: bool
    final: float
    mean_of_last: float
    area: float
    steps: float
    reached: float

    @classmethod
    def of(cls, returns: Points, count: int, threshold: float | None) -> "Learned":
        """Of a run's returns.

        Args:
            returns: In order of their steps.
            count: How many are in the mean of the last.
            threshold: What is to be reached; None where nothing is.
        """
        steps = returns.steps.astype(float)
        return cls(
            is_evaluated=len(steps) > 0,
            final=last(returns),
            mean_of_last=mean_of_last(returns.values, count),
            area=area(steps, returns.values),
            steps=float(steps[-1]) if len(steps) else 0.0,
            reached=math.inf if threshold is None else steps_to(steps, returns.values, threshold),
        )

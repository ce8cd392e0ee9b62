"""What is known of the seeds of groups, and what is asked of them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from backend.comparison.thresholds import Threshold
from backend.db.learning import area
from backend.db.series import Points
from backend.groups.grouping import Group
from backend.groups.references import References
from backend.spec.diagnostic import Diagnostic
from backend.spec.seed_statistics import SEED_STATISTICS
from backend.statistics.learning import mean_of_last, steps_to
from backend.statistics.payable import Payable

SCORE = "normalised_score"
OF_THRESHOLD = frozenset({"reached", "steps_to_threshold"})


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
            final=float(returns.values[-1]) if len(steps) else math.nan,
            mean_of_last=mean_of_last(returns.values, count),
            area=area(steps, returns.values),
            steps=float(steps[-1]) if len(steps) else 0.0,
            reached=math.inf if threshold is None else steps_to(steps, returns.values, threshold),
        )


@dataclass(frozen=True)
class Asked:
    """What is known of the runs, and what is asked of them.

    Attributes:
        curves: What the real returns of each run come to.
        failed: The runs that failed before their first evaluation.
        environments: Name of each run's environment.
        references: What the returns are measured against.
        threshold: The return to reach, if there is one.
        last: Evaluations in the mean of the last.
        bounds: What an episode can pay at all, by the key of the group.
    """

    curves: Mapping[str, Learned]
    failed: frozenset[str]
    environments: Mapping[str, str]
    references: References
    threshold: Threshold | None
    last: int
    bounds: Mapping[str, Payable]

    def final(self, group: Group) -> list[float]:
        """The latest real return of each of a group's runs."""
        return [self.curves[run_id].final for run_id in group.run_ids]

    def counted(self, group: Group) -> list[str]:
        """Those that were evaluated, whatever came of it, or failed before they were."""
        return [
            run_id
            for run_id in group.run_ids
            if self.curves[run_id].is_evaluated or run_id in self.failed
        ]

    def ended(self, group: Group) -> list[float]:
        """Their latest real returns; not a number where one diverged or failed."""
        return [self.curves[run_id].final for run_id in self.counted(group)]

    def scores(self, group: Group) -> dict[str, float]:
        """The normalised score of each of them, by run."""
        return {
            run_id: self.references.score(run_id, self.curves[run_id].final)
            for run_id in self.counted(group)
        }

    @property
    def columns(self) -> list[Diagnostic]:
        """What can be said of them."""
        return [
            each
            for each in SEED_STATISTICS
            if (each.key != SCORE or self.references.found)
            and (each.key not in OF_THRESHOLD or self.threshold is not None)
        ]

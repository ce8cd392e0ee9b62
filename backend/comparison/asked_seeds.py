"""What is known of the seeds of groups, and what is asked of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.comparison.learned import Learned
from backend.comparison.thresholds import Threshold
from backend.groups.grouping import Group
from backend.groups.references import References
from backend.spec.diagnostic import Diagnostic
from backend.spec.seed_statistics import SEED_STATISTICS
from backend.statistics.payable import Payable

SCORE = "normalised_score"
OF_THRESHOLD = frozenset({"reached", "steps_to_threshold"})


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

"""The curves of a group over the horizon, before they are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from backend.db.profiles import StoredProfile
from backend.groups.grouping import Part
from backend.spec.diagnostic import DataPolicy


@dataclass(frozen=True)
class GroupCurves:
    """A group's curves.

    Attributes:
        index: Its place, which decides its colour; None for a single run.
        label: What stands at its line's end.
        curves: One profile for each run and policy.
        part: Which part it is of runs that are too many to be told apart.
    """

    index: int | None
    label: str
    curves: Sequence[StoredProfile]
    part: Part = ""

    def along(self, policy: DataPolicy) -> list[StoredProfile]:
        """Those along this policy's episodes."""
        return [each for each in self.curves if each.policy == policy]


def with_intervals(
    groups: Sequence[GroupCurves], low: Sequence[GroupCurves], high: Sequence[GroupCurves]
) -> list[GroupCurves]:
    """The same with the ends of their intervals in place of the quantiles over start states."""
    ends = [
        {curve.run_id: curve.mean for group in side for curve in group.curves}
        for side in (low, high)
    ]
    return [
        replace(
            group,
            curves=[
                replace(
                    curve,
                    q10=ends[0].get(curve.run_id, np.full_like(curve.mean, np.nan)),
                    q90=ends[1].get(curve.run_id, np.full_like(curve.mean, np.nan)),
                )
                for curve in group.curves
            ],
        )
        for group in groups
    ]

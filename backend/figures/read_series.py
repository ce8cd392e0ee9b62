"""The series of groups, read and put where they are drawn."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend.db import series
from backend.db.series import Points
from backend.db.tables import Run
from backend.figures.answer import index_of
from backend.figures.group_series import GroupSeries
from backend.figures.training_axis import COUNTERS, placed
from backend.groups.final_returns import failed_unmeasured
from backend.groups.grouping import Group
from backend.groups.known_runs import tagged
from backend.spec.diagnostic import TrainingAxis
from backend.statistics.payable import RETURN, payable


@dataclass(frozen=True)
class ReadSeries:
    """What a figure over training draws.

    Attributes:
        groups: The series of each group.
        lacking: Names of runs that do not count what is on the axis, in their order.
    """

    groups: list[GroupSeries]
    lacking: list[str]


def read_series(
    session: Session,
    runs: Sequence[Run],
    groups: Sequence[Group],
    keys: Sequence[str],
    axis: TrainingAxis,
) -> ReadSeries:
    """The series of these keys, of every run of the groups that counts what is on the axis."""
    by_id = {run.id: run for run in runs}
    run_ids = [run_id for group in groups for run_id in group.run_ids]
    asked = [*keys, *([COUNTERS[axis]] if axis in COUNTERS else [])]
    found = series.read(session, run_ids, asked, with_walls=axis == "wall")
    on_axis = _on_axis(found, by_id, keys, axis)
    without = {run_id for run_id, key in found if key in keys} - {run_id for run_id, _ in on_axis}
    return ReadSeries(
        [
            GroupSeries(
                index_of(group),
                group.label,
                {
                    key: [
                        on_axis[run_id, key] for run_id in group.run_ids if (run_id, key) in on_axis
                    ]
                    for key in keys
                },
                payable([by_id[run_id] for run_id in group.run_ids]),
                _failed([by_id[run_id] for run_id in group.run_ids], found),
                _source([by_id[run_id] for run_id in group.run_ids], axis),
            )
            for group in groups
        ],
        [by_id[run_id].name for run_id in run_ids if run_id in without],
    )


def _on_axis(
    found: Mapping[tuple[str, str], Points],
    runs: Mapping[str, Run],
    keys: Sequence[str],
    axis: TrainingAxis,
) -> dict[tuple[str, str], Points]:
    if axis == "steps":
        return dict(found)
    moved: dict[tuple[str, str], Points] = {}
    for (run_id, key), points in found.items():
        if key in keys:
            counter = found.get((run_id, COUNTERS.get(axis, "")))
            at = placed(points, axis, runs[run_id], counter)
            if at is not None:
                moved[run_id, key] = at
    return moved


def _source(runs: Sequence[Run], axis: TrainingAxis) -> Hashable | None:
    """What a group's series are made from, where it is known of each of its runs."""
    tags = tuple(tagged(run) for run in runs)
    return None if None in tags else (axis, tags)


def _failed(runs: Sequence[Run], found: Mapping[tuple[str, str], Points]) -> int:
    """How many runs failed before their first evaluation."""
    curves = {run.id: found.get((run.id, RETURN), series.EMPTY) for run in runs}
    return len(failed_unmeasured(runs, curves, None))

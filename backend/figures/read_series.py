"""The series of groups, read and put where they are drawn.

Over real steps a group is read where it is drawn, and forgotten then: the next one lies in the same
memory, and of a group that was drawn before nothing is read. On another axis it is known only from
the points which runs have a place on it, and the points of very many runs are read together.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from backend.batches import batches
from backend.db import series
from backend.db.series import Points
from backend.db.tables import Run
from backend.figures.answer import index_of
from backend.figures.common_places import MOST_PEAKS, AskedPlaces, CommonPlaces, common_places
from backend.figures.group_series import GroupSeries, StoredCurves
from backend.figures.training_axis import COUNTERS, peaks, placed
from backend.groups.crowd import MANY_RUNS
from backend.groups.final_returns import failed_unmeasured
from backend.groups.grouping import Group
from backend.groups.known_runs import tagged
from backend.spec.diagnostic import TrainingAxis
from backend.statistics.payable import RETURN, payable

# Of very many runs so many at a time, before they are thinned: 8 MB of two series.
READ_AT_ONCE = 50


@dataclass(frozen=True)
class ReadSeries:
    """What a figure over training draws.

    Attributes:
        groups: The series of each group.
        lacking: Names of runs that do not count what is on the axis, in their order.
        thinned: At which places values of very many runs are, as a sentence; empty of few runs.
    """

    groups: list[GroupSeries]
    lacking: list[str]
    thinned: str


def read_series(
    session: Session,
    runs: Sequence[Run],
    groups: Sequence[Group],
    keys: Sequence[str],
    asked: AskedPlaces,
) -> ReadSeries:
    """The series of these keys, of every run of the groups that counts what is on the axis."""
    by_id = {run.id: run for run in runs}
    run_ids = list(dict.fromkeys(run_id for group in groups for run_id in group.run_ids))
    if asked.axis == "steps" and len(run_ids) <= MANY_RUNS:
        return ReadSeries(_stored(session, by_id, run_ids, groups, keys), [], "")
    read = _Read({}, set(), set())
    places = common_places(session, run_ids, keys[0], asked) if len(run_ids) > MANY_RUNS else None
    for part in batches(run_ids, READ_AT_ONCE):
        _read_part(session, [by_id[run_id] for run_id in part], keys, asked.axis, read)
        if places is not None:
            for run_id in part:
                _thin(read, run_id, keys, places)
    return ReadSeries(
        [
            GroupSeries(
                index_of(group),
                group.label,
                {
                    key: [
                        read.points[run_id, key]
                        for run_id in group.run_ids
                        if (run_id, key) in read.points
                    ]
                    for key in keys
                },
                payable([by_id[run_id] for run_id in group.run_ids]),
                sum(run_id in read.failed for run_id in group.run_ids),
                None
                if places is not None
                else _source([by_id[run_id] for run_id in group.run_ids], asked.axis),
                group.part,
            )
            for group in groups
        ],
        [by_id[run_id].name for run_id in run_ids if run_id in read.lacking],
        "" if places is None else places.words,
    )


def _stored(
    session: Session,
    runs: Mapping[str, Run],
    run_ids: Sequence[str],
    groups: Sequence[Group],
    keys: Sequence[str],
) -> list[GroupSeries]:
    """The groups, whose series are read where they are drawn."""
    ends = series.ends(session, run_ids, list(dict.fromkeys([*keys, RETURN])))
    chosen = [runs[run_id] for run_id in run_ids]
    failed = failed_unmeasured(chosen, {run_id for run_id, key in ends if key == RETURN}, None)
    return [
        GroupSeries(
            index_of(group),
            group.label,
            {key: _stored_curves(session, group.run_ids, key, ends) for key in keys},
            payable([runs[run_id] for run_id in group.run_ids]),
            sum(run_id in failed for run_id in group.run_ids),
            _source([runs[run_id] for run_id in group.run_ids], "steps"),
            group.part,
        )
        for group in groups
    ]


def _stored_curves(
    session: Session, run_ids: Sequence[str], key: str, ends: Mapping[tuple[str, str], int]
) -> StoredCurves:
    having = [run_id for run_id in run_ids if (run_id, key) in ends]
    return StoredCurves(
        [ends[run_id, key] for run_id in having], partial(_curves, session, having, key)
    )


def _curves(session: Session, run_ids: Sequence[str], key: str) -> list[Points]:
    found = series.read(session, run_ids, [key])
    # A run may have gone back to a checkpoint since it was asked which have points.
    return [found[run_id, key] for run_id in run_ids if (run_id, key) in found]


@dataclass(frozen=True)
class _Read:
    """What was read of some runs.

    Attributes:
        points: Each run's points of each series, where they are drawn.
        lacking: Runs that do not count what is on the axis.
        failed: Runs that failed before their first evaluation.
    """

    points: dict[tuple[str, str], Points]
    lacking: set[str]
    failed: set[str]


def _read_part(
    session: Session, runs: Sequence[Run], keys: Sequence[str], axis: TrainingAxis, read: _Read
) -> None:
    by_id = {run.id: run for run in runs}
    counted = [*keys, *([COUNTERS[axis]] if axis in COUNTERS else [])]
    found = series.read(session, [*by_id], counted, with_walls=axis == "wall")
    on_axis = _on_axis(found, by_id, keys, axis)
    read.points.update(on_axis)
    of_keys = {run_id for run_id, key in found if key in keys}
    read.lacking.update(of_keys - {run_id for run_id, _ in on_axis})
    measured = {run_id for run_id, key in found if key == RETURN}
    read.failed.update(failed_unmeasured(runs, measured, None))


def _thin(read: _Read, run_id: str, keys: Sequence[str], places: CommonPlaces) -> None:
    for key in keys:
        points = read.points.get((run_id, key))
        if points is not None:
            thinned = peaks(points, MOST_PEAKS) if places.steps is None else places.of(points)
            read.points[run_id, key] = thinned


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

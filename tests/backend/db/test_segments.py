"""How the points of a series come to lie in segments: few of them, and few packed again."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select

from backend.db import segments, series
from backend.db.segments import MAX_SEGMENTS, Points
from backend.db.tables import SeriesSegment

KEY = "loss/model"


def points(steps, value=0.0):
    steps = np.asarray(steps, np.int64)
    return Points(steps, steps + value, steps * 1.0)


def headers(session, run_id):
    column = SeriesSegment
    query = select(column.id, column.first_step, column.last_step, column.count)
    return session.execute(query.where(column.run_id == run_id).order_by(column.id)).all()


def stored(session, run_id):
    found = series.read(session, [run_id], [KEY]).get((run_id, KEY), series.EMPTY)
    return dict(zip(found.steps.tolist(), found.values.tolist(), strict=True))


@pytest.mark.parametrize("together", [1, 3])
def test_of_a_long_series_each_point_is_packed_a_few_times(database, claim, together):
    count, packed = 900, 0
    with database.transaction() as session:
        for first in range(0, count, together):
            new = points(range(first, first + together))
            change = segments.change(session, claim.run_id, {KEY: new})
            segments.write(session, change)
            packed += sum(row["count"] for row in change.rows)
            assert len(headers(session, claim.run_id)) <= MAX_SEGMENTS
        assert sorted(stored(session, claim.run_id)) == list(range(count))
    # All anew each time that there are too many would be 29 times each.
    assert packed < 6 * count


def test_a_step_that_is_stored_again_leaves_the_segments_before_it_alone(database, claim):
    with database.transaction() as session:
        for first in (0, 10, 20):
            series.append(session, claim, {KEY: points(range(first, first + 10))})
        before = headers(session, claim.run_id)
        series.append(session, claim, {KEY: points([29, 30], 0.5)})
        after = headers(session, claim.run_id)
        assert after[:2] == before[:2]
        assert [(each.first_step, each.last_step) for each in after[2:]] == [(20, 30)]
        assert stored(session, claim.run_id)[29] == 29.5


@pytest.mark.parametrize("cut", [25, 19, 5, -1])
def test_what_is_cut_off_is_gone_and_what_is_before_it_stays(database, claim, cut):
    with database.transaction() as session:
        for first in (0, 10, 20):
            series.append(session, claim, {KEY: points(range(first, first + 10))})
        series.truncate_after(session, claim, cut)
        assert sorted(stored(session, claim.run_id)) == list(range(cut + 1))


@given(
    some.lists(
        some.one_of(
            some.lists(some.integers(0, 60), min_size=1, max_size=8, unique=True),
            some.integers(0, 60),
        ),
        min_size=1,
        max_size=40,
    )
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_in_whatever_order_they_come_the_last_value_of_each_step_is_read(database, claim, deeds):
    """A list of steps adds them, a number cuts off what is beyond it."""
    expected = {}
    with database.transaction() as session:
        for value, deed in enumerate(deeds):
            if isinstance(deed, int):
                series.truncate_after(session, claim, deed)
                expected = {step: each for step, each in expected.items() if step <= deed}
            else:
                series.append(session, claim, {KEY: points(deed, value / 64)})
                expected |= {step: step + value / 64 for step in deed}
            assert stored(session, claim.run_id) == expected
            ends = headers(session, claim.run_id)
            assert all(a.last_step < b.first_step for a, b in pairwise(ends))
        session.rollback()

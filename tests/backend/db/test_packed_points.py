"""Points as few bytes: values as they are, wall times to the millisecond."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sqlalchemy import select

from backend.db import migrate, series
from backend.db.packed_walls import packed_walls, unpacked_walls
from backend.db.series import Points
from backend.db.tables import SeriesSegment

STEPS = np.arange(1, 1_001) * 25
SHORT = np.sin(STEPS).astype(np.float32).astype(float)
LONG = np.sin(STEPS)
ODD = np.array([np.nan, np.inf, -np.inf, -0.0, 1e-45, 3e38] * 100 + [0.5] * 400)


def points(values):
    jitter = np.random.default_rng(0).normal(0.0, 0.02, len(STEPS)).cumsum()
    return Points(STEPS, values, 1.7e9 + STEPS * 0.1 + jitter)


@pytest.fixture
def stored(database, claim):
    given = {"return/real": LONG, "model/loss": SHORT, "policy/critic_loss": ODD}
    with database.transaction() as session:
        series.append(session, claim, {key: points(values) for key, values in given.items()})
    return given


def read(database, claim, keys):
    with database.reading() as session:
        found = series.read(session, [claim.run_id], [*keys], with_walls=True)
        last = series.latest(session, [claim.run_id], [*keys])
    return {key: found[claim.run_id, key] for key in keys}, {
        key: float(last[claim.run_id, key].values[0]) for key in keys
    }


def lengths(database):
    with database.reading() as session:
        rows = session.execute(
            select(SeriesSegment.key, SeriesSegment.values, SeriesSegment.walls)
        ).all()
    return {key: (len(values), len(walls)) for key, values, walls in rows}


def test_values_come_back_as_they_were_and_the_last_alone_too(database, claim, stored):
    found, last = read(database, claim, stored)
    for key, values in stored.items():
        np.testing.assert_array_equal(found[key].values, values)
        np.testing.assert_array_equal(np.signbit(found[key].values), np.signbit(values))
        assert last[key] == values[-1]
        np.testing.assert_allclose(found[key].walls, points(values).walls, rtol=0, atol=0.00051)


@pytest.mark.usefixtures("stored")
def test_a_point_takes_no_more_than_ten_bytes(database):
    sizes = lengths(database)
    assert (sizes["return/real"][0], sizes["model/loss"][0]) == (8 * len(STEPS), 4 * len(STEPS))
    assert max(sum(each) for each in sizes.values()) <= 10 * len(STEPS)


def test_old_points_are_brought_along_there_and_back(database, database_settings, claim, stored):
    before, _ = read(database, claim, stored)
    packed = lengths(database)
    migrate.downgrade(database_settings, "0016")
    assert set(lengths(database).values()) == {(8 * len(STEPS), 8 * len(STEPS))}
    migrate.upgrade(database_settings)
    assert lengths(database) == packed
    after, _ = read(database, claim, stored)
    for key in stored:
        for name in ("steps", "values", "walls"):
            np.testing.assert_array_equal(getattr(after[key], name), getattr(before[key], name))


@given(arrays(float, st.integers(0, 40), elements=st.floats(-4e9, 4e9)))
def test_any_times_are_kept_to_the_millisecond(walls):
    packed = packed_walls(walls)
    assert len(packed) <= 8 * len(walls)
    np.testing.assert_allclose(unpacked_walls(packed, len(walls)), walls, rtol=1e-15, atol=0.00051)


@given(arrays(float, st.integers(1, 9), elements=st.floats(width=64)))
def test_what_is_no_time_stays_what_it_is(walls):
    found = unpacked_walls(packed_walls(walls), len(walls))
    if (np.isfinite(walls) & (np.abs(walls) < 1e15)).all():
        np.testing.assert_allclose(found, walls, rtol=1e-15, atol=0.00051)
    else:
        np.testing.assert_array_equal(found, walls)

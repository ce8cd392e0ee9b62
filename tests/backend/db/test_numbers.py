"""Series and profiles as stored: idempotent, compacted, cut, and true to what is not finite."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select

from backend.db import migrate, profiles, series
from backend.db.base import UtcDateTime, new_id
from backend.db.series import MAX_SEGMENTS, Points
from backend.db.tables import Base, SeriesSegment

KEY = "return/real"


def points(steps, values=None):
    steps = np.asarray(steps, np.int64)
    return Points(steps, np.asarray(steps if values is None else values, float), steps * 1.0)


def stored(database, claim):
    with database.reading() as session:
        return series.read(session, [claim.run_id], [KEY])[claim.run_id, KEY]


def append(database, claim, added):
    with database.transaction() as session:
        series.append(session, claim, {KEY: added})


def test_storing_the_same_points_twice_changes_nothing(database, claim):
    append(database, claim, points([1, 2, 3]))
    append(database, claim, points([1, 2, 3]))
    assert stored(database, claim).steps.tolist() == [1, 2, 3]


def test_a_step_that_is_stored_takes_the_newer_value(database, claim):
    append(database, claim, points([1, 2, 3]))
    append(database, claim, points([2], [20.0]))
    assert stored(database, claim).values.tolist() == [1.0, 20.0, 3.0]


def test_many_small_appends_become_one_segment(database, claim):
    for step in range(1, MAX_SEGMENTS + 2):
        append(database, claim, points([step]))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SeriesSegment)) == 1
    assert stored(database, claim).steps.tolist() == list(range(1, MAX_SEGMENTS + 2))


def test_points_beyond_a_checkpoint_are_dropped(database, claim):
    append(database, claim, points([1, 2, 3, 4]))
    with database.transaction() as session:
        series.truncate_after(session, claim, 2)
    assert stored(database, claim).steps.tolist() == [1, 2]


def test_values_that_are_not_finite_are_stored_as_they_are(database, claim):
    append(database, claim, points([1, 2, 3], [np.nan, np.inf, -np.inf]))
    np.testing.assert_array_equal(stored(database, claim).values, [np.nan, np.inf, -np.inf])


def profile(step, value, policy="data"):
    curve = np.full(3, value)
    horizon = np.arange(1, 4)
    return profiles.StoredProfile(
        "", "horizon-error", policy, step, "mean", horizon, curve, curve, curve, curve, horizon
    )


def test_a_profile_is_replaced_and_found_at_or_before_a_step(database, claim):
    with database.transaction() as session:
        profiles.save(session, claim, [profile(100, 1.0), profile(200, 2.0)])
        profiles.save(session, claim, [profile(100, 1.5), profile(200, 5.0, "current")])
    with database.reading() as session:
        run = [claim.run_id]
        assert [
            p.mean[0] for p in profiles.read_at(session, run, "horizon-error", "data", 150)
        ] == [1.5]
        latest = profiles.read_at(session, run, "horizon-error")
        assert {(p.policy, p.mean[0]) for p in latest} == {("data", 2.0), ("current", 5.0)}
        assert profiles.read_at(session, run, "horizon-error", "data", 50) == []
        assert profiles.steps(session, run, "horizon-error") == [100, 200]


def test_the_episodes_under_a_profile_come_back_row_by_row(database, claim):
    rows, starts = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([7, 8])
    with database.transaction() as session:
        kept = replace(profile(100, 1.0), episodes=rows, episode_starts=starts)
        profiles.save(session, claim, [kept, profile(200, 2.0)])
    with database.reading() as session:
        first, second = profiles.read(session, [claim.run_id], "horizon-error")
    np.testing.assert_array_equal(first.episodes, rows)
    np.testing.assert_array_equal(first.episode_starts, starts)
    assert second.episodes.shape == (0, 3)
    assert len(second.episode_starts) == 0


def test_the_migrations_make_exactly_the_tables(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": _same_type})
        assert compare_metadata(context, Base.metadata) == []


def _same_type(context, inspected, column, inspected_type, column_type):
    """Our time is stored as a plain one; everything else is compared as Alembic does."""
    del context, inspected, column, inspected_type
    return False if isinstance(column_type, UtcDateTime) else None


def test_migrations_go_down_and_up_again(database_settings):
    migrate.downgrade(database_settings, "base")
    assert migrate.pending(database_settings)
    migrate.upgrade(database_settings)
    assert not migrate.pending(database_settings)


def test_ids_are_short_lower_case_and_all_different():
    made = {new_id() for _ in range(2_000)}
    assert len(made) == 2_000
    assert all(len(each) == 12 and each == each.lower() for each in made)


def test_a_time_without_a_timezone_is_refused():

    with pytest.raises(ValueError, match="without a timezone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), None)  # noqa: DTZ001

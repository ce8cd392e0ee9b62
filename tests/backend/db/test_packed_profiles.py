"""Profiles as few bytes: what is lost, and what is not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backend.db import migrate, profiles
from backend.db.packed_curves import Curves, packed, unpacked
from backend.db.session import Database

H = np.arange(1, 6)
NUMBERS = st.floats(width=64)


def curves(mean, rest, horizon=None, count=None, starts=(4, 5)):
    steps = len(mean)
    return Curves(
        np.arange(1, steps + 1) if horizon is None else np.asarray(horizon),
        np.full(steps, 9) if count is None else np.asarray(count),
        np.asarray(mean, float),
        np.atleast_2d(np.asarray(rest, float)),
        np.asarray(starts, int),
    )


def assert_near(found, given, error):
    finite = np.isfinite(given)
    np.testing.assert_array_equal(np.isnan(found), np.isnan(given))
    np.testing.assert_array_equal(found[np.isinf(given)], given[np.isinf(given)])
    np.testing.assert_allclose(found[finite], given[finite], rtol=error, atol=0.0)


@given(arrays(float, 5, elements=NUMBERS), arrays(float, (4, 5), elements=NUMBERS))
def test_no_number_is_off_by_more_than_what_is_said(mean, rest):
    found = unpacked(packed(curves(mean, rest)))
    np.testing.assert_array_equal(found.mean, mean)
    assert_near(found.rest, rest, 1.6e-5)
    # Packed again nothing more is lost.
    again = unpacked(packed(found))
    np.testing.assert_array_equal(again.mean, found.mean)
    np.testing.assert_array_equal(again.rest, found.rest)


@pytest.mark.parametrize("horizon", [[1, 2, 3, 4, 5], [1, 2, 5, 10, 50], [0, 1, 2, 3, 4]])
@pytest.mark.parametrize("count", [[9] * 5, [9, 8, 8, 7, 0]])
def test_steps_and_counts_are_exact(horizon, count):
    found = unpacked(packed(curves(0.1 * H, np.ones((3, 5)), horizon, count, [3, 1, 2])))
    np.testing.assert_array_equal(found.horizon, horizon)
    np.testing.assert_array_equal(found.count, count)
    np.testing.assert_array_equal(found.starts, [3, 1, 2])


def test_means_of_32_bits_take_half_of_those_of_64():
    short, long = np.linspace(0.1, 0.9, 500, dtype=np.float32), np.linspace(0.1, 0.9, 500)
    sizes = [len(packed(curves(mean.astype(float), np.ones((3, 500))))) for mean in (short, long)]
    assert sizes[0] < 0.6 * sizes[1]


def test_a_profile_without_steps_is_one():
    found = unpacked(packed(curves([], np.empty((3, 0)), starts=[])))
    assert (found.mean.shape, found.rest.shape, found.starts.shape) == ((0,), (3, 0), (0,))


def test_what_32_bits_cannot_hold_has_64():
    rest = np.array([[1e200, 1.0 / 3.0, -1e-200, np.nan, np.inf]])
    found = unpacked(packed(curves(H / 3.0, rest)))
    np.testing.assert_array_equal(found.mean, H / 3.0)
    np.testing.assert_array_equal(found.rest, rest)


def stored(run_id, step, *, episodes):
    mean = 0.013 * H**1.2 + step
    rows = mean * np.array([[0.9], [1.1]]) if episodes else np.empty((0, 5))
    starts = np.array([3, 4]) if episodes else np.empty(0, int)
    return profiles.StoredProfile(
        run_id, "horizon-error", "current", step, "mean", H, mean, 0.8 * mean, mean,
        1.3 * mean, np.full(5, 7), rows, starts,
    )  # fmt: skip


def read(settings, run_id):
    database = Database(settings)
    with database.reading() as session:
        found = profiles.read(session, [run_id], "horizon-error")
    database.dispose()
    return found


def test_old_profiles_are_brought_along_there_and_back(
    database_settings, claim, database, monkeypatch, capsys
):
    made = [stored(claim.run_id, 100, episodes=True), stored(claim.run_id, 200, episodes=False)]
    with database.transaction() as session:
        profiles.save(session, claim, made)
    database.dispose()
    before = read(database_settings, claim.run_id)
    migrate.downgrade(database_settings, "0014")
    assert capsys.readouterr().err == "", "what is quick says nothing"
    monkeypatch.setattr(migrate, "SAY_SECONDS", 0.0)
    migrate.upgrade(database_settings)
    assert "migrating profiles: 0 of 2 (0%)" in capsys.readouterr().err
    after = read(database_settings, claim.run_id)
    assert [profile.env_step for profile in after] == [100, 200]
    for profile, known, exact in zip(after, before, made, strict=True):
        np.testing.assert_array_equal(profile.mean, exact.mean)
        for name in ("horizon", "mean", "q10", "q50", "q90", "count", "episodes", "episode_starts"):
            np.testing.assert_array_equal(getattr(profile, name), getattr(known, name))

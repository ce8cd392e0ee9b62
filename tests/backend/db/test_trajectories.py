"""Trajectories as stored: whole, ragged, idempotent, cut, and true to what is not finite."""

import numpy as np
import pytest
from sqlalchemy import func, select

from backend.db import queue, trajectories
from backend.db.errors import StaleClaim
from backend.db.tables import TrajectoriesRecord
from backend.db.trajectories import StoredRollout, StoredTrajectories


def picture(env_step, value=1.0):
    real = np.arange(10.0).reshape(5, 2) * value
    whole = StoredRollout(0, real + 0.5, real[:3])
    short = StoredRollout(2, real[2:3], np.empty((0, 2)))
    branch = StoredRollout(
        3, np.array([real[3], [np.nan, np.inf]]), np.array([real[3], [-np.inf, 7.0]])
    )
    return StoredTrajectories("", env_step, 4, np.array([0, 7]), real, [whole, short, branch])


def save(database, claim, *pictures):
    with database.transaction() as session:
        trajectories.save(session, claim, pictures)


def test_what_was_saved_is_read_as_it_was(database, claim):
    saved = picture(100)
    save(database, claim, saved)
    with database.reading() as session:
        (found,) = trajectories.read(session, [claim.run_id])
    assert (found.run_id, found.env_step, found.rollout_length) == (claim.run_id, 100, 4)
    assert found.dimensions.tolist() == [0, 7]
    np.testing.assert_array_equal(found.real, saved.real)
    for one, other in zip(found.rollouts, saved.rollouts, strict=True):
        assert one.start == other.start
        np.testing.assert_array_equal(one.imagined, other.imagined)
        np.testing.assert_array_equal(one.world, other.world)


def test_they_are_replaced_and_found_at_or_before_a_step(database, claim):
    save(database, claim, picture(100), picture(200))
    save(database, claim, picture(200, 3.0))
    run = [claim.run_id]
    with database.reading() as session:
        assert trajectories.steps(session, claim.run_id) == [100, 200]
        assert [each.env_step for each in trajectories.read(session, run)] == [100, 200]
        (latest,) = trajectories.read_at(session, run)
        assert (latest.env_step, latest.real[1, 0]) == (200, 6.0)
        assert [each.env_step for each in trajectories.read_at(session, run, 199)] == [100]
        assert trajectories.read_at(session, run, 99) == []


def test_those_beyond_a_checkpoint_are_dropped(database, claim):
    save(database, claim, picture(100), picture(200))
    with database.transaction() as session:
        trajectories.truncate_after(session, claim, 150)
    with database.reading() as session:
        assert trajectories.steps(session, claim.run_id) == [100]


def test_a_stale_claim_can_write_none(database, claim):
    stale = queue.Claim(claim.run_id, claim.attempt - 1, claim.spec, claim.worker_id)
    with pytest.raises(StaleClaim):
        save(database, stale, picture(100))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(TrajectoriesRecord)) == 0

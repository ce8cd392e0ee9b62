"""The queue: who may execute what, and who no longer may."""

import threading
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import update

from backend.db import artifacts, logs, profiles, queue, runs, series
from backend.db.errors import StaleClaim, WrongMove
from backend.db.session import Database
from backend.db.status import Status, next_status
from backend.db.tables import Run
from backend.spec.run import RunSpec

LEASE = 60


def status_of(database, run_id):
    with database.reading() as session:
        return runs.get(session, run_id).status


def expire(database, run_id):
    with database.transaction() as session:
        past = datetime.now(UTC) - timedelta(hours=1)
        session.execute(update(Run).where(Run.id == run_id).values(lease_expires_at=past))


def take(database, worker="worker"):
    with database.transaction() as session:
        return queue.claim(session, worker, LEASE)


def test_the_run_that_waited_longest_is_claimed_first(database, make_runs):
    first, second = make_runs(1)[0], make_runs(1)[0]
    assert [take(database).run_id, take(database).run_id] == [first, second]
    assert take(database) is None


def test_a_claim_carries_the_spec_and_the_attempt(database, make_runs):
    make_runs()
    claim = take(database)
    assert claim.attempt == 1
    assert claim.spec == RunSpec(seed=0)


def test_a_deleted_run_is_not_claimed(database, make_runs):
    (run_id,) = make_runs()
    with database.transaction() as session:
        runs.mark_deleted(session, runs.get(session, run_id), datetime.now(UTC))
    assert take(database) is None


def test_four_claimers_take_two_hundred_runs_exactly_once(database_settings, make_runs):
    made = make_runs(200)
    taken = []
    begin = threading.Barrier(4)

    def claim_all(worker):
        own = Database(database_settings)
        begin.wait()
        while (claim := take(own, worker)) is not None:
            taken.append((claim.run_id, claim.attempt))
        own.dispose()

    claimers = [threading.Thread(target=claim_all, args=(f"worker {n}",)) for n in range(4)]
    for each in claimers:
        each.start()
    for each in claimers:
        each.join()
    assert len(taken) == 200
    assert sorted(run_id for run_id, _ in taken) == sorted(made)
    assert {attempt for _, attempt in taken} == {1}


def test_an_expired_lease_goes_back_to_the_queue_and_to_the_next_worker(database, claim):
    expire(database, claim.run_id)
    with database.transaction() as session:
        assert queue.requeue_expired(session) == [claim.run_id]
    again = take(database, "another")
    assert (again.run_id, again.attempt, again.worker_id) == (claim.run_id, 2, "another")


def test_a_renewed_lease_does_not_expire(database, claim):
    with database.transaction() as session:
        assert queue.renew(session, claim, LEASE) is False
        assert queue.requeue_expired(session) == []


def test_a_run_out_of_attempts_fails_with_the_reason(database, make_runs):
    (run_id,) = make_runs()
    for _ in range(3):
        take(database)
        expire(database, run_id)
        with database.transaction() as session:
            queue.requeue_expired(session)
    with database.reading() as session:
        run = runs.get(session, run_id)
    assert run.status == Status.FAILED
    assert "was not heard of" in run.failure_reason
    assert "3 attempts" in run.failure_reason


def test_a_released_run_waits_in_its_old_place_and_burns_no_attempt(database, make_runs):
    first = make_runs(1)[0]
    claim = take(database)
    make_runs(1)
    for _ in range(5):
        with database.transaction() as session:
            queue.release(session, claim)
        claim = take(database)
        assert claim.run_id == first
    with database.reading() as session:
        assert runs.get(session, first).failed_attempts == 0


def test_a_given_up_attempt_is_tried_again_and_then_fails(database, make_runs):
    make_runs()
    states = []
    for _ in range(3):
        claim = take(database)
        with database.transaction() as session:
            states.append(queue.give_up(session, claim, "killed by signal 9"))
    assert states == [Status.QUEUED, Status.QUEUED, Status.FAILED]


def test_a_queued_run_is_cancelled_at_once(database, make_runs):
    (run_id,) = make_runs()
    with database.transaction() as session:
        assert queue.request_cancel(session, run_id) == Status.CANCELLED
    assert take(database) is None


def test_the_worker_of_a_running_run_learns_that_it_is_to_stop(database, claim):
    with database.transaction() as session:
        assert queue.request_cancel(session, claim.run_id) == Status.RUNNING
    with database.transaction() as session:
        assert queue.renew(session, claim, LEASE) is True
        queue.finish(session, claim, Status.CANCELLED)
    assert status_of(database, claim.run_id) == Status.CANCELLED


def test_a_run_to_be_cancelled_whose_worker_died_ends_as_cancelled(database, claim):
    with database.transaction() as session:
        queue.request_cancel(session, claim.run_id)
    expire(database, claim.run_id)
    with database.transaction() as session:
        queue.requeue_expired(session)
    assert status_of(database, claim.run_id) == Status.CANCELLED


def test_cancelling_an_ended_run_changes_nothing(database, claim):
    with database.transaction() as session:
        queue.finish(session, claim, Status.SUCCEEDED)
    with database.transaction() as session:
        assert queue.request_cancel(session, claim.run_id) == Status.SUCCEEDED
        assert queue.request_cancel(session, "nothing") is None


POINTS = {"return/real": series.Points(np.array([1]), np.array([1.0]), np.array([0.0]))}
ONES = np.ones(1)
PROFILE = profiles.StoredProfile(
    "", "horizon-error", "data", 1, "mean", np.array([1]), ONES, ONES, ONES, ONES, np.array([1])
)
FILE = artifacts.NewArtifact("checkpoint", "a.pt", "memory://a.pt", 1, "0" * 64, 1)
WRITES = {
    "renew": lambda session, claim: queue.renew(session, claim, LEASE),
    "release": queue.release,
    "finish": lambda session, claim: queue.finish(session, claim, Status.SUCCEEDED),
    "give_up": lambda session, claim: queue.give_up(session, claim, "reason"),
    "progress": lambda session, claim: runs.report_progress(
        session, claim, runs.Progress(1, None, "collecting")
    ),
    "provenance": lambda session, claim: runs.set_provenance(session, claim, {"a": 1}),
    "series": lambda session, claim: series.append(session, claim, POINTS),
    "series cut": lambda session, claim: series.truncate_after(session, claim, 0),
    "profiles": lambda session, claim: profiles.save(session, claim, [PROFILE]),
    "profiles cut": lambda session, claim: profiles.truncate_after(session, claim, 0),
    "logs": lambda session, claim: logs.append(
        session, claim, [logs.LogLine(datetime.now(UTC), "info", "hello")]
    ),
    "artifact": lambda session, claim: artifacts.record(session, claim, FILE),
    "artifact gone": lambda session, claim: artifacts.forget(session, claim, ["a"]),
}


@pytest.mark.parametrize("write", WRITES)
def test_a_stale_attempt_can_write_nothing(database, claim, write):
    expire(database, claim.run_id)
    with database.transaction() as session:
        queue.requeue_expired(session)
    take(database, claim.worker_id)
    with pytest.raises(StaleClaim), database.transaction() as session:
        WRITES[write](session, claim)
    with database.reading() as session:
        assert series.read(session, [claim.run_id], ["return/real"]) == {}
        assert profiles.read(session, [claim.run_id], "horizon-error") == []
        assert logs.tail(session, claim.run_id, 10) == []
        assert runs.get(session, claim.run_id).env_steps == 0


@pytest.mark.parametrize("write", WRITES)
def test_the_owner_of_a_run_can_write(database, claim, write):
    with database.transaction() as session:
        WRITES[write](session, claim)


def test_every_move_that_is_not_listed_is_refused():
    assert next_status("queued", "claim") == Status.RUNNING
    for status in (Status.SUCCEEDED, Status.FAILED, Status.CANCELLED):
        assert status.is_final
        for event in ("claim", "release", "expire", "succeed", "fail", "cancel"):
            with pytest.raises(WrongMove):
                next_status(status, event)
    with pytest.raises(WrongMove, match="queued cannot succeed"):
        next_status("queued", "succeed")

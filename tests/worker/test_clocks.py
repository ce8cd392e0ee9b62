"""The database is away, or its clock is set, or it sleeps: no run that lives is put back for it."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.db import experiments, leases, queue, runs
from backend.db.status import Status
from backend.spec.grid import parse
from worker.jobs import database_clock, silent_workers
from worker.jobs.silent_workers import SilentWorkers
from worker.settings import WorkerSettings

BEAT, LEASE = 1, 4
SETTINGS = WorkerSettings(heartbeat_seconds=BEAT, lease_seconds=LEASE)


class Clocks:
    """The steady clock of a worker, and the database's, which somebody may set."""

    def __init__(self):
        self.steady = 100.0
        self.database = datetime(2026, 1, 1, tzinfo=UTC)

    def passes(self, seconds):
        self.steady += seconds
        self.database += timedelta(seconds=seconds)

    def is_set(self, hours):
        self.database += timedelta(hours=hours)


@pytest.fixture
def clocks(monkeypatch):
    clocks = Clocks()
    for module in (leases, queue, silent_workers):
        monkeypatch.setattr(module, "database_now", lambda _: clocks.database)
    for module in (database_clock, silent_workers):
        monkeypatch.setattr(module, "monotonic", lambda: clocks.steady)
    return clocks


@pytest.fixture
def silent(database, clocks):
    """What a worker knows of others that has been there for long."""
    silent = SilentWorkers(database, SETTINGS)
    beats(silent, clocks, 2 * LEASE)
    return silent


def beats(silent, clocks, seconds):
    """A worker's beats for so long."""
    for _ in range(seconds // BEAT):
        clocks.passes(BEAT)
        silent.judge()


def held(database):
    """A run that another worker has just taken."""
    with database.transaction() as session:
        experiment = experiments.create(session, "tests")
        (run,) = runs.create(session, experiment.id, [runs.NewRun("run", parse({}))])
    with database.transaction() as session:
        assert queue.claim(session, "another", LEASE).run_id == run.id
    return run.id


def status(database, run_id):
    with database.reading() as session:
        run = runs.get(session, run_id)
    return run.status, run.failed_attempts


def test_a_jump_is_what_one_clock_went_beyond_the_other(clocks):
    seen = database_clock.DatabaseClock()
    assert seen.jump(clocks.database) == 0
    clocks.passes(60)
    assert seen.jump(clocks.database) == 0
    clocks.is_set(hours=1)
    assert seen.jump(clocks.database) == 3_600
    clocks.is_set(hours=-1)
    assert seen.jump(clocks.database) == -3_600


def test_the_runs_of_a_worker_that_fell_silent_are_put_back_once_its_lease_ends(
    database, silent, clocks
):
    run_id = held(database)
    beats(silent, clocks, LEASE)
    assert status(database, run_id) == (Status.RUNNING, 0)
    beats(silent, clocks, BEAT)
    assert status(database, run_id) == (Status.QUEUED, 1)


@pytest.mark.parametrize("hours", [1, 8])
def test_a_clock_set_forward_ends_no_lease_of_a_worker_that_lives(database, silent, clocks, hours):
    """As after a laptop slept: a lease by the steady clock stays for the others to renew it."""
    run_id = held(database)
    clocks.is_set(hours)
    beats(silent, clocks, LEASE)
    assert status(database, run_id) == (Status.RUNNING, 0)
    beats(silent, clocks, 2 * BEAT)
    assert status(database, run_id) == (Status.QUEUED, 1)


def test_a_clock_set_back_keeps_no_run_of_a_dead_worker_for_an_hour(database, silent, clocks):
    run_id = held(database)
    clocks.is_set(hours=-1)
    beats(silent, clocks, LEASE + 2 * BEAT)
    assert status(database, run_id) == (Status.QUEUED, 1)


def away(silent, clocks):
    """The database did not answer for an hour, and this worker is the first to be heard."""
    silent.could_not_write()
    clocks.passes(3_600)


def held_up(silent, clocks):
    """Somebody else wrote for an hour, and this worker is the first whose turn it is."""
    del silent
    clocks.passes(3_600)


@pytest.mark.parametrize("trouble", [away, held_up])
def test_after_a_time_in_which_nobody_could_write_others_have_a_lease_to_come_back(
    database, silent, clocks, trouble
):
    run_id = held(database)
    trouble(silent, clocks)
    silent.judge()
    beats(silent, clocks, LEASE - BEAT)
    assert status(database, run_id) == (Status.RUNNING, 0)
    beats(silent, clocks, 2 * BEAT)
    assert status(database, run_id) == (Status.QUEUED, 1)


def test_a_worker_that_starts_gives_those_it_finds_silent_a_lease(database, clocks):
    run_id = held(database)
    clocks.passes(3_600)
    silent = SilentWorkers(database, SETTINGS)
    beats(silent, clocks, LEASE - BEAT)
    assert status(database, run_id) == (Status.RUNNING, 0)
    beats(silent, clocks, 2 * BEAT)
    assert status(database, run_id) == (Status.QUEUED, 1)

"""What is recorded reaches the database, at once when asked; nothing is lost while that is away."""

import sqlite3
import threading
import time
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError

from backend.db import experiments, queue, runs, series
from backend.db.session import Database
from backend.spec.run import RunSpec
from worker.jobs import recorder as recorder_module
from worker.jobs import saving
from worker.jobs.build import build_trainer
from worker.jobs.checkpoint import CheckpointStore
from worker.jobs.recorder import Rate, Recorder
from worker.mbrl.report import IterationReport, Scalar
from worker.settings import WorkerSettings

LONG = 60.0


@pytest.fixture
def stored(sqlite_settings):
    database = Database(sqlite_settings)
    yield database
    database.dispose()


@pytest.fixture
def claim(stored):
    with stored.transaction() as session:
        experiment = experiments.create(session, "tests")
        runs.create(session, experiment.id, [runs.NewRun("run", RunSpec())])
    with stored.transaction() as session:
        return queue.claim(session, "worker", 60)


def report(env_step):
    return IterationReport(env_step, env_step, (Scalar("return/real", env_step, 1.0),))


def steps(database, claim):
    with database.reading() as session:
        found = series.read(session, [claim.run_id], ["return/real"])
    return [step for points in found.values() for step in points.steps.tolist()]


@contextmanager
def locked(settings):
    """Nobody else can read or write the database meanwhile."""
    another = sqlite3.connect(settings.data / "branchpoint.db", isolation_level=None)
    another.execute("BEGIN EXCLUSIVE")
    yield
    another.execute("ROLLBACK")
    another.close()


def test_random_steps_foretell_no_rate_and_the_first_fit_counts(monkeypatch):
    clock = iter([0.0, 1.0, 101.0, 102.0])
    monkeypatch.setattr(recorder_module.time, "monotonic", lambda: next(clock))
    rate = Rate(0, random_steps=500)
    assert rate.update(500) is None
    assert rate.update(500) is None  # the fit
    assert rate.update(601) == pytest.approx(1.0)


def test_asked_for_it_everything_recorded_so_far_is_stored_at_once(stored, claim):
    recorder = Recorder(stored, claim, 0)
    for env_step in range(5):
        recorder.record(report(env_step), "evaluating")
        assert recorder.flush(LONG)
        assert steps(stored, claim) == list(range(env_step + 1))
    assert recorder.close(LONG)


def test_after_a_while_without_values_the_first_is_stored_at_once_and_others_wait(
    stored, claim, monkeypatch
):
    honest, was_stored = Recorder._try_to_store, threading.Event()

    def noting(self, taken, until):
        done = honest(self, taken, until)
        if taken.has_values:
            was_stored.set()
        return done

    monkeypatch.setattr(Recorder, "_try_to_store", noting)
    monkeypatch.setattr(recorder_module, "FLUSH_SECONDS", LONG)
    recorder = Recorder(stored, claim, 0)
    recorder.record(report(1), "evaluating")
    assert was_stored.wait(LONG / 2)
    assert steps(stored, claim) == [1]
    was_stored.clear()
    recorder.record(report(2), "evaluating")
    assert not was_stored.wait(0.2)
    assert recorder.close(LONG)
    assert steps(stored, claim) == [1, 2]


def test_a_database_that_takes_long_is_asked_less_often_and_no_run_falls_silent():
    quick, slow, stuck = (recorder_module.pause_after(each) for each in (0.01, 0.1, 30.0))
    assert quick == recorder_module.FLUSH_SECONDS
    assert slow == pytest.approx(2.0)
    # A page says that a run stands still after far longer.
    assert slow < stuck <= 5.0


def test_a_slow_store_is_followed_by_a_longer_rest(stored, claim, monkeypatch):
    honest, stores = Recorder._try_to_store, []

    def slow(self, taken, until):
        if taken.has_values:
            stores.append(time.monotonic())
            time.sleep(0.2)
        return honest(self, taken, until)

    monkeypatch.setattr(Recorder, "_try_to_store", slow)
    recorder = Recorder(stored, claim, 0)
    ends = time.monotonic() + 3.0
    for env_step in range(1_000):
        recorder.record(report(env_step), "evaluating")
        if time.monotonic() > ends:
            break
        time.sleep(0.05)
    # At once, and not every 0.8 s after it.
    assert len(stores) == 1
    assert recorder.close(LONG)
    assert steps(stored, claim) == list(range(env_step + 1))


def test_while_the_database_is_locked_it_says_so_and_stores_all_afterwards(
    stored, claim, sqlite_settings
):
    recorder = Recorder(stored, claim, 0)
    assert recorder.flush(LONG)
    with locked(sqlite_settings):
        recorder.record(report(1), "evaluating")
        assert not recorder.flush(0.3)
        recorder.record(report(2), "evaluating")
    assert recorder.flush(LONG)
    assert steps(stored, claim) == [1, 2]
    assert recorder.close(LONG)


def test_a_run_that_was_lost_stores_nothing_more_and_keeps_nobody_waiting(stored, claim):
    recorder = Recorder(stored, claim, 0)
    with stored.transaction() as session:
        queue.release(session, claim)
    recorder.record(report(1), "evaluating")
    began = time.monotonic()
    assert not recorder.flush(LONG)
    assert recorder.is_lost
    assert time.monotonic() - began < LONG / 2
    assert steps(stored, claim) == []


def test_what_is_recorded_before_the_end_is_stored_by_closing(stored, claim):
    recorder = Recorder(stored, claim, 0)
    recorder.record(report(7), "evaluating")
    assert recorder.close(LONG)
    assert steps(stored, claim) == [7]


def test_closing_while_the_database_is_away_tries_again_with_pauses(stored, claim, monkeypatch):
    """Values that wait make a first try due at once, and no second one."""
    recorder, tries = Recorder(stored, claim, 0), []

    def refuse(*_):
        tries.append(time.monotonic())
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("database is locked"))

    monkeypatch.setattr(recorder_module.recorded, "ready", refuse)
    recorder.record(report(25), "")
    assert not recorder.close(2.0)
    assert 3 <= len(tries) <= 12
    monkeypatch.undo()
    assert recorder.close(LONG)
    assert steps(stored, claim) == [25]


def test_no_checkpoint_is_written_before_what_was_measured_is_stored(
    stored, claim, sqlite_settings, monkeypatch
):
    """A run that went on from it would never measure again what was lost."""
    monkeypatch.setattr(saving, "STORE_SECONDS", 0.3)
    recorder = Recorder(stored, claim, 0)
    assert recorder.flush(LONG)
    checkpoints = CheckpointStore(stored, sqlite_settings.artifacts, claim)
    saver = saving.Saving(checkpoints, recorder, WorkerSettings())
    trainer = build_trainer(RunSpec())
    with locked(sqlite_settings):
        recorder.record(report(1), "evaluating")
        saver.save(trainer)
        assert not list(sqlite_settings.data.rglob("*.pt"))
    monkeypatch.setattr(saving, "STORE_SECONDS", LONG)
    saver.save(trainer)
    assert steps(stored, claim) == [1]
    assert len(list(sqlite_settings.data.rglob("*.pt"))) == 1
    assert recorder.close(LONG)

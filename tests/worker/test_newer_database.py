"""A worker that is older than its database's tables takes no runs, a newer one waits for them."""

import signal
import subprocess
import sys
from contextlib import contextmanager

from sqlalchemy import text

from backend.cli.instance.storage import opened
from backend.db import migrate, queue, table_version, workers
from backend.db.settings import DatabaseSettings
from backend.db.status import Status
from tests.worker.test_worker import SMALL, a_worker, ended, environment, launch, look, until, words
from worker.engines.outcome import Exit


def become(database, number):
    """Apply migrations of a version to come, or take them back."""
    with database.transaction() as session:
        to = {"number": f"{number:04d}"}
        session.execute(text("UPDATE alembic_version SET version_num = :number"), to)


def troubles(database):
    with database.reading() as session:
        return {worker.trouble for worker in workers.list_live(session)}


def test_an_older_worker_is_refused(database_settings, database):
    newest = table_version.newest_known()
    become(database, newest + 1)
    try:
        command = [sys.executable, "-m", "worker"]
        done = subprocess.run(
            command, env=environment(database_settings), capture_output=True, text=True, check=False
        )
    finally:
        become(database, newest)
    assert (done.returncode, done.stdout) == (1, "")
    assert "a newer version of Branchpoint has changed the database's tables" in done.stderr
    with database.reading() as session:
        assert not workers.list_live(session)


@contextmanager
def a_waiting_worker(settings, said):
    """A worker process that has said that it waits, and is asked to stop at the end."""
    command = [sys.executable, "-m", "worker"]
    with said.open("w") as log:
        process = subprocess.Popen(command, env=environment(settings), stdout=log, stderr=log)
    try:
        until(lambda: table_version.NOT_MIGRATED in said.read_text(), "the worker to say it")
        assert process.poll() is None
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def has_worker(database):
    with database.reading() as session:
        return bool(workers.list_live(session))


def test_a_newer_worker_waits_for_the_migration(database_settings, database, tmp_path):
    newest = table_version.newest_known()
    become(database, newest - 1)
    try:
        with a_waiting_worker(database_settings, tmp_path / "said"):
            assert not has_worker(database)
            become(database, newest)
            until(lambda: has_worker(database), "the worker to register")
    finally:
        become(database, newest)


def test_a_worker_waits_for_tables_that_were_never_made(tmp_path):
    settings = DatabaseSettings(data=tmp_path / "data")
    with a_waiting_worker(settings, tmp_path / "said"):
        migrate.upgrade(settings)
        with opened(settings) as database:
            until(lambda: has_worker(database), "the worker to register")
    assert (tmp_path / "said").read_text().count(table_version.NOT_MIGRATED) == 1


def test_a_worker_that_waits_for_tables_can_be_stopped(tmp_path):
    with a_waiting_worker(DatabaseSettings(data=tmp_path / "data"), tmp_path / "said"):
        pass


def test_a_worker_whose_database_is_upgraded_ends_its_runs_and_takes_no_more(
    sqlite_settings, store
):
    newest = table_version.newest_known()
    (first,) = launch(store, SMALL)
    with a_worker(sqlite_settings):
        until(lambda: look(store, first).env_steps > 0, "the first run")
        become(store, newest + 1)
        try:
            until(lambda: troubles(store) == {table_version.TOO_OLD}, "the worker to notice")
            (second,) = launch(store, SMALL | {"seed": 1})
            ended(store, first)
            assert look(store, second).status == Status.QUEUED
        finally:
            become(store, newest)
        ended(store, second)
        assert troubles(store) == {None}


def test_a_job_that_waited_while_the_tables_were_migrated_gives_itself_back(sqlite_settings, store):
    newest = table_version.newest_known()
    (run_id,) = launch(store, SMALL)
    with store.transaction() as session:
        claim = queue.claim(session, "w" * 12, 60)
    named = ["--run", run_id, "--attempt", str(claim.attempt), "--worker", claim.worker_id]
    become(store, newest + 1)
    try:
        command = [sys.executable, "-m", "worker.jobs.execute", *named, "--keeps-lease"]
        done = subprocess.run(
            command, env=environment(sqlite_settings), capture_output=True, text=True, check=False
        )
    finally:
        become(store, newest)
    assert done.returncode == Exit.INTERRUPTED, done.stderr
    assert table_version.TOO_OLD in done.stdout + done.stderr
    assert (look(store, run_id).attempt, look(store, run_id).env_steps) == (1, 0)
    assert words(store, run_id) == ""

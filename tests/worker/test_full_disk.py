"""A disk that is full pauses runs, says so, takes no more, and everything goes on with room."""

import shutil
import subprocess
import time
from contextlib import suppress

import pytest

from backend.db import room, workers
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.status import Status
from backend.runs import waits
from tests.benchmarks.chaos.checks import measured
from tests.waiting import until
from tests.worker.test_checkpoints import claimed, execution
from tests.worker.test_worker import (
    LONG,
    SMALL,
    a_worker,
    ended,
    has_checkpoint,
    launch,
    look,
    words,
)
from worker.jobs.patience import Interrupted

SPARED = 4 << 20


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 64 MiB; only root can mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def settings(small_disk, migrated_file):
    shutil.copy(migrated_file, small_disk / "branchpoint.db")
    return DatabaseSettings(data=small_disk)


@pytest.fixture
def database(settings):
    database = Database(settings)
    yield database
    database.dispose()


def fill(folder, spared):
    """Write until so much is free."""
    with (folder / "ballast").open("wb", buffering=0) as file, suppress(OSError):
        while (free := room.free_bytes(folder)) > spared:
            file.write(bytes(min(1 << 20, max(4_096, free - spared))))


def why_waits(database, run_id):
    with database.reading() as session:
        return waits.why_waits(session, run_id)


# Nearly full, so that what is so can still be stored; and to the last byte, where it cannot.
@pytest.mark.parametrize("spared", [SPARED, 0])
def test_runs_pause_and_none_is_taken_until_there_is_room(
    settings, small_disk, database, spared, capfd
):
    (undisturbed,) = launch(database, LONG)
    with a_worker(settings):
        ended(database, undisturbed)
        (paused,) = launch(database, LONG)
        until(lambda: has_checkpoint(database, paused), "a checkpoint")
        fill(small_disk, spared)
        if spared:
            until(lambda: look(database, paused).phase == room.PAUSED, room.PAUSED)
            (waiting,) = launch(database, SMALL)
            until(lambda: room.NOTHING_TAKEN in (why_waits(database, waiting) or ""), "its reason")
        else:
            # Its own process says it too, where nothing can be stored.
            until(lambda: room.PAUSED in "".join(capfd.readouterr()), room.PAUSED)
        before = look(database, paused).env_steps
        time.sleep(3)
        run = look(database, paused)
        assert (run.status, run.env_steps) == (Status.RUNNING, before)
        (small_disk / "ballast").unlink()
        run = ended(database, paused)
        if spared:
            assert ended(database, waiting).attempt == 1
    assert (run.attempt, run.failed_attempts) == (1, 0)
    assert "the disk was full for" in words(database, paused)
    assert measured(database, paused) == measured(database, undisturbed)


def test_a_run_that_is_stopped_while_the_disk_is_full_goes_back_to_the_queue(
    settings, small_disk, database
):
    (run_id,) = launch(database, LONG)
    with a_worker(settings):
        until(lambda: has_checkpoint(database, run_id), "a checkpoint")
        fill(small_disk, SPARED)
        until(lambda: look(database, run_id).phase == room.PAUSED, room.PAUSED)
    run = look(database, run_id)
    assert (run.status, run.failed_attempts) == (Status.QUEUED, 0)
    # Nobody takes it before there is room.
    with a_worker(settings):
        until(lambda: any(each.trouble for each in live(database)), "the worker's word")
        assert look(database, run_id).status == Status.QUEUED
        (small_disk / "ballast").unlink()
        run = ended(database, run_id)
    assert run.env_steps == run.total_steps


def live(database):
    with database.reading() as session:
        return workers.list_live(session)


def test_a_checkpoint_that_finds_no_room_is_waited_for(settings, small_disk, database):
    """Though there is more free than runs leave alone: it is larger than that."""
    begun = execution(database, settings, claimed(database))
    begun.trainer.iterate()
    state = begun.trainer.state_dict
    begun.trainer.state_dict = lambda: state() | {"large": bytes(30 << 20)}
    fill(small_disk, 20 << 20)
    begun.stopping.set()
    with pytest.raises(Interrupted):
        begun.save(begun._unless_away)
    begun.stopping.clear()
    (small_disk / "ballast").unlink()
    assert begun.save(begun._unless_away)
    assert begun.recorder.close(60)
    assert "waiting: the disk is full" in words(database, begun.claim.run_id)
    assert [each.name for each in begun.checkpoints.known()] == ["checkpoint-25-1.pt"]

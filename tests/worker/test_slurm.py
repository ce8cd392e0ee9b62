"""The Slurm engine on a real Slurm of one node: what it promises, it keeps there."""

import signal

import pytest

from backend.db import queue, workers
from backend.db.status import Status
from tests.clusters.slurm import an_agent, missing
from tests.waiting import until
from tests.worker.test_worker import (
    ENDLESS,
    SMALL,
    assert_measured_once,
    ended,
    has_checkpoint,
    launch,
    look,
    words,
)

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(missing() is not None, reason=str(missing())),
]


def states(slurm):
    """Of each job Slurm's state, by its id."""
    told = slurm.ask("squeue", "-h", "-r", "-t", "all", "-o", "%i %T")
    return dict(line.split() for line in told.splitlines())


def job_of(database, run_id):
    run = until(lambda: (r := look(database, run_id)).job and r, "a job")
    return run.job.removeprefix("slurm ")


def trouble(database):
    with database.reading() as session:
        return workers.list_live(session)[0].trouble


def is_measuring(database, run_id):
    return (look(database, run_id).env_steps or 0) >= 50 and has_checkpoint(database, run_id)


def test_a_grid_is_one_array_and_each_run_ends_as_everywhere(slurm, sqlite_settings, store):
    ids = launch(store, SMALL, SMALL | {"seed": 1}, ENDLESS, SMALL | {"seed": 2})
    never = launch(store, SMALL | {"compute": {"engine": "slurm", "partition": "nowhere"}})[0]
    with an_agent(slurm, sqlite_settings):
        jobs = [job_of(store, run_id) for run_id in ids]
        assert len({job.partition("_")[0] for job in jobs}) == 1
        assert [job.partition("_")[2] for job in jobs] == ["0", "1", "2", "3"]
        refused = ended(store, never, Status.FAILED)
        assert "invalid partition" in refused.failure_reason.lower()
        until(lambda: is_measuring(store, ids[2]), "the endless one to measure")
        with store.transaction() as session:
            queue.request_cancel(session, ids[2])
        ended(store, ids[2], Status.CANCELLED)
        for run_id in (ids[0], ids[1], ids[3]):
            run = ended(store, run_id)
            assert_measured_once(store, run)
            assert run.waits_for is None
        until(lambda: states(slurm)[jobs[2]] == "CANCELLED", "Slurm to know it too")
    finished = [jobs[place] for place in (0, 1, 3)]
    until(lambda: {states(slurm)[job] for job in finished} == {"COMPLETED"}, "Slurm to know them")


def test_what_waits_says_why_in_slurms_words_and_a_cancelled_one_never_begins(
    slurm, sqlite_settings, store
):
    first, second, third = launch(store, ENDLESS, ENDLESS | {"seed": 1}, ENDLESS | {"seed": 2})
    with an_agent(slurm, sqlite_settings):
        until(lambda: (look(store, third).waits_for or "") == "Slurm: Resources", "a reason")
        with store.reading() as session:
            (worker,) = workers.list_live(session)
            assert [node["state"] for node in worker.nodes] != []
            assert worker.trouble is None
        with store.transaction() as session:
            queue.request_cancel(session, third)
        assert ended(store, third, Status.CANCELLED).env_steps == 0
        # Past us: whoever cancels a job does not want the run.
        slurm.ask("scancel", job_of(store, first))
        ended(store, first, Status.CANCELLED)
        assert "cancelled in the cluster" in words(store, first)
        with store.transaction() as session:
            queue.request_cancel(session, second)
        ended(store, second, Status.CANCELLED)


def test_a_preempted_run_goes_on_from_its_checkpoint_in_the_same_job(slurm, sqlite_settings, store):
    (run_id,) = launch(store, ENDLESS)
    with an_agent(slurm, sqlite_settings):
        until(lambda: is_measuring(store, run_id), "a checkpoint")
        job = job_of(store, run_id)
        slurm.ask("scontrol", "requeue", job)
        # Slurm lets a job that it took back wait for two minutes.
        until(lambda: look(store, run_id).waits_for == "Slurm: BeginTime", "Slurm's word for it")
        slurm.ask("scontrol", "update", f"JobId={job}", "StartTime=now")
        until(lambda: "going on from the checkpoint" in words(store, run_id), "the next start")
        run = look(store, run_id)
        assert (run.job, run.failed_attempts) == (f"slurm {job}", 0)
        with store.transaction() as session:
            queue.request_cancel(session, run_id)
        ended(store, run_id, Status.CANCELLED)


def test_jobs_go_on_while_their_agent_and_the_controller_are_away(slurm, sqlite_settings, store):
    longer = SMALL | {"training": {"env_steps": 600, "random_steps": 50}}
    first, second = launch(store, longer, longer | {"seed": 1})
    waits = launch(store, SMALL | {"seed": 2})[0]
    with an_agent(slurm, sqlite_settings, end=signal.SIGKILL) as killed:
        until(lambda: is_measuring(store, first) and is_measuring(store, second), "both at work")
        waiting_job = job_of(store, waits)
        with store.reading() as session:
            (owner,) = [worker.id for worker in workers.list_live(session)]
        slurm.kill("slurmctld")
        assert "slurm" in until(lambda: trouble(store), "trouble to be told").lower()
        killed.kill()
        killed.wait()
    slurm.start_controller()
    # Idle where the two have ended meanwhile, and the third is not begun yet.
    slurm.until_in({"mixed", "allocated", "idle"})
    with an_agent(slurm, sqlite_settings):
        for run_id in (first, second, waits):
            run = ended(store, run_id)
            assert_measured_once(store, run)
            assert (run.attempt, run.failed_attempts, run.worker_id) == (1, 0, None)
        assert look(store, waits).job == f"slurm {waiting_job}"
    with store.reading() as session:
        assert [worker.id for worker, _ in workers.list_recent(session)] == [owner]

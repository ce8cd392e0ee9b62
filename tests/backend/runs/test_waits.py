"""Why runs wait, and what people ask of the queue, over HTTP and on both databases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from backend.db import asked, queue, workers
from backend.db.queue_tables import Worker
from backend.db.tables import Run as RunRow
from backend.db.waiting import Room
from backend.db.waits import QueueState, WaitingRun
from backend.runs.waits import look_up, why
from backend.spec.amounts import Amounts
from tests.waiting import SOON

HERE = Amounts(cores=4, memory_mib=8_192, gpu=0.0)


def run(**changes):
    known = dict.fromkeys(WaitingRun._fields) | {
        "id": "r", "experiment_id": "e", "status": "queued", "engine": "auto", "cores": 1,
        "memory_mib": 0, "gpu": 0.0, "priority": 0,
    }  # fmt: skip
    return WaitingRun(**(known | changes))


def worker(**changes):
    known = {"host": "here", "engine": "local", "slots": 4, "most_cores": 4,
             "most_memory_mib": 8_192, "most_gpu": 0.0}  # fmt: skip
    return Worker(**(known | changes))


def state(*live, **changes):
    known = QueueState(None, None, live, {"e": 2}, {"": 2}, {"r": 0})
    return known._replace(**changes)


SLURM = worker(engine="slurm", most_cores=None, most_memory_mib=None, most_gpu=None)


@pytest.mark.parametrize(
    ("waiting", "under", "words"),
    [
        (run(status="running", waits_for="Slurm: Priority"), state(), "Slurm: Priority"),
        (run(paused_at=1), state(worker()), "paused; it waits until somebody lets it go on"),
        (run(), state(worker(), paused_at=1), "the queue is paused; nothing is taken until it"),
        (run(max_running=2), state(worker()), "its experiment takes 2 runs at a time, and 2 are"),
        (run(max_running=3), state(worker()), "next in line for one of 4 slots"),
        (run(), state(worker(), per_account=1), "an account has 1 run at a time, and 2 are at"),
        (run(account_id="a"), state(worker(), per_account=1), "next in line"),
        (run(), state(), "no worker is running; start one with: branchpoint worker"),
        (run(engine="slurm"), state(worker()), "no worker for slurm is running; start one with: "),
        (run(engine="ray"), state(worker()), "no worker for ray is running"),
        (run(cores=8), state(worker()), "no worker is large enough: it asks for 8 cores, and here"),
        (run(memory_mib=9_216), state(worker()), "no worker is large enough: it asks for 9 GiB of"),
        (run(gpu=0.5), state(worker()), "no worker is large enough: it asks for 0.5 GPU"),
        (run(gpu=1.0), state(worker(), SLURM), "next in line for 1 core, 1 GPU"),
        (run(gpu=0.5), state(worker(most_gpu=1.0), SLURM), "next in line for 1 core, 0.5 GPU"),
        (run(gpu=0.5), state(SLURM), "no worker can take it: it asks for 0.5 GPU, and Slurm"),
        (run(engine="slurm"), state(SLURM), "next in line"),
        (run(), state(worker(trouble="gone")), "local takes nothing now: gone"),
        (run(), state(worker(trouble="gone"), worker()), "next in line for one of 8 slots"),
        (run(), state(worker(slots=1), places={"r": 1}), "waits for the one slot; 1 run is ahead"),
        (run(cores=2), state(worker(), places={"r": 3}), "waits for 2 cores; 3 runs are ahead of"),
    ],
)
def test_every_wait_has_its_reason(waiting, under, words):
    assert why(waiting, under).startswith(words)


def test_a_job_is_looked_up_by_a_command_of_its_cluster():
    assert look_up("slurm 12_3") == "squeue --start --jobs=12_3"
    assert look_up("ray raysubmit_1") == "ray job status raysubmit_1"
    assert look_up(None) is None


@pytest.fixture
def ids(api):
    return [each["id"] for each in api.launch(seeds=[0, 1, 2])["runs"]]


def take(api, room=None):
    with api.database.transaction() as session:
        claim = queue.claim(session, "w", 60, room)
        return None if claim is None else claim.run_id


def reasons(api):
    told = api.get("runs/waiting").json()
    assert told["total"] == len(told["items"])
    return {each["id"]: each["reason"] for each in told["items"]}


def change(api, **wanted):
    answer = api.patch("runs", wanted)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_higher_priority_is_taken_first_and_given_back_by_undo(api, ids):
    told = change(api, ids=[ids[2]], priority=5)
    assert [each["id"] for each in api.get("runs/waiting").json()["items"]] == [ids[2], *ids[:2]]
    assert change(api, ids=[ids[2]], priority=5)["count"] == 0
    assert take(api) == ids[2]
    change(api, ids=ids[:2], priority=-1)
    assert take(api) == ids[0]
    assert [each["priority"] for each in told["undo"]] == [0]
    refused = api.patch("runs", {"ids": ids, "priority": 101})
    assert refused.json()["errors"][0]["field"] == "priority"


def test_a_paused_run_is_not_taken_until_it_goes_on(api, ids):
    told = change(api, ids=[ids[0]], paused=True)
    assert take(api) == ids[1]
    assert reasons(api)[ids[0]].startswith("paused")
    assert api.get(f"runs/{ids[0]}").json()["status_word"] == "paused"
    change(api, **told["undo"][0])
    assert take(api) == ids[0]
    # A running one is asked to stop by its worker, and says so at once.
    change(api, ids=[ids[0]], paused=True)
    assert api.get(f"runs/{ids[0]}").json()["status_word"] == "pausing"


def test_a_paused_queue_gives_nothing(api, ids):
    assert api.patch("queue", {"paused": True}).json()["is_paused"]
    assert take(api) is None
    assert set(reasons(api).values()) == {"the queue is paused; nothing is taken until it goes on"}
    assert not api.patch("queue", {"paused": False}).json()["is_paused"]
    assert take(api) == ids[0]


def test_limits_hold_and_are_taken_away(api, ids):
    home = api.get(f"runs/{ids[0]}").json()["experiment_id"]
    assert api.patch(f"experiments/{home}", {"max_running": 1}).json()["max_running"] == 1
    assert [take(api), take(api)] == [ids[0], None]
    with api.database.transaction() as session:
        workers.register(session, "here", 1, 2, "0")
    assert reasons(api)[ids[1]].startswith("its experiment takes 1 run at a time, and 1 is at work")
    api.patch(f"experiments/{home}", {"max_running": 0})
    assert api.patch("queue", {"max_running_per_account": 2}).json()["max_running_per_account"] == 2
    assert [take(api), take(api)] == [ids[1], None]
    assert reasons(api)[ids[2]].startswith("an account has 2 runs at a time, and 2 are at work")
    api.patch("queue", {"max_running_per_account": 0})
    assert take(api) == ids[2]


def test_two_who_set_the_first_rule_at_once_both_do(api):
    with ThreadPoolExecutor(2) as threads:
        both = Barrier(2, timeout=SOON)

        def at_once(limit, most):
            with api.database.session(is_reading=False) as session, session.begin():
                both.wait()
                limit(session, most)

        limits = (asked.limit_accounts, asked.limit_queued)
        tries = [threads.submit(at_once, limit, 7) for limit in limits]
        assert [each.exception(60) for each in tries] == [None, None]
    told = api.get("queue").json()
    assert (told["max_running_per_account"], told["max_queued_per_account"]) == (7, 7)


def test_a_worker_takes_what_fits_and_keeps_the_place_of_what_will(api):
    def launched(**compute):
        return api.launch(spec={"compute": compute})["runs"][0]["id"]

    huge, large, small = launched(cores=64), launched(cores=4, memory_gib=4), launched()
    other = launched(engine="slurm", partition="long")

    def room(cores, memory_mib=8_192, engine="local"):
        return Room(engine, HERE, Amounts(cores, memory_mib, 0.0))

    # The large one is first of those that ever fit, so nothing overtakes it while it waits.
    assert take(api, room(cores=3)) is None
    assert take(api, room(cores=4, memory_mib=4_095)) is None
    assert take(api, room(cores=4)) == large
    assert take(api, room(cores=1, memory_mib=0)) == small
    assert take(api, room(cores=4)) is None
    assert take(api, Room("slurm", Amounts(), Amounts())) == huge
    assert take(api, Room("slurm", Amounts(), Amounts())) == other


def test_a_share_of_a_gpu_is_left_to_others_than_slurm(api):
    def launched(gpu):
        return api.launch(spec={"compute": {"gpu": gpu}})["runs"][0]["id"]

    share, whole = launched(0.5), launched(1)
    with api.database.transaction() as session:
        workers.register(session, "login", 1, 2, "0", workers.Offer("slurm"))
    assert take(api, Room("slurm", Amounts(), Amounts())) == whole
    assert take(api, Room("slurm", Amounts(), Amounts())) is None
    told = "it asks for 0.5 GPU, and Slurm gives whole ones: 0 or 1"
    assert reasons(api)[share] == f"no worker can take it: {told}"
    assert take(api, Room("ray", Amounts(), Amounts())) == share


def test_failed_and_cancelled_runs_are_tried_again(api, ids):
    api.post(f"runs/{ids[0]}/cancel")
    with api.database.transaction() as session:
        claim = queue.claim(session, "w", 60)
        queue.finish(session, claim, queue.Status.FAILED, "out of paper", "Traceback")
    answer = api.post("runs/retry", {"ids": ids})
    assert [each["status"] for each in answer.json()["items"]] == ["queued"] * 3
    # They stand behind what waited meanwhile, and nothing is left of how they ended.
    assert take(api) == ids[2]
    with api.database.reading() as session:
        tried = session.get(RunRow, ids[1])
        assert (tried.failure_reason, tried.failure_traceback, tried.finished_at) == (None,) * 3
        assert (tried.attempt, tried.failed_attempts) == (1, 0)
    assert api.post("runs/retry", {"ids": [ids[0], "nothere"]}).status_code == 404

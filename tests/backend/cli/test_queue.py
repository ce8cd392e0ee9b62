"""The commands about the queue, each as a process against a real API process."""

from backend.db import queue, workers
from backend.db.status import Status
from tests.backend.cli.test_commands import SMALL


def test_what_waits_is_told_with_its_reason_and_put_in_another_order(branchpoint, tmp_path):
    spec = tmp_path / "spec.yaml"
    spec.write_text(SMALL)
    ids = [run["id"] for run in branchpoint.json("launch", str(spec), "--seeds", "0-2")["runs"]]
    branchpoint.json("priority", "5", ids[2])
    assert branchpoint("pause", ids[0]).strip() == "1 of 1 runs paused"
    told = branchpoint("queue")
    lines = [line.split("  ")[0] for line in told.splitlines() if line[:12] in ids]
    assert lines == [ids[2], ids[0], ids[1]]
    assert told.splitlines()[0] == "0 running on 0 slots, 2 queued, 1 paused"
    assert "paused; it waits until somebody lets it go on" in told
    assert "no worker is running; start one with: branchpoint worker" in told
    branchpoint("pause", "--undo", ids[0])
    paused = branchpoint.json("queue", "--pause", "--per-account", "3")
    assert paused["queue"]["is_paused"]
    assert {each["reason"] for each in paused["waiting"]["items"]} == {
        "the queue is paused; nothing is taken until it goes on"
    }
    again = branchpoint("queue", "--go-on").splitlines()[0]
    assert again == "0 running on 0 slots, 3 queued; at most 3 of one account at a time"
    branchpoint.json("cancel", *ids)
    assert {run["status"] for run in branchpoint.json("retry", *ids)["items"]} == {"queued"}
    branchpoint("queue", "--pause", "--go-on", rc=2)


def test_a_priority_may_be_negative(branchpoint, tmp_path):
    spec = tmp_path / "spec.yaml"
    spec.write_text(SMALL)
    (run,) = branchpoint.json("launch", str(spec))["runs"]
    assert branchpoint("priority", "-3", run["id"]).strip() == "1 of 1 runs have priority -3 now"
    assert branchpoint.json("show", run["id"])["priority"] == -3
    assert branchpoint("priority", "--", "-4", run["id"]).strip().endswith("priority -4 now")
    branchpoint("priority", "-101", run["id"], rc=2)
    branchpoint("priority", "-3", run["id"], "--no-such-option", rc=4)
    branchpoint("priority", "3", run["id"], "--no-such-option", rc=2)
    branchpoint("cancel", run["id"])


def test_what_was_not_retried_or_cancelled_is_told_with_its_reason(
    branchpoint, instance_database, tmp_path
):
    spec = tmp_path / "spec.yaml"
    spec.write_text(SMALL)
    branchpoint("cancel", "--queued")
    ids = [run["id"] for run in branchpoint.json("launch", str(spec), "--seeds", "0-2")["runs"]]
    with instance_database.transaction() as session:
        worker = workers.register(session, "here", 1, 1, "0")
        claim = queue.claim(session, worker, 30)
        queue.finish(session, claim, Status.SUCCEEDED)
        workers.stop(session, worker)
    told = branchpoint("cancel", *ids).splitlines()
    assert told[0] == "2 of 3 runs cancelled"
    assert told[1] == (
        f"{claim.run_id} is not cancelled, for its state is succeeded: runs that have ended stay"
    )
    told = branchpoint("retry", *ids).splitlines()
    assert told[0] == "2 of 3 runs retried"
    assert told[1].startswith(f"{claim.run_id} is not retried, for its state is succeeded: only")
    assert "`branchpoint relaunch`" in told[1]
    branchpoint("cancel", *ids)


def test_an_experiment_is_limited_by_its_name(branchpoint, tmp_path):
    spec = tmp_path / "spec.yaml"
    spec.write_text(SMALL)
    for name in ("narrow", "wide"):
        branchpoint.json("launch", str(spec), "--seeds", "0-1", "--experiment", name)
    told = branchpoint("experiments", "narrow", "--max-running", "2")
    assert "2 queued; at most 2 at a time" in told
    assert "wide" not in told
    listed = branchpoint.json("experiments")["items"]
    limits = {each["name"]: each["max_running"] for each in listed}
    assert (limits["narrow"], limits["wide"]) == (2, None)
    (free,) = branchpoint.json("experiments", "narrow", "--max-running", "0")["items"]
    assert free["max_running"] is None
    assert "at a time" not in branchpoint("experiments")
    branchpoint("experiments", "--max-running", "2", rc=2)
    branchpoint("experiments", "narrow", "--max-running", "-1", rc=2)
    branchpoint("experiments", "of another name", "--max-running", "2", rc=4)

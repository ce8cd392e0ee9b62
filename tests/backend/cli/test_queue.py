"""The commands about the queue, each as a process against a real API process."""

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

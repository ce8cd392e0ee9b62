"""`branchpoint up` as its users start it: a real API, a real worker, real signals."""

import json
import re
import signal
import socket
import stat
import subprocess
import sys

import httpx
import pytest

from backend.address import alive, recorded
from backend.cli.instance import instance_file
from tests.backend.cli.conftest import (
    ADDRESS,
    Shell,
    plain_environment,
    shell_for,
    started,
    stored_run,
)
from tests.waiting import until


def test_it_prints_one_address_that_signs_in_once_and_leaves_nothing_behind(root, tmp_path):
    with started(root, tmp_path / "data", "--port", "0") as up:
        url, _, token = up.address().groups()
        assert re.findall(r"https?://", up.said()) == ["http://"]
        with httpx.Client(trust_env=False) as browser:
            signed_in = browser.get(f"{url}/?token={token}")
            assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/")
            assert browser.get(f"{url}/api/v1/session").json()["kind"] == "owner"
        with httpx.Client(trust_env=False) as other:
            assert other.get(f"{url}/?token={token}").status_code == 401
        pids = up.processes().values()
        assert up.stop() == 0
        assert not any(alive(pid) for pid in pids)
        assert instance_file.read(up.folder) is None


def test_another_address_is_printed_on_demand_and_doctor_finds_all_well(root, tmp_path):
    with started(root, tmp_path / "data", "--port", "0") as up:
        branchpoint = shell_for(up, root)
        again = ADDRESS.search(branchpoint("open"))
        assert again[1] == up.address()[1]
        answer = httpx.get(again[0], trust_env=False)
        assert answer.status_code == 303
        findings = {each["subject"]: each for each in branchpoint.json("doctor")["findings"]}
        states = {name: findings[name]["state"] for name in ("database", "instance", "worker")}
        assert states == {"database": "ok", "instance": "ok", "worker": "ok"}
        assert {stat.S_IMODE((up.folder / each).stat().st_mode) for each in ("", "artifacts")} == {
            0o700
        }


def test_a_second_instance_on_the_same_folder_is_refused_and_on_another_runs(root, tmp_path):
    with started(root, tmp_path / "one") as one:
        with started(root, tmp_path / "one") as refused:
            assert refused.process.wait() == 1
            assert f"already runs on {tmp_path / 'one'}: {one.address()[1]}" in refused.said()
        with started(root, tmp_path / "two") as two:
            assert two.address()[2] != one.address()[2]
            assert "is busy, so this instance takes" in two.said()
        assert one.process.poll() is None


def test_a_port_that_was_named_and_is_busy_is_refused(root, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = str(one.getsockname()[1])
        with started(root, tmp_path / "two", "--port", port) as two:
            assert two.process.wait() == 1
            assert f"port {port} is busy" in two.said()


def test_addresses_of_other_machines_are_refused_before_anything_is_made(root, tmp_path):
    with started(root, tmp_path / "data", "--host", "0.0.0.0") as up:
        assert up.process.wait() == 2
        assert "set BRANCHPOINT_PUBLIC_URL (--public-url)" in up.said()
        assert list(up.folder.iterdir()) == []


def test_a_database_that_does_not_answer_is_told_in_a_sentence(root, tmp_path):
    address = "postgresql://nobody:secret@127.0.0.1:1/none"
    with started(root, tmp_path / "data", BRANCHPOINT_DATABASE_URL=address) as up:
        assert up.process.wait() == 3
        assert "the database cannot be used" in up.said()
        assert "secret" not in up.said()
        assert "Traceback" not in up.said()


def test_after_ctrl_c_the_next_start_goes_on_with_the_run_and_knows_no_old_token(root, tmp_path):
    small = ["--set", "training.env_steps=150", "--set", "training.random_steps=50"]
    small += ["--set", "evaluation.every=50", "--set", "evaluation.episodes=1"]
    small += ["--set", "algorithm.version=model-free", "--set", "policy.hidden=[16]"]
    with started(root, tmp_path / "data", "--port", "0") as up:
        branchpoint = shell_for(up, root)
        (run,) = branchpoint.json("launch", "sac/pendulum", *small)["runs"]
        until(lambda: stored_run(up, run).status != "queued")
        headers = {"Authorization": f"Bearer {instance_file.read(up.folder).token}"}
        assert up.stop() == 0
    with started(root, tmp_path / "data", "--port", "0") as up:
        with httpx.Client(trust_env=False, headers=headers) as holder:
            assert holder.get(f"{up.address()[1]}/api/v1/runs").status_code == 401
        until(lambda: stored_run(up, run).status == "succeeded")
        (waited,) = branchpoint.json("launch", "sac/pendulum", *small, "--wait")["runs"]
        assert waited["status"] == "succeeded"
        rows = json.loads(
            branchpoint("export", waited["id"], "--what", "returns", "--format", "json")
        )
        assert [row["env_step"] for row in rows if row["key"] == "return/real"][-1] == 150


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_open_prints_where_an_api_listens_that_was_started_alone(root, tmp_path, number):
    environment = plain_environment(BRANCHPOINT_DATA=str(tmp_path), PYTHONPATH=str(root))
    branchpoint = Shell(environment, root)
    branchpoint("migrate")
    program = [sys.executable, "-m", "backend.cli.main"]
    api = subprocess.Popen([*program, "api", "--port", "0"], env=environment)
    try:
        until(lambda: recorded(tmp_path))
        address = ADDRESS.search(branchpoint("open"))
        assert httpx.get(address[0], trust_env=False).status_code == 303
        assert branchpoint.errors == ""
        branchpoint("runs", rc=3)
        assert f"set BRANCHPOINT_URL={address[1]} and BRANCHPOINT_TOKEN." in branchpoint.errors
    finally:
        api.send_signal(number)
        api.wait(60)
    assert branchpoint("open", rc=3) == ""
    assert f"nothing listens: no instance runs on {tmp_path} now" in branchpoint.errors

"""However an instance ends, nothing of it is left, and the next one starts at once."""

import fcntl
import os
import pty
import signal
import subprocess
import sys
import termios
from contextlib import contextmanager

import httpx
import psutil
import pytest

from backend.cli.instance import instance_file
from tests.backend.cli.conftest import (
    ADDRESS,
    plain_environment,
    shell_for,
    started,
    stored_run,
)
from tests.waiting import until

# A parent that is killed asks nobody to stop: its children have this long to see that it is gone.
SOON = 60
ENDLESS = ["--set", "training.env_steps=100000", "--set", "training.random_steps=50"]
ENDLESS += ["--set", "algorithm.version=model-free", "--set", "policy.hidden=[16]"]
ENDLESS += ["--set", "evaluation.every=50", "--set", "evaluation.episodes=1"]


def is_gone(pid):
    """Whether a process has ended, even where nobody waited for it yet."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def family(up):
    """The API, the worker and the processes of runs."""
    pids = list(up.processes().values())
    runs = psutil.Process(up.processes()["worker"]).children(recursive=True)
    return [*pids, *(each.pid for each in runs)]


def assert_all_gone(pids):
    until(lambda: all(is_gone(pid) for pid in pids))


@contextmanager
def start_on(root, folder, output, **options):
    """`branchpoint up` that writes to `output`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "backend.cli.main", "up", "--data", str(folder), "--port", "0"],
        env=plain_environment(PYTHONPATH=str(root)),
        stdout=output,
        stderr=output,
        **options,
    )
    os.close(output)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(SOON)


def read_address(descriptor):
    said = ""
    while not ADDRESS.search(said.replace("\r", "")):
        read = os.read(descriptor, 4096)
        assert read, said
        said += read.decode()


def take_terminal():
    os.setsid()
    fcntl.ioctl(1, termios.TIOCSCTTY, 0)


def test_closing_its_terminal_ends_all(root, tmp_path):
    terminal, output = pty.openpty()
    with start_on(root, tmp_path, output, preexec_fn=take_terminal) as process:
        read_address(terminal)
        pids = instance_file.read(tmp_path).processes.values()
        os.close(terminal)
        assert process.wait(SOON) == 0
    assert_all_gone(pids)
    assert instance_file.read(tmp_path) is None


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT])
def test_it_stops_all_when_nobody_reads_its_output_any_more(root, tmp_path, number):
    reader, output = os.pipe()
    with start_on(root, tmp_path, output) as process:
        read_address(reader)
        pids = instance_file.read(tmp_path).processes.values()
        os.close(reader)
        process.send_signal(number)
        assert process.wait(SOON) == 0
    assert_all_gone(pids)
    assert instance_file.read(tmp_path) is None


def test_it_works_without_a_reader_from_the_start(root, tmp_path):
    reader, output = os.pipe()
    os.close(reader)
    with start_on(root, tmp_path, output) as process:
        until(lambda: process.poll() is not None or instance_file.read(tmp_path))
        running = instance_file.read(tmp_path)
        headers = {"Authorization": f"Bearer {running.token}"}
        with httpx.Client(trust_env=False, headers=headers) as http:
            until(lambda: answers(http, f"{running.url}/api/v1/session"))
        process.terminate()
        assert process.wait(SOON) == 0
    assert_all_gone(running.processes.values())


def answers(http, url):
    try:
        return http.get(url).is_success
    except httpx.TransportError:
        return False


def test_killing_it_ends_all_and_puts_runs_back(root, tmp_path):
    with started(root, tmp_path / "data", "--port", "0") as up:
        branchpoint = shell_for(up, root)
        (run,) = branchpoint.json("launch", "sac/pendulum", *ENDLESS)["runs"]
        until(lambda: stored_run(up, run).env_steps > 60)
        pids, left = family(up), instance_file.read(up.folder)
        assert len(pids) == 3
        up.process.kill()
        up.process.wait()
        with started(root, up.folder, "--port", "0") as following:
            assert following.address(), following.said()
            assert all(is_gone(pid) for pid in pids)
            headers = {"Authorization": f"Bearer {left.token}"}
            url = f"{following.address()[1]}/api/v1/session"
            assert httpx.get(url, headers=headers, trust_env=False).status_code == 401
            branchpoint = shell_for(following, root)
            until(lambda: stored_run(following, run).status == "running")
            went_on = stored_run(following, run)
            assert (went_on.attempt, went_on.failed_attempts) == (2, 0)
            branchpoint("cancel", run["id"])


@pytest.mark.parametrize("name", ["api", "worker"])
def test_killing_a_part_is_told_ends_all_and_puts_runs_back(root, tmp_path, name):
    with started(root, tmp_path / "data", "--port", "0") as up:
        branchpoint = shell_for(up, root)
        (run,) = branchpoint.json("launch", "sac/pendulum", *ENDLESS)["runs"]
        until(lambda: stored_run(up, run).env_steps > 60)
        pids = family(up)
        os.kill(up.processes()[name], signal.SIGKILL)
        assert up.process.wait(SOON) == 1
        assert f"the {name} ended by itself with status -9" in up.said()
    assert_all_gone(pids)
    # That the next start takes it from there is seen above, after the death of all.
    put_back = stored_run(up, run)
    assert (put_back.status, put_back.attempt, put_back.failed_attempts) == ("queued", 1, 0)

"""Children of an instance: their logs stay small, and they end with their parent."""

import os
import signal
import subprocess
import sys

import pytest

from backend.cli.instance import supervisor
from backend.cli.instance.supervisor import Child
from tests.waiting import until

WAITS = """
import signal, sys, time
from backend.lifeline import end_with_parent
{ignore}
end_with_parent(0.5)
print("ready", flush=True)
time.sleep(60)
"""


def test_a_log_is_cut_while_its_process_goes_on_writing(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "LARGEST_LOG", 1_000)
    # One write a line: where Python does not buffer, `print` takes two, and a cut may fall between.
    lines = "import os, time\nwhile True: os.write(1, b'a line\\n'); time.sleep(0.002)"
    child = supervisor.start("chatty", ["-c", lines], logs=tmp_path, inherited=[])
    older = tmp_path / "chatty.log.1"
    try:
        until(lambda: child.log.stat().st_size > 1_000)
        child.keep_log_small()
        assert older.read_text().startswith("a line\n" * 100)
        until(lambda: child.log.read_text().startswith("a line\n"))
        until(lambda: child.log.stat().st_size > 1_000)
        child.keep_log_small()
        assert child.log.stat().st_size < 1_000
        assert child.log.stat().st_mode & 0o077 == 0
    finally:
        supervisor.stop([child])


def test_an_older_log_makes_room_where_the_disk_is_full(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(supervisor, "LARGEST_LOG", 10)
    monkeypatch.setattr(supervisor.shutil, "copyfile", fail)
    log = tmp_path / "api.log"
    log.write_text("x" * 100)
    log.with_suffix(".log.1").write_text("older")
    ended = subprocess.Popen(["true"])
    ended.wait()
    Child("api", ended, log).keep_log_small()
    assert log.stat().st_size == 0
    assert not log.with_suffix(".log.1").exists()


@pytest.mark.parametrize(
    ("ignore", "status"),
    [("", -signal.SIGTERM), ("signal.signal(signal.SIGTERM, signal.SIG_IGN)", -signal.SIGKILL)],
    ids=["hears", "does not hear"],
)
def test_a_child_ends_with_its_parent_whether_it_hears_or_not(ignore, status, request):
    reader, writer = os.pipe()
    child = subprocess.Popen(
        [sys.executable, "-c", WAITS.format(ignore=ignore)],
        stdin=reader, stdout=subprocess.PIPE, start_new_session=True,
        cwd=request.config.rootpath,
    )  # fmt: skip
    os.close(reader)
    with child.stdout:
        assert child.stdout.readline() == b"ready\n"
        os.close(writer)
        assert child.wait(30) == status

import os
import subprocess
import sys

import pytest

from backend.cli import instance
from backend.cli.failure import Failure
from backend.cli.folder import held


def test_a_folder_is_made_and_is_for_its_user_alone(tmp_path):
    with held(tmp_path / "new" / "data"):
        assert (tmp_path / "new" / "data").stat().st_mode & 0o777 == 0o700


def test_a_held_folder_is_refused_with_the_address_of_its_holder(tmp_path):
    running = instance.Instance("http://127.0.0.1:1234", "secret", os.getpid(), {})
    with held(tmp_path):
        instance.write(tmp_path, running)
        with pytest.raises(Failure, match=r"already runs .*http://127.0.0.1:1234"), held(tmp_path):
            pass


def test_a_folder_is_free_again_afterwards(tmp_path):
    with held(tmp_path):
        pass
    with held(tmp_path):
        pass


def test_a_folder_stays_held_by_a_child_whose_parent_is_gone(tmp_path):
    with held(tmp_path) as lock:
        child = subprocess.Popen(
            [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[lock]
        )
        instance.write(tmp_path, instance.Instance("http://x", "t", 2**22 - 1, {"api": child.pid}))
    try:
        with pytest.raises(Failure, match=f"killed.*kill {child.pid}"), held(tmp_path):
            pass
    finally:
        child.communicate(b"\n")
    with held(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_refused_by_name(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Failure, match="file/data cannot be used"), held(tmp_path / "file" / "data"):
        pass


def test_an_instance_file_is_for_its_user_alone_and_reads_back(tmp_path):
    written = instance.Instance("http://127.0.0.1:1", "secret", 1, {"api": 2})
    instance.write(tmp_path, written)
    assert (tmp_path / instance.FILE).stat().st_mode & 0o777 == 0o600
    assert instance.read(tmp_path) == written


def test_a_damaged_instance_file_is_told_by_name(tmp_path):
    (tmp_path / instance.FILE).write_text("{")
    with pytest.raises(Failure, match=r"instance.json cannot be read"):
        instance.read(tmp_path)

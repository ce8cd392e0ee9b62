import os
import subprocess
import sys

import pytest
from sqlalchemy import text

from backend.cli.instance import held_folder, instance_file
from backend.cli.instance.held_folder import close_to_others, held
from backend.cli.terminal.failure import Failure
from backend.db.session import Database
from backend.db.settings import DatabaseSettings

# No process has this number.
NOBODY = 2**22 - 1


def test_a_folder_is_made_and_is_for_its_user_alone(tmp_path):
    with held(tmp_path / "new" / "data"):
        assert (tmp_path / "new" / "data").stat().st_mode & 0o777 == 0o700


def test_a_held_folder_is_refused_with_the_address_of_its_holder(tmp_path):
    running = instance_file.Instance("http://127.0.0.1:1234", "secret", os.getpid(), {})
    with held(tmp_path):
        instance_file.write(tmp_path, running)
        with pytest.raises(Failure, match=r"already runs .*http://127.0.0.1:1234"), held(tmp_path):
            pass


def test_a_folder_is_free_again_afterwards(tmp_path):
    with held(tmp_path):
        pass
    with held(tmp_path):
        pass


def test_a_folder_stays_held_by_a_child_whose_parent_is_gone(tmp_path, monkeypatch):
    monkeypatch.setattr(held_folder, "PREDECESSOR_SECONDS", 0.3)
    with held(tmp_path) as lock:
        child = subprocess.Popen(
            [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[lock]
        )
        instance_file.write(
            tmp_path, instance_file.Instance("http://x", "t", 2**22 - 1, {"api": child.pid})
        )
    try:
        refused = pytest.raises(Failure, match=f"killed.*kill -9 {child.pid}")
        with refused, held(tmp_path):
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
    written = instance_file.Instance("http://127.0.0.1:1", "secret", 1, {"api": 2})
    instance_file.write(tmp_path, written)
    assert (tmp_path / instance_file.FILE).stat().st_mode & 0o777 == 0o600
    assert instance_file.read(tmp_path) == written


def test_a_damaged_instance_file_is_told_by_name(tmp_path):
    (tmp_path / instance_file.FILE).write_text("{")
    with pytest.raises(Failure, match=r"instance.json cannot be read"):
        instance_file.read(tmp_path)


def test_a_folder_of_ours_that_others_can_read_is_closed(tmp_path, capsys):
    folder_of_ours = tmp_path / "data"
    (folder_of_ours / "logs").mkdir(parents=True, mode=0o755)
    for name in ("branchpoint.db", "branchpoint.db-wal", instance_file.FILE):
        (folder_of_ours / name).write_text("")
        (folder_of_ours / name).chmod(0o644)
    folder_of_ours.chmod(0o755)
    close_to_others(folder_of_ours)
    assert f"could read {folder_of_ours}" in capsys.readouterr().err
    for path in (folder_of_ours, *folder_of_ours.iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path


def test_an_empty_folder_is_closed(tmp_path):
    tmp_path.chmod(0o755)
    with held(tmp_path):
        assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_holds_other_things_is_left_and_told_with_the_command(tmp_path, capsys):
    shared = tmp_path / "my project"
    shared.mkdir()
    (shared / "thesis.tex").write_text("")
    shared.chmod(0o755)
    with held(shared):
        assert shared.stat().st_mode & 0o777 == 0o755
        assert f"chmod 700 '{shared}'" in capsys.readouterr().err
        assert (shared / instance_file.LOCK).stat().st_mode & 0o077 == 0


def test_a_folder_for_its_user_alone_is_not_spoken_of(tmp_path, capsys):
    tmp_path.chmod(0o700)
    with held(tmp_path):
        assert capsys.readouterr().err == ""


def test_a_database_and_its_journal_are_for_their_user_alone(tmp_path):
    before = os.umask(0o022)
    try:
        database = Database(DatabaseSettings(data=tmp_path / "data"))
        with database.transaction() as session:
            session.execute(text("CREATE TABLE kept (a INTEGER)"))
            made = {path.name: path for path in (tmp_path / "data").iterdir()}
            assert {"branchpoint.db", "branchpoint.db-wal"} <= set(made)
            for path in (tmp_path / "data", *made.values()):
                assert path.stat().st_mode & 0o077 == 0, path
        database.dispose()
    finally:
        os.umask(before)


def test_an_instance_is_waited_for_while_it_leaves(tmp_path):
    with held(tmp_path) as lock:
        leaving = subprocess.Popen(
            [sys.executable, "-c", "import time; time.sleep(1)"], pass_fds=[lock]
        )
        instance_file.write(
            tmp_path, instance_file.Instance("http://x", "t", NOBODY, {"api": leaving.pid})
        )
    with held(tmp_path):
        assert leaving.wait(10) == 0


def test_waiting_for_an_instance_ends_when_a_stop_is_asked_for(tmp_path):
    with held(tmp_path):
        refused = pytest.raises(Failure, match="stopped before it started")
        with refused, held(tmp_path, lambda _: True):
            pass


def test_the_file_of_an_instance_that_was_killed_is_removed(tmp_path):
    left = instance_file.Instance("http://x", "t", NOBODY, {})
    with held(tmp_path):
        instance_file.write(tmp_path, left)
        # A process of it still holds the folder.
        assert instance_file.running(tmp_path) == left
    assert instance_file.running(tmp_path) is None
    assert not (tmp_path / instance_file.FILE).exists()

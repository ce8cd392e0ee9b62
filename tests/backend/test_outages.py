"""A database that is locked, away or full, and a full disk: what requests are answered."""

import os
import shutil
import subprocess
from contextlib import suppress

import pytest
import structlog
from sqlalchemy import event, text
from structlog.testing import capture_logs

from backend.access import readiness
from backend.app import create_app
from backend.db import queue, room
from backend.db import session as database_session
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.store_trouble import StoreTrouble, Trouble
from backend.server_log import configure
from backend.settings import WebSettings
from tests.backend.conftest import Api, build

NEW = {"name": "x", "description": "long " * 500}


def told_of(lines):
    """What is told beside how each request was answered."""
    return [line for line in lines if line["event"] != "answered"]


def test_a_write_during_a_lock_is_told_to_return_in_one_line_while_reads_go_on(
    sqlite_settings, runner, tmp_path, monkeypatch
):
    monkeypatch.setattr(database_session, "BUSY_MILLISECONDS", 100)
    api = build(sqlite_settings, runner, tmp_path)
    other = Database(sqlite_settings)
    with capture_logs() as lines, other.transaction() as held:
        held.execute(text("SELECT 1"))
        refused = api.post("experiments", NEW)
        assert api.get("experiments").status_code == 200
        assert api.get("ready").status_code == 200
    assert refused.status_code == 503
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == "/problems/database-busy"
    assert int(refused.headers["retry-after"]) > 0
    assert [line["log_level"] for line in told_of(lines)] == ["warning"]
    assert "database is locked" in told_of(lines)[0]["reason"]
    assert api.post("experiments", NEW).status_code == 201
    for each in (other, api.database):
        each.dispose()


def test_postgresql_that_is_not_there_is_told_as_away(runner, tmp_path):
    address = "postgresql://nobody@127.0.0.1:1/branchpoint"
    settings = DatabaseSettings(data=tmp_path, database_url=address)
    app = create_app(settings, WebSettings(page=tmp_path / "dist"))
    api = Api(app, runner, {"Authorization": "Bearer x"})
    answer = api.get("runs")
    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/database-away"
    assert "retry-after" in answer.headers
    assert api.get("ready").json()["type"] == "/problems/not-ready"
    assert api.get("health").status_code == 200


def limit_growth(database):
    """Let the database grow no more, as a full disk would."""
    database.engine.dispose()

    @event.listens_for(database.engine, "connect")
    def limit(connection, _):
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")


def test_a_write_that_finds_the_disk_full_is_told_so_and_changes_nothing(quick_api):
    limit_growth(quick_api.database)
    made = 0
    with capture_logs() as lines:
        for _ in range(100):
            answer = quick_api.post("experiments", NEW)
            if answer.status_code != 201:
                break
            made += 1
    assert answer.status_code == 507
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/disk-full"
    assert "make room" in answer.json()["detail"]
    assert [line["log_level"] for line in told_of(lines)] == ["warning"]
    assert quick_api.get("experiments").json()["total"] == made


class FullDisk:
    """A log on a full disk."""

    def write(self, _):
        raise OSError(28, "No space left on device")

    def flush(self):
        raise OSError(28, "No space left on device")

    def isatty(self):
        return False


def test_an_error_is_answered_with_a_problem_when_it_cannot_be_logged(quick_api, monkeypatch):
    monkeypatch.setattr("sys.stderr", FullDisk())
    before = structlog.get_config()
    configure()
    try:

        def breaks(*_):
            raise RuntimeError("our mistake")

        monkeypatch.setattr("backend.experiments.rules.create", breaks)
        unexpected = quick_api.post("experiments", NEW)
        limit_growth(quick_api.database)
    finally:
        structlog.configure(**before)
    assert unexpected.status_code == 500
    assert unexpected.json()["type"] == "/problems/unexpected"


def test_a_folder_without_room_is_not_ready(quick_api, monkeypatch):
    found = os.statvfs("/")
    assert quick_api.get("ready").status_code == 200
    values = list(found)
    values[4] = 0  # f_bavail
    monkeypatch.setattr(readiness.os, "statvfs", lambda _: os.statvfs_result(values))
    answer = quick_api.get("ready")
    assert answer.status_code == 503
    assert "disk of the data folder is full: 0 MiB" in answer.json()["detail"]


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 4 MiB; only root can mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_told_and_everything_works_again_with_room(
    small_disk, migrated_file, runner, tmp_path
):
    shutil.copy(migrated_file, small_disk / "branchpoint.db")
    api = build(DatabaseSettings(data=small_disk), runner, tmp_path)
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"x" * 65_536):
            pass
    answers = [api.post("experiments", NEW) for _ in range(30)]
    full = answers[-1]
    assert full.status_code == 507, full.text
    assert full.json()["type"] == "/problems/disk-full"
    assert api.get("experiments").status_code == 200
    assert api.get("ready").status_code == 503
    ballast.unlink()
    assert api.post("experiments", NEW).status_code == 201
    api.database.dispose()


def test_the_page_and_the_queue_say_that_the_disk_is_full(
    small_disk, migrated_file, runner, tmp_path, monkeypatch
):
    """Also where it is so full that no worker can write it down."""
    monkeypatch.setattr(room, "ROOM_BYTES", 256 * 1024)
    shutil.copy(migrated_file, small_disk / "branchpoint.db")
    api = build(DatabaseSettings(data=small_disk), runner, tmp_path)
    body = {"spec": {}, "seeds": [0, 1], "experiment_name": "full"}
    running, queued = [each["id"] for each in api.launch(**body)["runs"]]
    with api.database.transaction() as session:
        assert queue.claim(session, "worker", 60).run_id == running

    def said():
        (waiting,) = api.get("runs/waiting").json()["items"]
        told = [api.get(f"runs/{run_id}").json()["status_words"] for run_id in (running, queued)]
        return waiting["reason"], *told

    before = said()
    assert not any("disk" in each for each in before)
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"x" * 65_536):
            pass
    assert said() == (room.NOTHING_TAKEN, room.PAUSED, room.NOTHING_TAKEN)
    ballast.unlink()
    assert said() == before
    api.database.dispose()


@pytest.mark.parametrize(
    ("trouble", "status", "slug"),
    [
        (Trouble.AWAY, 503, "artifacts-away"),
        (Trouble.REFUSED, 503, "artifacts-away"),
        (Trouble.FULL, 507, "disk-full"),
    ],
)
def test_a_store_that_gives_nothing_is_told_without_what_it_said(
    quick_api, monkeypatch, trouble, status, slug
):
    def breaks(*_):
        raise StoreTrouble(trouble, "AccessDenied for the key AKIA1234")

    monkeypatch.setattr("backend.experiments.rules.create", breaks)
    with capture_logs() as lines:
        answer = quick_api.post("experiments", NEW)
    assert answer.status_code == status
    assert answer.json()["type"] == f"/problems/{slug}"
    assert "AKIA1234" not in answer.text
    assert "AKIA1234" in told_of(lines)[0]["reason"]

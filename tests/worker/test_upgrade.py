"""An upgrade under live runs: the API stops, the next version migrates, and no step is lost.

The next version is this code with one more migration, in a folder of its own. What runs meanwhile
is this version's worker, which is the older one then.
"""

import json
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from backend.cli.instance.listening import free_port
from backend.db import credentials, table_version
from backend.db.status import Status
from backend.secret_tokens import token_hash
from tests.backend.cli.conftest import answers
from tests.waiting import SOON, until
from tests.worker.test_newer_database import troubles
from tests.worker.test_worker import (
    SMALL,
    a_worker,
    assert_measured_once,
    ended,
    environment,
    has_checkpoint,
    launch,
    look,
    words,
)

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "token of the one who looks"
LONGER = SMALL | {"training": {"env_steps": 700, "random_steps": 50}}
NEXT = '''
"""A later version has one more number of each run."""

import sqlalchemy as sa
from alembic import op

revision = "{new}"
down_revision = "{old}"


def upgrade() -> None:
    op.add_column("runs", sa.Column("later", sa.Integer(), nullable=False, server_default="7"))


def downgrade() -> None:
    op.drop_column("runs", "later")
'''


class Version:
    """The program as it stands in a folder, with the settings of a store."""

    def __init__(self, folder, settings, port):
        self.folder = folder
        self.url = f"http://127.0.0.1:{port}"
        # Its packages come before those that this environment has installed.
        own = {"PYTHONPATH": str(folder), "BRANCHPOINT_PORT": str(port)}
        self.environment = environment(settings) | own

    @contextmanager
    def running(self, module):
        """One of its processes, stopped as a service manager stops it."""
        process = subprocess.Popen(
            [sys.executable, "-m", module], cwd=self.folder, env=self.environment
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) in (0, -signal.SIGTERM)

    @contextmanager
    def serving(self):
        """Its API, once it answers."""
        with self.running("backend.serve") as process:
            until(lambda: process.poll() is not None or answers(self.url))
            yield process

    def call(self, *arguments):
        """What `branchpoint` prints."""
        return self._done([sys.executable, "-m", "backend.cli.main", *arguments])

    def take_back(self, revision):
        """Undo its migrations, for the tests that have this database next."""
        program = "import sys; from backend.db import migrate, settings; "
        program += "migrate.downgrade(settings.DatabaseSettings(), sys.argv[1])"
        self._done([sys.executable, "-c", program, revision])

    def _done(self, command):
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def versions(database_settings, tmp_path):
    """This version and the next one, on one store and one port."""
    port = free_port("127.0.0.1", 0, or_next=False)
    folder = tmp_path / "next-version"
    for name in ("backend", "worker", "migrations"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    newest = table_version.newest_known()
    old, new = f"{newest:04d}", f"{newest + 1:04d}"
    migration = folder / "migrations" / "versions" / f"{new}_later.py"
    migration.write_text(NEXT.format(old=old, new=new).lstrip())
    following = Version(folder, database_settings, port)
    yield Version(ROOT, database_settings, port), following
    following.take_back(old)


@contextmanager
def listening(version, last=None):
    """The ids and runs that the live stream tells, after the event that was the last heard."""
    sent = {"Authorization": f"Bearer {TOKEN}"} | ({"Last-Event-ID": last} if last else {})
    with (
        httpx.Client(base_url=version.url, headers=sent, trust_env=False, timeout=SOON) as client,
        client.stream("GET", "/api/v1/events") as stream,
    ):
        yield told(stream.iter_lines())


def told(lines):
    event = number = None
    for line in lines:
        name, _, value = line.partition(": ")
        if name == "event":
            event = value
            assert event in {"ready", "change"}, "the stream began anew, as if much were missed"
        elif name == "id":
            number = value
        elif name == "data" and event == "change":
            yield number, json.loads(value)["run_id"]


def heard_of(stream, run_id):
    """The id of the next event that is of this run."""
    return next(number for number, told_of in stream if told_of == run_id)


def later(database, run_id):
    with database.reading() as session:
        return session.scalar(text("SELECT later FROM runs WHERE id = :id"), {"id": run_id})


@pytest.mark.long
def test_runs_survive_an_upgrade_of_the_api_and_then_of_their_worker(
    versions, database_settings, database
):
    this, following = versions
    with database.transaction() as session:
        credentials.create(session, "api", token_hash(TOKEN), "test")
    short, long, waits = launch(database, SMALL, LONGER | {"seed": 1}, SMALL | {"seed": 2})
    with a_worker(database_settings) as older:
        with this.serving(), listening(this) as stream:
            until(lambda: has_checkpoint(database, long), "the long run at work")
            last = heard_of(stream, long)
        before = look(database, long).env_steps
        until(lambda: look(database, long).env_steps > before, "it to go on without the API")
        assert following.call("migrate") == "migrated\n"
        assert later(database, long) == 7
        until(lambda: troubles(database) == {table_version.TOO_OLD}, "the worker to notice")
        with following.serving():
            # What was missed is told first, and then what the older worker goes on to write.
            with listening(following, last) as stream:
                assert heard_of(stream, short)
                assert heard_of(stream, long)
            assert_measured_once(database, ended(database, short))
            assert look(database, waits).status == Status.QUEUED
            older.send_signal(signal.SIGTERM)
            assert older.wait(30) == 0
            put_back = look(database, long)
            assert (put_back.status, put_back.failed_attempts) == (Status.QUEUED, 0)
            with following.running("worker"):
                for run_id in (long, waits):
                    run = ended(database, run_id)
                    assert run.failed_attempts == 0
                    assert_measured_once(database, run)
    assert "going on from the checkpoint" in words(database, long)
    assert look(database, short).attempt == 1

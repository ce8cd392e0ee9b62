"""A real API process on a free port with a database of its own, and the real program to call it."""

import json
import os
import re
import secrets
import signal
import ssl
import subprocess
import sys
from contextlib import contextmanager
from uuid import uuid4

import httpx
import pytest

from backend.cli.instance import instance_file
from backend.cli.instance.listening import free_port
from backend.db import credentials, migrate, runs
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.secret_tokens import token_hash
from tests.waiting import SOON, until

# Reading the certificates anew for every try would take longer than the answer does.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
ADDRESS = re.compile(r"^(http://127\.0\.0\.1:(\d+))/\?token=(\S+)$", re.MULTILINE)


def plain_environment(**settings):
    """This environment without the settings of an instance that its user may have."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("BRANCHPOINT_")}
    return kept | settings


class Shell:
    """Calls `branchpoint` as a process, the way its users do."""

    def __init__(self, environment, folder):
        self.environment = environment
        self.folder = folder

    def __call__(self, *arguments, given="", rc=0, binary=False):
        done = subprocess.run(
            [sys.executable, "-m", "backend.cli.main", *arguments],
            input=given.encode(),
            capture_output=True,
            env=self.environment | {"COLUMNS": "200", "PYTHONPATH": str(self.folder)},
            timeout=SOON,
            check=False,
        )
        assert done.returncode == rc, done.stdout.decode() + done.stderr.decode()
        if binary:
            return done.stdout
        self.errors = done.stderr.decode()
        return done.stdout.decode()

    def json(self, *arguments, **options):
        return json.loads(self(*arguments, "--json", **options))


@pytest.fixture(scope="module")
def instance_database(tmp_path_factory):
    settings = DatabaseSettings(data=tmp_path_factory.mktemp("instance"))
    migrate.upgrade(settings)
    database = Database(settings)
    database.folder = settings.data
    yield database
    database.dispose()


@pytest.fixture(scope="module")
def branchpoint(instance_database, request):
    """The program, pointed at an API process without a worker: what is launched stays queued."""
    port = free_port("127.0.0.1", 0, or_next=False)
    environment = plain_environment(
        BRANCHPOINT_DATA=str(instance_database.folder), BRANCHPOINT_PORT=str(port)
    )
    server = subprocess.Popen(
        [sys.executable, "-m", "backend.serve"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: server.poll() is not None or answers(url))
        token = secrets.token_urlsafe(32)
        with instance_database.transaction() as session:
            credentials.create(session, "api", token_hash(token), "test")
        client = plain_environment(BRANCHPOINT_URL=url, BRANCHPOINT_TOKEN=token)
        shell = Shell(client, request.config.rootpath)
        shell.url, shell.token = url, token
        yield shell
    finally:
        server.terminate()
        server.wait(20)


def answers(url):
    try:
        return httpx.get(f"{url}/api/v1/ready", trust_env=False, verify=NO_TLS).is_success
    except httpx.TransportError:
        return False


class Instance:
    """A started `branchpoint up`."""

    def __init__(self, process, folder, output):
        self.process, self.folder, self.output = process, folder, output

    def said(self):
        return self.output.read_text()

    def address(self):
        return ADDRESS.search(self.said())

    def processes(self):
        return instance_file.read(self.folder).processes

    def stop(self, number=signal.SIGINT):
        self.process.send_signal(number)
        return self.process.wait(30)


@contextmanager
def started(root, folder, *options, **settings):
    folder.mkdir(exist_ok=True)
    output = folder.parent / f"{uuid4().hex}.out"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "backend.cli.main", "up", "--data", str(folder), *options],
            cwd=folder,
            env=plain_environment(PYTHONPATH=str(root), **settings),
            stdout=file,
            stderr=file,
        )
    up = Instance(process, folder, output)
    try:
        until(lambda: up.address() or process.poll() is not None)
        yield up
    finally:
        if process.poll() is None:
            up.stop()


@pytest.fixture
def root(request):
    return request.config.rootpath


def stored_run(up, run):
    """A run as the database has it now: a process of the program for every look is far dearer."""
    database = Database(DatabaseSettings(data=up.folder))
    with database.reading() as session:
        found = runs.get(session, run["id"])
    database.dispose()
    return found


def shell_for(up, root):
    return Shell(plain_environment(BRANCHPOINT_DATA=str(up.folder)), root)

"""A real instance (API, worker, SQLite) and a real Chromium."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from backend.cli.instance.tokens import new_sign_in_token
from backend.db import migrate
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from tests.benchmarks.load.served import process
from tests.benchmarks.screenshots.pages import of_full
from tests.benchmarks.screenshots.store import filled
from tests.conftest import emptied
from tests.e2e.deployment import Processes, two_apis
from tests.waiting import SOON

ROOT = Path(__file__).resolve().parents[2]
BRANCHPOINT = Path(sys.executable).parent / "branchpoint"
# Slow machines are not failures: these are ceilings, not waits.
PATIENCE_MS = 1_000 * SOON
CHROMIUM_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/\?token=\S+")


@dataclass(frozen=True)
class Instance:
    """A running instance: its address, the address that signs in, its data folder."""

    url: str
    sign_in: str
    data: Path

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line against it."""
        return subprocess.run(
            [BRANCHPOINT, *arguments],
            env=os.environ | {"BRANCHPOINT_DATA": str(self.data)},
            capture_output=True,
            text=True,
            timeout=SOON,
            check=False,
        )


@pytest.fixture(scope="session")
def instance(tmp_path_factory) -> Iterator[Instance]:
    """An instance with a data folder and a port of its own, stopped as Ctrl-C stops it."""
    data = tmp_path_factory.mktemp("instance")
    process = subprocess.Popen(
        [BRANCHPOINT, "up", "--data", str(data)],
        cwd=ROOT,
        env=os.environ | {"BRANCHPOINT_SLOTS": "2"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        lines = []
        while (found := ADDRESS.search("".join(lines))) is None:
            line = process.stdout.readline()
            assert line, f"the instance ended before it was ready: {''.join(lines)}"
            lines.append(line)
        yield Instance(found.group(1), found.group(0), data)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=SOON) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture(scope="session")
def processes(postgres_address, tmp_path_factory) -> Iterator[Processes]:
    """Two API processes on one PostgreSQL database."""
    folder = tmp_path_factory.mktemp("deployment")
    settings = emptied(DatabaseSettings(data=folder, database_url=postgres_address))
    with two_apis(settings, folder) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or None, args=list(CHROMIUM_FLAGS)
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(browser, instance) -> Iterator[dict]:
    """The state of a browser that opened the printed address."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(instance.sign_in)
    assert "token" not in page.url
    yield context.storage_state()
    context.close()


def patient(context: BrowserContext) -> Page:
    """A page of a context that waits as long as a busy machine may need."""
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    return context.new_page()


def page_without_errors(context: BrowserContext) -> Iterator[Page]:
    """A page of a context, closed at the end. Errors of the page fail the test."""
    page = patient(context)
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def owner(browser, instance, signed_in) -> Iterator[Page]:
    """A page of the instance's owner. Errors on its console fail the test."""
    context = browser.new_context(base_url=instance.url, storage_state=signed_in)
    yield from page_without_errors(context)


@pytest.fixture
def stranger(browser, instance) -> Iterator[Page]:
    """A page of somebody else's clean browser."""
    context = browser.new_context(base_url=instance.url)
    yield patient(context)
    context.close()


@dataclass(frozen=True)
class Pictures:
    """A server with planted runs: its address, a browser's state that is signed in, its pages."""

    url: str
    state: dict
    pages: dict[str, str]


@pytest.fixture(scope="session")
def pictures(browser, tmp_path_factory) -> Iterator[Pictures]:
    """Runs with results that no test has time to train for, on a server of their own."""
    folder = tmp_path_factory.mktemp("pictures")
    settings = DatabaseSettings(data=folder)
    migrate.upgrade(settings)
    database = Database(settings)
    pages = {shot.name: shot.path for shot in of_full(filled(database))}
    with process(settings, folder) as (url, _):
        context = browser.new_context(base_url=url)
        context.new_page().goto(f"/?token={new_sign_in_token(database)}")
        yield Pictures(url, context.storage_state(), pages)
        context.close()
    database.dispose()


@pytest.fixture
def pictured(browser, pictures) -> Iterator[Page]:
    """A page of its owner. Errors of the page fail the test."""
    context = browser.new_context(
        base_url=pictures.url, storage_state=pictures.state, reduced_motion="reduce"
    )
    yield from page_without_errors(context)

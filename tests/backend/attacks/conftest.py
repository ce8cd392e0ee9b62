"""The app as attackers meet it: every route that its document names, and what it holds."""

import re
from datetime import UTC, datetime

import pytest

from backend.db import credentials, logs, queue, runs
from backend.secret_tokens import token_hash

COOKIE = {"Cookie": "branchpoint_session_8710=cookie-of-the-browser"}
NOWHERE = "0" * 12


def operations(app):
    """Method and path of every route, below `/api/v1`."""
    return [
        (method.upper(), path.removeprefix("/api/v1"))
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    ]


def filled(path, run_id=NOWHERE, experiment_id=NOWHERE):
    """An address of a route: that of a run or an experiment where it names one."""
    path = path.replace("{run_id}", run_id).replace("{experiment_id}", experiment_id)
    return re.sub(r"\{[a-z_]+(:path)?\}", NOWHERE, path).lstrip("/")


def everything(api):
    """All that a change could have changed."""
    with api.database.reading() as session:
        counts = dict(runs.queue_counts(session))
    answers = [api.get(path).text for path in ("runs", "experiments", "shares")]
    return counts, answers, len(api.get("catalog").json()["presets"])


@pytest.fixture
def browser(quick_api):
    """A browser that is signed in, and adds its cookie to whatever page asks."""
    with quick_api.database.transaction() as session:
        credentials.create(session, "session", token_hash("cookie-of-the-browser"), "browser")
    return quick_api.by()


@pytest.fixture
def run(quick_api):
    """A run with a log."""
    (launched,) = quick_api.launch(experiment_name="one", name="first")["runs"]
    with quick_api.database.transaction() as session:
        claim = queue.claim(session, "w" * 12, 60)
        logs.append(session, claim, [logs.LogLine(datetime.now(UTC), "info", "a line")])
    return launched

"""An app with something in it, and schemathesis's engine over the whole of its document.

Left out:

- `/events`: a stream has no end to wait for; `tests/backend/live` reads it.
- `positive_data_acceptance`: most values of a spec are well-formed and still refused, and so is an
  id that nothing has. What may be launched is more than a JSON schema can say.
- `missing_required_header`: no operation needs a header but the one that says who is asking.
- `ignored_auth`: it takes a share link that never was for a wrong password, and wants 401. It is
  answered by 404, as the document says. `tests/backend/test_app.py` asks every route as a stranger.
- Stateful testing: the document has no links.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from schemathesis.engine.recorder import CheckNode
from schemathesis.schemas import BaseSchema

from backend.app import create_app
from backend.db import credentials, experiments, migrate, runs
from backend.db.settings import DatabaseSettings
from backend.secret_tokens import token_hash
from backend.settings import WebSettings
from backend.spec.grid import parse

LEFT_OUT = ("positive_data_acceptance", "missing_required_header", "ignored_auth")


@dataclass(frozen=True)
class Difference:
    """An answer that is not what the document says."""

    operation: str
    check: str
    told: str


@contextmanager
def described(folder: Path, examples: int) -> Iterator[BaseSchema]:
    """The document of an app that has a run and an experiment."""
    settings = DatabaseSettings(data=folder)
    migrate.upgrade(settings)
    app = create_app(settings, WebSettings(allowed_hosts="testserver", page=folder / "none"))
    token = secrets.token_urlsafe(32)
    with app.state.database.transaction() as session:
        credentials.create(session, "api", token_hash(token), "test")
        experiment = experiments.create(session, "known")
        runs.create(session, experiment.id, [runs.NewRun("known", parse({}))])
    config = SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "headers": {"Authorization": f"Bearer {token}"},
            "continue-on-failure": True,
            "checks": {name: {"enabled": False} for name in LEFT_OUT},
            "phases": {name: {"enabled": False} for name in ("examples", "stateful")},
            "generation": {"max-examples": examples, "deterministic": True, "database": "none"},
        }
    )
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, config=config)
    yield schema.exclude(path_regex="/events$")
    app.state.database.dispose()


def differences(schema: BaseSchema) -> tuple[int, list[Difference]]:
    """How many requests were sent, and every difference between an answer and the document."""
    sent, found = 0, []
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            found.append(Difference("", "the engine", str(event)))
        if isinstance(event, events.ScenarioFinished):
            sent += len(event.recorder.interactions)
            found += [
                Difference(event.recorder.label, node.name, _told(node))
                for nodes in event.recorder.checks.values()
                for node in nodes
                if node.status is Status.FAILURE
            ]
    return sent, found


def _told(node: CheckNode) -> str:
    info = node.failure_info
    if info is None:
        return ""
    return f"{info.failure.title}: {info.failure.message}\n{info.code_sample}"

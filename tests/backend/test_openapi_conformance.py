"""Generated requests against the OpenAPI document: no server error, and answers as described."""

import json
import secrets
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from backend.app import create_app
from backend.db import credentials, experiments, runs
from backend.principal import token_hash
from backend.settings import WebSettings
from backend.spec.grid import parse

DOCUMENT = Path(__file__).resolve().parents[2] / "frontend" / "openapi.json"
OPERATIONS = [
    (path, method)
    for path, methods in json.loads(DOCUMENT.read_text("utf-8"))["paths"].items()
    for method in methods
    # A stream has no end to wait for; tests/backend/live reads it.
    if not path.endswith("/events")
]
CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
TOKEN = secrets.token_urlsafe(32)


@pytest.fixture
def described(sqlite_settings, tmp_path):
    """The document of an app that has one run, and the ids there are."""
    web = WebSettings(allowed_hosts="testserver", page=tmp_path / "none")
    app = create_app(sqlite_settings, web)
    with app.state.database.transaction() as session:
        credentials.create(session, "api", token_hash(TOKEN), "test")
        experiment = experiments.create(session, "known")
        (run,) = runs.create(session, experiment.id, [runs.NewRun("known", parse({}))])
        known = {"run_id": run.id, "experiment_id": experiment.id}
    yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", app), known
    app.state.database.dispose()


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_an_operation_answers_as_described(described, path, method):
    schema, known = described
    operation = schema[path][method]
    ids = {name: text for name, text in known.items() if "{" + name + "}" in path}
    well_formed = operation.as_strategy()
    ill_formed = operation.as_strategy(schemathesis.GenerationMode.NEGATIVE)
    kinds = [well_formed, ill_formed] if operation.body or operation.query else [well_formed]
    if ids:
        kinds.append(operation.as_strategy(path_parameters=ids))

    @settings(
        max_examples=20,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(kinds))
    def conforms(case):
        case.call_and_validate(headers={"Authorization": f"Bearer {TOKEN}"}, checks=CHECKS)

    conforms()

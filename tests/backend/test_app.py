"""The app as a whole: who reaches which route, and when a change is committed."""

import asyncio
import json
import tomllib
from pathlib import Path

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from backend.app import create_app
from backend.beyond_loopback import NotOnLoopback
from backend.db import runs
from backend.db.session import Database
from backend.http.dependencies import OneStep
from backend.settings import WebSettings
from backend.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = "0" * 12


def test_the_open_routes_answer_a_stranger(quick_api):
    stranger = quick_api.by()
    assert stranger.get("health").json() == {"status": "ok"}
    ready = stranger.get("ready")
    assert ready.json() == {"status": "ready", "database": "sqlite", "page_built": False}
    assert stranger.get("openapi.json").status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])
def test_beyond_loopback_the_app_refuses_to_start_and_says_why(sqlite_settings, host):
    with pytest.raises(NotOnLoopback, match=r"BRANCHPOINT_PUBLIC_URL.*SSH tunnel"):
        create_app(sqlite_settings, WebSettings(host=host))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_on_loopback_it_starts(sqlite_settings, host):
    create_app(sqlite_settings, WebSettings(host=host)).state.database.dispose()


def test_unknown_settings_are_refused():
    with pytest.raises(ValueError, match="prot"):
        WebSettings(prot=8711)


def test_a_foreign_host_name_is_refused_before_anything_else(quick_api):
    response = quick_api.get("runs", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert response.json()["type"] == "/problems/host-refused"
    assert "content-security-policy" in response.headers


def test_a_launch_is_committed_before_the_first_byte_of_its_answer(api, database_settings):
    """A client gathers the whole answer, so only the app itself can show the order."""
    other = Database(database_settings)
    body = json.dumps({"name": "first"}).encode()
    headers = {
        "host": "localhost",
        "content-type": "application/json",
        "authorization": api.headers["Authorization"],
    }
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": "/api/v1/runs",
        "raw_path": b"/api/v1/runs",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    seen = []

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        if message["type"] == "http.response.start":
            with other.reading() as session:
                seen.append((message["status"], runs.queue_counts(session)["queued"]))

    asyncio.run(api.app(scope, receive, send))
    other.dispose()
    assert seen == [(201, 1)]


def test_every_route_of_the_api_runs_in_one_step_that_commits(quick_api):
    """What a handler of a plain route changes is never committed, and nothing says so."""
    contexts = iter_route_contexts(quick_api.app.routes)
    every = [each.original_route for each in contexts if each.path.startswith("/api/")]
    of_the_api = [route for route in every if isinstance(route, APIRoute)]
    assert of_the_api
    assert [route.path for route in of_the_api if not isinstance(route, OneStep)] == []


def test_an_error_while_committing_is_told_and_changes_nothing(quick_api, monkeypatch):
    def fails(*_):
        raise RuntimeError("disk full")

    monkeypatch.setattr(runs, "create", fails)
    response = quick_api.post("runs", {})
    assert response.status_code == 500
    assert response.json()["type"] == "/problems/unexpected"
    assert "disk full" not in response.text
    assert quick_api.get("experiments").json()["total"] == 0


def test_the_committed_openapi_document_is_that_of_the_app(quick_api):
    committed = json.loads((ROOT / "frontend" / "openapi.json").read_text("utf-8"))
    assert committed == quick_api.app.openapi(), "run `python -m backend.openapi` (make client)"


def test_every_operation_has_its_own_name_and_may_answer_with_a_problem(quick_api):
    described = quick_api.app.openapi()
    operations = [op for path in described["paths"].values() for op in path.values()]
    assert len({op["operationId"] for op in operations}) == len(operations)
    assert all("default" in op["responses"] for op in operations)
    assert "HTTPValidationError" not in described["components"]["schemas"]


def test_no_response_model_has_a_default(quick_api):
    described = quick_api.app.openapi()
    answered = json.dumps(
        [op["responses"] for path in described["paths"].values() for op in path.values()]
    )
    for name, schema in described["components"]["schemas"].items():
        if f'schemas/{name}"' in answered:
            assert set(schema["required"]) == set(schema["properties"]), name


def test_the_version_is_that_of_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["version"] == VERSION


def test_what_is_not_there_is_told_as_a_problem(quick_api):
    for path, status in [
        ("/api/v1/nothing", 404),
        ("/api", 404),
        ("/api/v2/runs", 404),
        ("runs/NO-SUCH-ID", 404),
        (f"runs/{NOWHERE}", 404),
        (f"shares/{NOWHERE}", 405),
    ]:
        response = quick_api.get(path)
        assert response.status_code == status, path
        assert response.headers["content-type"] == "application/problem+json"


def test_long_answers_are_compressed_for_who_can_read_that(quick_api):
    packed = quick_api.get("openapi.json", headers={"Accept-Encoding": "gzip"})
    plain = quick_api.get("openapi.json", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert int(packed.headers["content-length"]) < len(plain.content) / 4

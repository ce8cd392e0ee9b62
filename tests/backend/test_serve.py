"""The web process on a real port."""

import secrets

import httpx
import pytest

from backend.db import credentials
from backend.db.session import Database
from backend.secret_tokens import token_hash
from backend.serve import main
from backend.settings import WebSettings
from tests.backend.serving import serving
from tests.waiting import SOON

BODY = b"x" * (10 * 1024 * 1024)


@pytest.fixture
def served(sqlite_settings, tmp_path):
    """A running server, its address and its owner's headers."""
    token = secrets.token_urlsafe(32)
    database = Database(sqlite_settings)
    with database.transaction() as session:
        credentials.create(session, "api", token_hash(token), "test")
    database.dispose()
    with serving(sqlite_settings, WebSettings(port=0, page=tmp_path / "none")) as running:
        server, thread, url = running
        client = httpx.Client(
            base_url=f"{url}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
            timeout=SOON,
        )
        yield server, thread, client
        client.close()


def test_a_change_reaches_an_open_stream_which_ends_as_soon_as_the_server_stops(served):
    server, thread, client = served
    with client.stream("GET", "events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        assert next(line for line in lines if line) == "event: ready"
        run_id = client.post("runs", json={}).json()["runs"][0]["id"]
        assert next(line for line in lines if run_id in line).startswith("data: {")
        server.should_exit = True
        for _ in lines:
            pass
        thread.join(10)
        assert not thread.is_alive()


def test_a_client_that_sends_too_much_still_reads_the_answer(served):
    _, _, client = served
    response = client.post("runs", content=BODY, headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert "1,048,576 bytes" in response.json()["detail"]


def test_refused_settings_are_told_by_their_variable(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("BRANCHPOINT_DATA", str(tmp_path))
    monkeypatch.setenv("BRANCHPOINT_PORT", "many")
    assert main() == 2
    assert "BRANCHPOINT_PORT: allowed: a whole number" in capsys.readouterr().err
    monkeypatch.setenv("BRANCHPOINT_PORT", "8710")
    monkeypatch.setenv("BRANCHPOINT_HOST", "0.0.0.0")
    assert main() == 2
    assert "set BRANCHPOINT_PUBLIC_URL" in capsys.readouterr().err

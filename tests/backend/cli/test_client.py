"""The client against servers that are silent, strange or say no. Real answers: test_instance.py."""

import fcntl
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from backend import address
from backend.cli.api_client import patience
from backend.cli.api_client.client import Client, connect, problem_text
from backend.cli.instance import instance_file
from backend.cli.terminal.failure import ExitCode, Failure

ANSWERS = {
    "/api/v1/text": (200, "text/html", "<html>hello</html>"),
    "/api/v1/broken": (502, "text/html", "<html>bad gateway</html>"),
    "/api/v1/halfway": (500, "application/json", "{"),
    **{
        f"/api/v1/{status}": (status, "application/problem+json", '{"title": "No", "errors": []}')
        for status in (400, 401, 403, 404, 409, 410, 413, 422, 500, 503)
    },
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path.partition("?")[0]
        echo = {"query": self.path.partition("?")[2], "token": self.headers["Authorization"]}
        status, kind, text = ANSWERS.get(path, (200, "application/json", json.dumps(echo)))
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_address[1]}"
        listening.shutdown()


@pytest.fixture
def client(server):
    return Client(server, "secret", if_silent="Start it.")


def test_the_token_goes_along_and_empty_values_stay_away(client):
    echo = client.get("runs", status="running", tag=None, q="", ids=["a", "b"])
    assert echo == {"query": "status=running&ids=a%2Cb", "token": "Bearer secret"}


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, ExitCode.USAGE),
        (401, ExitCode.UNREACHABLE),
        (403, ExitCode.UNREACHABLE),
        (404, ExitCode.NOT_FOUND),
        (409, ExitCode.USAGE),
        (410, ExitCode.NOT_FOUND),
        (413, ExitCode.USAGE),
        (422, ExitCode.USAGE),
        (500, ExitCode.FAILED),
        (503, ExitCode.FAILED),
    ],
)
def test_every_refusal_has_its_exit_status(client, status, code):
    with pytest.raises(Failure) as refused:
        client.get(str(status))
    assert refused.value.exit_code is code


@pytest.mark.parametrize("path", ["text", "broken", "halfway"])
def test_another_server_at_the_address_is_told_as_such(client, path):
    with pytest.raises(Failure, match="not as Branchpoint does") as refused:
        client.get(path)
    assert refused.value.exit_code is ExitCode.UNREACHABLE


def test_silence_is_told_with_what_to_do(monkeypatch):
    monkeypatch.setattr(patience.time, "sleep", lambda _: None)
    with pytest.raises(
        Failure, match=r"nothing answers at http://127.0.0.1:1.*Start it"
    ) as refused:
        Client("http://127.0.0.1:1", "", if_silent="Start it.").get("runs")
    assert refused.value.exit_code is ExitCode.UNREACHABLE


@pytest.mark.parametrize("url", ["127.0.0.1:8710", "ftp://host", "http://", "x"])
def test_an_address_that_is_none_is_refused(monkeypatch, url):
    monkeypatch.setenv("BRANCHPOINT_URL", url)
    with pytest.raises(Failure, match="BRANCHPOINT_URL") as refused:
        connect()
    assert refused.value.exit_code is ExitCode.USAGE


def test_no_instance_is_told_with_the_place_that_was_looked_at(monkeypatch, tmp_path):
    monkeypatch.delenv("BRANCHPOINT_URL", raising=False)
    monkeypatch.setenv("BRANCHPOINT_DATA", str(tmp_path))
    with pytest.raises(Failure, match=f"looked for {tmp_path}/instance.json") as refused:
        connect()
    assert refused.value.exit_code is ExitCode.UNREACHABLE


def test_an_api_that_was_started_alone_is_told_with_the_way_to_a_token(monkeypatch, tmp_path):
    monkeypatch.delenv("BRANCHPOINT_URL", raising=False)
    monkeypatch.setenv("BRANCHPOINT_DATA", str(tmp_path))
    address.record(tmp_path, "http://127.0.0.1:8710")
    with pytest.raises(Failure, match=r"`branchpoint open` prints an address .* make a token"):
        connect()


def test_a_file_left_by_a_killed_instance_is_told(monkeypatch, tmp_path):
    monkeypatch.delenv("BRANCHPOINT_URL", raising=False)
    monkeypatch.setenv("BRANCHPOINT_DATA", str(tmp_path))
    instance_file.write(tmp_path, instance_file.Instance("http://127.0.0.1:1", "t", 2**22 - 1, {}))
    lock = os.open(tmp_path / instance_file.LOCK, os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    with pytest.raises(Failure, match="did not stop cleanly"):
        connect().get("runs")
    os.close(lock)
    with pytest.raises(Failure, match="no instance is running here"):
        connect()


def test_the_environment_comes_before_the_instance_here(monkeypatch, server):
    monkeypatch.setenv("BRANCHPOINT_URL", server + "/")
    monkeypatch.setenv("BRANCHPOINT_TOKEN", "other")
    assert connect().get("runs")["token"] == "Bearer other"


def test_refused_fields_are_told_one_to_a_line():
    problem = {
        "title": "This is not a run that can be launched",
        "detail": "2 values were refused.",
        "errors": [
            {"field": "rollout.length", "value": "-1", "message": "at least 1"},
            {"field": "seed", "value": "", "message": "needed, and not given"},
        ],
    }
    assert problem_text(problem) == (
        "This is not a run that can be launched.\n"
        "  rollout.length: at least 1 (got -1)\n"
        "  seed: needed, and not given"
    )

"""Commands against a server that is busy, away, or answers into the void."""

import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from backend.cli.api_client import patience
from backend.cli.api_client.client import Client
from backend.cli.instance.listening import free_port
from backend.cli.terminal.failure import ExitCode, Failure

LOST = object()
TITLE = "The database does not answer"


class Scripted(BaseHTTPRequestHandler):
    """Answers as its server's script says, one entry for each request, then with 200."""

    def do_GET(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.server.heard.append((self.headers["Idempotency-Key"], body))
        step = self.server.script.pop(0) if self.server.script else {}
        if step is LOST:
            return
        text = json.dumps({"title": TITLE, "detail": "Locked.", "errors": []}).encode()
        self.send_response(503 if step else 200)
        for name, value in step.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/problem+json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_POST(self):
        self.do_GET()

    def log_message(self, *arguments):
        pass


@contextmanager
def listening(*script, port=0):
    with ThreadingHTTPServer(("127.0.0.1", port), Scripted) as server:
        server.script, server.heard = list(script), []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        server.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


@pytest.fixture
def pauses(monkeypatch):
    """How long was waited, without waiting."""
    waited = []
    monkeypatch.setattr(patience.time, "sleep", waited.append)
    return waited


def client(url):
    return Client(url, "secret", if_silent="Start it.")


def test_a_busy_server_is_asked_again_after_the_time_that_it_names(pauses, capsys):
    with listening({"Retry-After": "5"}, {"Retry-After": "1"}) as server:
        client(server.url).get("runs")
    assert pauses == [5, 2]
    assert capsys.readouterr().err.splitlines() == [
        "The database does not answer; trying again in 5 s ...",
        "The database does not answer; trying again in 2 s ...",
    ]


@pytest.mark.usefixtures("pauses")
def test_a_proxy_that_says_nothing_readable_counts_as_busy(capsys):
    with listening({"Retry-After": "1", "Content-Type": "text/html"}) as server:
        client(server.url).get("runs")
    assert capsys.readouterr().err == "The server is busy; trying again in 1 s ...\n"


def test_a_date_is_understood_and_no_pause_is_endless(pauses):
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    with listening({"Retry-After": soon}, {"Retry-After": "9999"}, {"Retry-After": "x"}) as server:
        client(server.url).get("runs")
    assert 15 < pauses[0] <= 20
    assert pauses[1:] == [30, 4]


def test_a_server_that_stays_busy_is_given_up_with_its_own_words(pauses):
    with listening(*[{"Retry-After": "1"}] * 9) as server:
        with pytest.raises(Failure, match=rf"{TITLE}. Locked") as refused:
            client(server.url).get("runs")
        assert len(server.heard) == 5
    assert pauses == [1, 2, 4, 8]
    assert refused.value.exit_code is ExitCode.FAILED


def test_all_tries_of_a_creation_carry_one_key_and_the_next_creation_another(pauses):
    with listening({"Retry-After": "1"}, LOST) as server:
        client(server.url).create("runs", {"seeds": [0], "name": None})
        client(server.url).create("runs", {"seeds": [0]})
    keys = [key for key, _ in server.heard]
    assert len(pauses) == 2
    assert len(keys[0]) == 32
    assert keys == [keys[0]] * 3 + [keys[3]]
    assert keys[3] != keys[0]
    assert {body for _, body in server.heard} == {b'{"seeds":[0]}'}


def test_a_server_that_comes_back_is_reached(monkeypatch, capsys):
    port = free_port("127.0.0.1", 0, or_next=False)
    coming = listening(port=port)
    monkeypatch.setattr(patience.time, "sleep", lambda _: coming.__enter__())
    assert client(f"http://127.0.0.1:{port}").get("runs")["title"] == TITLE
    coming.__exit__(None, None, None)
    assert "does not answer; trying again in 1 s" in capsys.readouterr().err


def test_an_instance_that_ended_is_not_waited_for(pauses):
    with pytest.raises(Failure, match="nothing answers"):
        Client("http://127.0.0.1:1", "", if_silent="Start it.", patient=False).get("runs")
    assert pauses == []


def test_a_change_whose_answers_are_all_lost_may_have_been_done(pauses):
    with (
        listening(*[LOST] * 9) as server,
        pytest.raises(Failure, match="may have been done all the same"),
    ):
        client(server.url).create("runs", {})
    assert len(pauses) == 4


def test_a_launch_whose_answer_is_lost_launches_once(branchpoint):
    """Between the program and the API stands a proxy that loses the first answer."""

    class Losing(Scripted):
        def do_GET(self):
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            answer = httpx.request(
                self.command,
                branchpoint.url + self.path,
                content=body,
                headers={
                    name: text
                    for name, text in self.headers.items()
                    if name.lower() in {"authorization", "content-type", "idempotency-key"}
                },
                trust_env=False,
            )
            if self.command == "POST":
                posts.append(answer.json())
                if len(posts) == 1:
                    return
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def do_POST(self):
            self.do_GET()

    posts = []
    before = branchpoint.json("runs")["total"]
    with ThreadingHTTPServer(("127.0.0.1", 0), Losing) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        behind = type(branchpoint)(dict(branchpoint.environment), branchpoint.folder)
        behind.environment["BRANCHPOINT_URL"] = f"http://127.0.0.1:{proxy.server_address[1]}"
        launched = behind.json("launch", "mbpo/pendulum")
        proxy.shutdown()
    assert "trying again in 1 s" in behind.errors
    assert posts == [launched, launched]
    assert branchpoint.json("runs")["total"] == before + 1

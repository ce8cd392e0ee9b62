"""An instance that does not come up says what keeps it."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest

from backend.cli.instance import ready
from backend.cli.terminal.failure import Failure

FULL = "The disk of the data folder is full: 5 MiB are free, and 16 MiB are needed."


class NotReady(BaseHTTPRequestHandler):
    """An API that says why it cannot work yet, the way ours does, or in another way."""

    body = b""

    def do_GET(self):
        self.send_response(503)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *ignored):
        pass


@pytest.fixture
def server():
    http = HTTPServer(("127.0.0.1", 0), NotReady)
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    yield http
    http.shutdown()
    thread.join()
    http.server_close()


def failure_of(monkeypatch, url, *, registered=True):
    monkeypatch.setattr(ready, "is_registered", lambda *_: registered)
    child = SimpleNamespace(
        process=SimpleNamespace(pid=1), log="the log", refuse_if_ended=lambda: None
    )
    with pytest.raises(Failure) as failure:
        ready.wait_until_ready(
            SimpleNamespace(url=url, certificate=""), None, [child], lambda _: False, seconds=0.2
        )
    return str(failure.value)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"detail": "%b"}' % FULL.encode(), FULL),
        (b"<html>", "The API answers GET /ready with 503."),
        (b"[]", "The API answers GET /ready with 503."),
    ],
)
def test_what_the_api_lacks_is_told(monkeypatch, server, body, told):
    monkeypatch.setattr(NotReady, "body", body)
    url = f"http://127.0.0.1:{server.server_port}"
    assert told in failure_of(monkeypatch, url)


def test_a_part_that_is_not_there_is_told(monkeypatch):
    assert "The worker has not registered." in failure_of(monkeypatch, "", registered=False)
    assert "The API does not answer." in failure_of(monkeypatch, "http://127.0.0.1:1")

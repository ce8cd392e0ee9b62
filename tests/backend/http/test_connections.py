"""Clients that are slow, silent or many, on a real port."""

import asyncio
import contextlib
import json
import logging
import socket
import subprocess
import sys
import threading
import time

import pytest

from backend.http.connections import Limits, connections_for, raised_file_limit
from backend.http.quiet_logs import WithoutRepetition
from backend.settings import WebSettings
from backend.web_process import make_server

LIMITS = Limits(connections=4, head_seconds=1.0, body_seconds=1.0, stall_seconds=1.0)
# The limits are looked at each second, and other tests may hold the processor up.
SOON, ANSWER_SECONDS = 15.0, 20.0
HEAD = b"Host: localhost\r\n"


@contextlib.contextmanager
def serving(settings, tmp_path, app=None, limits=LIMITS):
    """The port of a running server with small limits."""
    server = make_server(settings, WebSettings(port=0, page=tmp_path / "none"), limits)
    if app is not None:
        server.config.app = app
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    try:
        deadline = time.monotonic() + 30
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(30)


@pytest.fixture
def port(sqlite_settings, tmp_path):
    with serving(sqlite_settings, tmp_path) as port:
        yield port


def connect(port, sent=b""):
    connection = socket.create_connection(("127.0.0.1", port), SOON)
    connection.sendall(sent)
    return connection


def said(connection):
    """All that the server says until it closes the connection."""
    with connection:
        return b"".join(iter(lambda: connection.recv(65536), b""))


def is_open(connection):
    """Whether the server has not closed it; nothing was said on it."""
    connection.setblocking(False)
    try:
        return connection.recv(1) != b""
    except BlockingIOError:
        return True


def problem(answer):
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    assert b"connection: close" in head.lower()
    return json.loads(body)


def health(port):
    with contextlib.suppress(ConnectionError):
        connection = connect(port, b"GET /api/v1/health HTTP/1.1\r\nConnection: close\r\n" + HEAD)
        connection.sendall(b"\r\n")
        return said(connection)


def test_a_connection_that_says_nothing_is_closed(port):
    assert said(connect(port)) == b""


def test_a_head_that_comes_a_byte_at_a_time_is_answered_408(port):
    connection = connect(port, b"GET /api/v1/health HTTP/1.1\r\n")
    began = time.monotonic()
    with contextlib.suppress(ConnectionError):
        while time.monotonic() - began < SOON and not readable(connection):
            connection.sendall(b"X: y\r\n")
            time.sleep(0.1)
    assert problem(said(connection))["type"] == "/problems/too-slow"


def readable(connection):
    connection.setblocking(False)
    try:
        return bool(connection.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False
    finally:
        connection.settimeout(SOON)


def test_a_body_that_does_not_come_is_answered_408_and_leaves_no_traceback(port, capfd):
    post = b"POST /api/v1/runs HTTP/1.1\r\nContent-Length: 10\r\n" + HEAD + b"\r\n{"
    answer = problem(said(connect(port, post)))
    assert answer["status"] == 408
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_connection_stays_open_between_prompt_requests(port):
    with connect(port) as connection:
        for _ in range(3):
            connection.sendall(b"GET /api/v1/health HTTP/1.1\r\n" + HEAD + b"\r\n")
            answer = b""
            while not answer.endswith(b"}"):
                answer += connection.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200")
            time.sleep(0.7)


async def stream(scope, receive, send):
    """Something each 0.2 s, or as much as the client takes."""
    del receive
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        is_large = scope["path"] == "/large"
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_SECONDS):
                while True:
                    body = b"x" * (1_000_000 if is_large else 1)
                    await send({"type": "http.response.body", "body": body, "more_body": True})
                    await asyncio.sleep(0.02 if is_large else 0.2)


def test_a_long_answer_that_is_read_stays_and_one_that_is_not_read_ends(sqlite_settings, tmp_path):
    with serving(sqlite_settings, tmp_path, stream) as port:
        with connect(port, b"GET /small HTTP/1.1\r\n" + HEAD + b"\r\n") as read:
            began = time.monotonic()
            while time.monotonic() - began < 4:
                assert read.recv(65536)
        unread = connect(port, b"GET /large HTTP/1.1\r\n" + HEAD + b"\r\n")
        time.sleep(4)
        began = time.monotonic()
        assert said(unread).startswith(b"HTTP/1.1 200")
        assert time.monotonic() - began < ANSWER_SECONDS / 2


def test_idle_connections_make_room_for_new_ones(port):
    idle = [connect(port) for _ in range(20)]
    assert health(port).startswith(b"HTTP/1.1 200")
    for each in idle:
        each.close()


def test_those_that_come_in_one_moment_end_one_another(sqlite_settings, tmp_path):
    with serving(sqlite_settings, tmp_path, limits=Limits(connections=4)) as port:
        silent = [connect(port) for _ in range(60)]
        assert health(port).startswith(b"HTTP/1.1 200")
        # Far less than the 15 s after which each would be closed for its silence.
        deadline = time.monotonic() + 5
        while sum(is_open(each) for each in silent) > 4 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert sum(is_open(each) for each in silent) <= 4
        for each in silent:
            each.close()


def test_where_all_connections_are_at_work_another_is_refused_by_503(sqlite_settings, tmp_path):
    with serving(sqlite_settings, tmp_path, stream) as port:
        busy = [connect(port, b"GET /small HTTP/1.1\r\n" + HEAD + b"\r\n") for _ in range(4)]
        for each in busy:
            assert each.recv(65536)
        answer = health(port)
        assert b"retry-after: 2" in answer.lower()
        assert problem(answer)["type"] == "/problems/too-many-connections"
        busy.pop().close()
        time.sleep(0.5)
        with connect(port, b"GET /small HTTP/1.1\r\n" + HEAD + b"\r\n") as another:
            assert another.recv(65536).startswith(b"HTTP/1.1 200")
        for each in busy:
            each.close()


def test_what_is_no_http_is_answered_with_a_problem(port):
    assert problem(said(connect(port, b"NONSENSE\r\n\r\n")))["status"] == 400


def test_the_number_of_connections_leaves_files_for_all_else():
    assert connections_for(65_536, 1_000) == 1_000
    assert connections_for(512, 1_000) == 384
    assert connections_for(64, 1_000) == 32


def test_the_limit_of_files_is_raised_to_what_is_allowed():
    lines = ["import resource", "from backend.http.connections import raised_file_limit"]
    lines += ["resource.setrlimit(resource.RLIMIT_NOFILE, (100, 300))"]
    lines += ["print(raised_file_limit(), *resource.getrlimit(resource.RLIMIT_NOFILE))"]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["300", "300", "300"]
    assert raised_file_limit() > 0


def test_the_same_message_is_logged_once_in_a_while():
    record = logging.LogRecord("asyncio", logging.ERROR, "", 0, "no file is left", (), None)
    quiet = WithoutRepetition(seconds=0.2)
    assert [quiet.filter(record) for _ in range(3)] == [True, False, False]
    time.sleep(0.25)
    assert quiet.filter(record)

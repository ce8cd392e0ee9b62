"""A door before a server: connections pass it, or find what a bad day of a server is."""

import socket
import socketserver
import threading
from contextlib import suppress
from typing import Literal

Weather = Literal["fair", "says 503", "says 500", "cuts connections", "says nothing"]
BAD: tuple[Weather, ...] = ("says 503", "says 500", "cuts connections", "says nothing")

# So much of a request passes before the connection is cut.
CUT_AFTER_BYTES = 20_000
BLOCK = 1 << 16
ANSWER = (
    "HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nConnection: close\r\n"
    "Content-Length: {size}\r\n\r\n"
)
BODY = "<?xml version='1.0'?><Error><Code>{code}</Code><Message>a bad day</Message></Error>"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64


class Door:
    """Listens on a port, and passes what comes on to another.

    Attributes:
        port: Where it listens.
    """

    def __init__(self, server_port: int) -> None:
        self._to = ("127.0.0.1", server_port)
        self._weather: Weather = "fair"
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._changed = threading.Event()
        door = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):
                    door._pass(self.request)

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def set(self, weather: Weather) -> None:
        """From now on be like this; connections that are open are cut."""
        with self._lock:
            self._weather = weather
            self._changed.set()
            self._changed = threading.Event()
            connections, self._open = self._open, set()
        for each in connections:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Listen no more."""
        self.set("cuts connections")
        self._server.shutdown()
        self._server.server_close()

    def _pass(self, client: socket.socket) -> None:
        with self._lock:
            weather, changed = self._weather, self._changed
            self._open.add(client)
        if weather == "says nothing":
            changed.wait()
        elif weather == "cuts connections":
            self._between(client, CUT_AFTER_BYTES)
        elif weather == "fair":
            self._between(client, None)
        else:
            _refuse(client, weather.removeprefix("says "))

    def _between(self, client: socket.socket, most: int | None) -> None:
        """Copy both ways until one side ends, or so much was asked."""
        with socket.create_connection(self._to) as server:
            with self._lock:
                self._open.add(server)
            back = threading.Thread(target=_copy, args=(server, client, None), daemon=True)
            back.start()
            _copy(client, server, most)
            back.join()
            with self._lock:
                self._open -= {client, server}


def _copy(source: socket.socket, target: socket.socket, most: int | None) -> None:
    """Copy until the source ends or gave so much; then neither side can say any more."""
    copied = 0
    with suppress(OSError):
        while (most is None or copied < most) and (block := source.recv(BLOCK)):
            target.sendall(block if most is None else block[: most - copied])
            copied += len(block)
    for each in (source, target):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


def _refuse(client: socket.socket, status: str) -> None:
    """Read one request to its end, and answer it with an error of the server."""
    head = b""
    while b"\r\n\r\n" not in head:
        block = client.recv(BLOCK)
        if not block:
            return
        head += block
    lines, _, rest = head.partition(b"\r\n\r\n")
    fields = [line.split(b":", 1) for line in lines.lower().split(b"\r\n")[1:]]
    size = next((int(value) for name, value in fields if name == b"content-length"), 0)
    if any(name == b"expect" for name, _ in fields):
        size = 0
    left = size - len(rest)
    while left > 0 and (block := client.recv(BLOCK)):
        left -= len(block)
    body = BODY.format(code="SlowDown" if status == "503" else "InternalError").encode()
    client.sendall(ANSWER.format(status=f"{status} Bad", size=len(body)).encode() + body)

"""A server that speaks S3's protocol, and a proxy before it that gives errors."""

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import httpx
import s3fs
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

BUCKET = "runs"
REGION = "us-east-1"
# Without it the server takes a client for nobody.
SOMEBODY = {
    "Authorization": f"AWS4-HMAC-SHA256 Credential=someone/20261130/{REGION}/s3/aws4_request"
}
HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}


@contextmanager
def s3_server() -> Iterator[str]:
    """Its address. It keeps what it is given in memory."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def make_bucket(address: str) -> None:
    """Make the bucket; it is open to whoever says that he is somebody."""
    httpx.put(f"{address}/{BUCKET}", headers=SOMEBODY).raise_for_status()


def credentials(address: str) -> dict[str, str]:
    """The environment of a process that is to reach a server."""
    return {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "someone",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": REGION,
    }


@dataclass(frozen=True)
class Request:
    """What a client asks."""

    method: str
    path: str

    @property
    def is_part(self) -> bool:
        """Whether it brings a part of an upload."""
        return self.method == "PUT" and "partNumber=" in self.path


@dataclass(frozen=True)
class Fault:
    """An answer in place of the server's.

    Attributes:
        status: Of the answer; 0 cuts the connection.
        code: S3's name of the error.
        seconds: It comes only after so long.
        after_bytes: The connection is cut after so much of the server's own answer.
    """

    status: int = 0
    code: str = ""
    seconds: float = 0.0
    after_bytes: int | None = None


UNAVAILABLE = Fault(503, "ServiceUnavailable")
SLOW_DOWN = Fault(503, "SlowDown")
INTERNAL = Fault(500, "InternalError")
DENIED = Fault(403, "AccessDenied")
CUT = Fault()

Rule = Callable[[Request], Fault | None]


@dataclass
class FaultyProxy:
    """Stands before a server.

    Attributes:
        address: Where it listens.
        rule: Which requests it answers itself; None while it answers none.
        asked: What it was asked, and whether it gave an error.
    """

    address: str
    rule: Rule | None = None
    asked: list[tuple[Request, bool]] = field(default_factory=list)

    @property
    def faults(self) -> int:
        """Errors that it gave."""
        return sum(was_fault for _, was_fault in self.asked)


class _Front(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, behind: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind = behind
        self.proxy = FaultyProxy(f"http://127.0.0.1:{self.server_address[1]}")


class _Handler(BaseHTTPRequestHandler):
    """Answers as the server behind, or with a fault."""

    server: "_Front"
    protocol_version = "HTTP/1.1"
    # So that an answer that is cut was not sent whole before.
    wbufsize = 0

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65_537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        body = self._body()
        request = Request(self.command, self.path)
        proxy = self.server.proxy
        fault = None if proxy.rule is None else proxy.rule(request)
        proxy.asked.append((request, fault is not None))
        if fault is None or fault.after_bytes is not None:
            self._pass_on(body, None if fault is None else fault.after_bytes)
        else:
            self._fail(fault)

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            taken = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                taken += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return taken
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _pass_on(self, body: bytes, at_most: int | None) -> None:
        connection = http.client.HTTPConnection(self.server.behind, timeout=60)
        told = {k: v for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP}
        connection.request(self.command, self.path, body, told)
        answer = connection.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        length = answer.getheader("Content-Length") if self.command == "HEAD" else len(content)
        self.send_header("Content-Length", str(length or 0))
        self.end_headers()
        connection.close()
        if at_most is not None and len(content) > at_most:
            self.wfile.write(content[:at_most])
            self._cut()
        elif self.command != "HEAD":
            self.wfile.write(content)

    def _fail(self, fault: Fault) -> None:
        time.sleep(fault.seconds)
        if fault.status == 0:
            self._cut()
            return
        said = f"<Error><Code>{fault.code}</Code><Message>{fault.code}</Message></Error>"
        self.send_response(fault.status)
        self.send_header("Content-Length", str(len(said)))
        self.send_header("Content-Type", "application/xml")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(said.encode())

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_: Any) -> None:
        """Tests say what is of interest."""


@contextmanager
def faulty_proxy(server: str) -> Iterator[FaultyProxy]:
    """A proxy before a server, without faults until it has a rule."""
    front = _Front(urlsplit(server).netloc)
    threading.Thread(target=front.serve_forever, daemon=True).start()
    try:
        yield front.proxy
    finally:
        front.shutdown()
        front.server_close()


@contextmanager
def server_behind_proxy() -> Iterator[tuple[str, FaultyProxy]]:
    """The address of a server, and the proxy before it; no client of another server is kept."""
    s3fs.S3FileSystem.clear_instance_cache()
    with s3_server() as address, faulty_proxy(address) as front:
        yield address, front
    s3fs.S3FileSystem.clear_instance_cache()


def begin_anew(server: str, front: FaultyProxy) -> None:
    """An empty bucket, and a proxy that has no rule and was asked nothing."""
    front.rule = None
    front.asked.clear()
    httpx.post(f"{server}/moto-api/reset")
    make_bucket(server)


def first(count: int, fault: Fault, of: Callable[[Request], bool] = lambda _: True) -> Rule:
    """A rule: the first so many of some requests meet a fault."""
    left = [count]

    def rule(request: Request) -> Fault | None:
        if not of(request) or left[0] == 0:
            return None
        left[0] -= 1
        return fault

    return rule


def every(fault: Fault, of: Callable[[Request], bool] = lambda _: True) -> Rule:
    """A rule: all of some requests meet a fault."""
    return lambda request: fault if of(request) else None


def settings_of(address: str, folder: str = "group a") -> Mapping[str, str]:
    """The environment of an instance whose artifacts lie in a bucket."""
    return credentials(address) | {"BRANCHPOINT_ARTIFACTS_URL": f"s3://{BUCKET}/{folder}"}

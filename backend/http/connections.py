"""Connections of clients: bounded in number, and closed where their client keeps us waiting.

uvicorn closes a connection only where it waits for another request after the first. Without more, a
client that connects and says nothing, or says it a byte at a time, holds its connection for ever.
An answer may take as long as it takes: event streams stay open as long as they are read.
"""

import asyncio
import os
import resource
import socket
from dataclasses import dataclass
from typing import Any, cast

import h11
import uvicorn
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from backend.http.problems import (
    TOO_MANY_CONNECTIONS,
    TOO_SLOW,
    UNREADABLE,
    Kind,
    problem_response,
)
from backend.settings import WebSettings

MOST_FILES = 65_536
# Files that are no connections of clients: the database's, the listening socket, logs, the page's.
OTHER_FILES = 128
# asyncio tries to accept so many in a row, also when no file is left.
BACKLOG = 32
# Connections that may wait to be accepted. What finds no place is sent again after 1, 3, 7 ... s.
MOST_WAITING = 1_024


@dataclass(frozen=True)
class Limits:
    """What clients may take.

    Attributes:
        connections: Connections at once. Where more come, the longest idle one is closed; where
            none is idle, the new one is refused.
        head_seconds: How long the head of a request may take, the wait before it included.
        body_seconds: How long a body may take after the head.
        stall_seconds: How long a client may leave an answer unread.
    """

    connections: int = 1_000
    head_seconds: float = 15.0
    body_seconds: float = 30.0
    stall_seconds: float = 60.0


def raised_file_limit() -> int:
    """How many files this process may have open: as many as it may allow itself."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if most == resource.RLIM_INFINITY else min(most, MOST_FILES)
    if wanted <= now:
        return now
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    except (OSError, ValueError):
        # Some systems allow less than they say.
        return now
    return wanted


def connections_for(files: int, wanted: int) -> int:
    """How many connections are possible with so many files, at most those that are wanted."""
    return max(1, min(wanted, files - min(OTHER_FILES, files // 2)))


def let_many_wait(server: asyncio.Server) -> None:
    """Let more connections wait for `server` than asyncio accepts in a row."""
    for listening in server.sockets:
        with socket.socket(fileno=os.dup(listening.fileno())) as same:
            same.listen(MOST_WAITING)


class Config(uvicorn.Config):
    """uvicorn's settings, with limits for each client."""

    def __init__(self, app: FastAPI, web: WebSettings, limits: Limits, grace_seconds: int) -> None:
        super().__init__(
            app,
            http=Connection,
            host=web.host,
            port=web.port,
            ssl_certfile=web.tls_cert,
            ssl_keyfile=web.tls_key,
            backlog=BACKLOG,
            # Ours tells of each request, and passes on what uvicorn says.
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=grace_seconds,
            # By default whoever comes from loopback would be believed.
            proxy_headers=bool(web.proxies),
            forwarded_allow_ips=list(web.proxies),
        )
        self.limits = limits


class Connection(H11Protocol):
    """A client's connection."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._limits = config.limits
        self._waiting_since = self.loop.time()
        self._stalled_since: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection, at the cost of an idle one or not at all where there are many."""
        super().connection_made(cast("asyncio.Transport", transport))
        # Of those that come in one moment each must end another one.
        open_ = [each for each in cast("set[Connection]", self.connections) if not each.is_closing]
        if len(open_) <= self._limits.connections:
            return
        idle = [each for each in open_ if each.is_idle and each is not self]
        if idle:
            min(idle, key=lambda each: each._waiting_since).close()
        else:
            self.app = refuse

    def data_received(self, data: bytes) -> None:
        """Take bytes; where they end what was waited for, the next wait begins."""
        before = self.conn.their_state
        super().data_received(data)
        if self.conn.their_state is not before:
            self._waiting_since = self.loop.time()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._waiting_since = self.loop.time()

    def pause_writing(self) -> None:
        """The client does not read what it asked for."""
        super().pause_writing()
        self._stalled_since = self.loop.time()

    def resume_writing(self) -> None:
        """The client reads again."""
        super().resume_writing()
        self._stalled_since = None

    @property
    def is_closing(self) -> bool:
        """Whether it ends as soon as it can."""
        return self.transport.is_closing()

    @property
    def is_idle(self) -> bool:
        """Whether no whole request is here to be answered."""
        return self.conn.their_state is h11.IDLE

    def close_if_late(self) -> None:
        """End the connection where its client has kept us waiting for too long."""
        now = self.loop.time()
        if self.is_closing:
            return
        if self._stalled_since is not None:
            if now - self._stalled_since > self._limits.stall_seconds:
                self.transport.abort()
        elif self.is_idle and now - self._waiting_since > self._limits.head_seconds:
            self.close()
        elif self._awaits_body and now - self._waiting_since > self._limits.body_seconds:
            self._end_with(TOO_SLOW, "The rest of the request did not come in time.")

    @property
    def _awaits_body(self) -> bool:
        return self.conn.their_state is h11.SEND_BODY and not self.flow.read_paused

    def close(self) -> None:
        """End the connection; a client that has begun a request is told why."""
        is_begun = bool(self.conn.trailing_data[0])
        if is_begun:
            self._end_with(TOO_SLOW, "The head of the request did not come in time.")
        else:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP."""
        self._end_with(UNREADABLE, msg)

    def _end_with(self, kind: Kind, detail: str) -> None:
        """Answer with a problem unless an answer has begun, and close."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            answer = problem_response(kind, detail, headers={"Connection": "close"})
            head = h11.Response(status_code=kind.status, headers=answer.raw_headers)
            for event in (head, h11.Data(data=bytes(answer.body)), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        if self.cycle is not None:
            self.cycle.disconnected = True
        self.transport.close()


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer where there are too many connections."""
    detail = "Too many connections are open. Close some, and try again in a moment."
    headers = {"Connection": "close", "Retry-After": "2"}
    await problem_response(TOO_MANY_CONNECTIONS, detail, headers=headers)(scope, receive, send)

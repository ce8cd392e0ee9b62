"""What is written down of each request: an id, how it was answered, and how long that took."""

import re
import secrets
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Request-ID"
FIRST_FAILURE, FIRST_FAULT = 400, 500
SAFE_METHODS = ("GET", "HEAD")
# Upper ends of the histogram's parts, in seconds.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
UNMATCHED = "none"

_SAFE_ID = re.compile(r"[A-Za-z0-9._\-]{8,64}")
_TOKENS = re.compile(r"((?:[?&]token=)|(?:/s/)|(?:/figures/links/))[^&\s\"#?]+")

log = structlog.get_logger(__name__)


def hidden(address: str) -> str:
    """An address without the tokens that it may hold: of signing in, and of a share link."""
    return _TOKENS.sub(r"\1[hidden]", address)


def current_id() -> str:
    """The id of the request at work; empty outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


@dataclass
class Times:
    """How long requests took: so many in each part of the histogram, and all together."""

    parts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0

    def note(self, seconds: float) -> None:
        """One more."""
        part = next((at for at, bound in enumerate(BOUNDS) if seconds <= bound), len(BOUNDS))
        self.parts[part] += 1
        self.seconds += seconds

    @property
    def up_to(self) -> Sequence[tuple[str, int]]:
        """For each bound, how many took at most that long."""
        names = [*(str(bound) for bound in BOUNDS), "+Inf"]
        return [(name, sum(self.parts[: at + 1])) for at, name in enumerate(names)]


@dataclass(frozen=True)
class Answered:
    """How often which route was answered how, since this process began."""

    counts: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    times: dict[str, Times] = field(default_factory=dict)

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """One more request."""
        self.counts[method, route, status] += 1
        self.times.setdefault(route, Times()).note(seconds)


class RequestLog:
    """Gives each request an id, and tells of it once its answer begins.

    The id is in the answer, in every line of the log that the request causes, and in what is said
    of an unexpected error. A proxy may bring one; what could be more than an id is replaced.
    """

    def __init__(self, app: ASGIApp, answered: Answered, *, log_reads: bool = False) -> None:
        self.app = app
        self.answered = answered
        self.log_reads = log_reads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and tell when the answer begins: a stream may go on for hours."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _given_id(scope) or secrets.token_hex(8)
        began = time.perf_counter()

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = request_id
                self._tell(scope, message["status"], time.perf_counter() - began)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await self.app(scope, receive, noted)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route: Any = scope.get("route")
        method = scope["method"] if route is not None else UNMATCHED
        self.answered.note(method, getattr(route, "path", UNMATCHED), status, seconds)
        if scope["method"] in SAFE_METHODS and status < FIRST_FAILURE and not self.log_reads:
            return
        tell = log.warning if status >= FIRST_FAULT else log.info
        tell(
            "answered",
            method=scope["method"],
            path=hidden(_address(scope)),
            status=status,
            milliseconds=round(1_000 * seconds, 1),
            client=(scope.get("client") or ("",))[0],
        )


def _given_id(scope: Scope) -> str:
    given = Headers(scope=scope).get(HEADER, "")
    return given if _SAFE_ID.fullmatch(given) else ""


def _address(scope: Scope) -> str:
    query = scope.get("query_string", b"").decode("latin-1")
    return quote(scope["path"]) + (f"?{query}" if query else "")

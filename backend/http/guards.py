"""What every request passes before it reaches a route, and every answer on its way out."""

import asyncio
import re
import traceback

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.http.problems import BODY_TOO_LARGE, HOST_REFUSED, UNEXPECTED, problem_response
from backend.http.request_log import current_id

MAX_BODY_BYTES = 1024 * 1024
DISCARDED_BYTES = 32 * MAX_BODY_BYTES
DISCARD_SECONDS = 5.0


def content_security_policy(style_nonce: str | None = None, *, may_be_framed: bool = False) -> str:
    """What a browser may load for an answer: files of this server, and styles with the nonce.

    Only a page that its owner lets others embed may stand in a frame of theirs. Browsers that know
    this rule pass over `X-Frame-Options`, which has no word for it.

    Components and charts make style elements, which carry the nonce. Styles of single elements are
    set by scripts, which no policy holds up; what stands in a text as `style="..."` is not taken.
    """
    framers = "*" if may_be_framed else "'none'"
    styles = "'self'" if style_nonce is None else f"'self' 'nonce-{style_nonce}'"
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self'",
            f"style-src {styles}",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            f"frame-ancestors {framers}",
        ]
    )


SECURITY_HEADERS = {
    "Content-Security-Policy": content_security_policy(),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # The address of a share page holds its token, which must not travel on to other sites.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# Behind TLS: a browser that was here once comes back by TLS alone, for a year.
HSTS = {"Strict-Transport-Security": "max-age=31536000"}

log = structlog.get_logger(__name__)


class SecurityHeaders:
    """Adds the headers that keep a browser from helping an attacker."""

    def __init__(self, app: ASGIApp, *, is_secure: bool = False) -> None:
        self.app = app
        self.headers = SECURITY_HEADERS | (HSTS if is_secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with headers added to the answer; a route's own header wins."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, with_headers)


class CatchAll:
    """Answers an unexpected error with a problem that tells nothing, and logs what happened."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; an error after the answer began can only be logged and end the connection."""
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception as error:
            # The traceback goes as plain text: a renderer could add local variables, and with
            # them tokens.
            log.critical(
                "unexpected error",
                method=scope.get("method"),
                path=scope.get("path"),
                exception="".join(traceback.format_exception(error)),
            )
            if started or scope["type"] != "http":
                raise
            detail = f"{type(error).__name__}. The server's log has it under {current_id()}."
            await problem_response(UNEXPECTED, detail)(scope, receive, send)


class HostCheck:
    """Refuses foreign host names, which an attacker's DNS could bind to this server."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what was sent to us by name."""
        if scope["type"] == "http":
            given = Headers(scope=scope).get("host", "")
            if host_name(given) not in self.hosts:
                detail = (
                    f"Host {given[:100]!r} is not answered here. Allowed: "
                    f"{', '.join(sorted(self.hosts))} (BRANCHPOINT_ALLOWED_HOSTS adds names)."
                )
                await problem_response(HOST_REFUSED, detail)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def host_name(header: str) -> str:
    """The name in a Host header: lower case, without port and brackets."""
    matched = re.fullmatch(r"(?:\[([0-9a-fA-F:]+)\]|([^:\[\]]+))(?::\d{1,5})?", header)
    return (matched[1] or matched[2]).lower() if matched else ""


class BodyLimit:
    """Refuses a request body above the limit without ever holding more than the limit."""

    def __init__(self, app: ASGIApp, limit: int = MAX_BODY_BYTES) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; refuse at once by the declared length, or while reading by the real one."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and float(declared) > self.limit:
            await self._refuse(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.limit:
                raise HTTPException(BODY_TOO_LARGE.status, self.detail)
            return message

        await self.app(scope, counted, send)

    @property
    def detail(self) -> str:
        """The sentence that names the limit."""
        return f"A request body may have at most {self.limit:,} bytes."

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer first, then throw away what still comes.

        Closing at once would reset the connection of a client that is still sending, and such a
        client never sees the answer.
        """

        async def unfinished(message: Message) -> None:
            await send({**message, "more_body": True} if "body" in message else message)

        await problem_response(BODY_TOO_LARGE, self.detail)(scope, receive, unfinished)
        discarded = 0
        try:
            async with asyncio.timeout(DISCARD_SECONDS):
                while discarded < DISCARDED_BYTES:
                    message = await receive()
                    discarded += len(message.get("body", b""))
                    if message["type"] == "http.disconnect" or not message.get("more_body"):
                        break
        except TimeoutError:
            log.info("stopped waiting for the rest of a refused body", path=scope["path"])
        await send({"type": "http.response.body", "body": b"", "more_body": False})

"""Many answers in one: what a page shows, asked for again, without what did not change."""

import json
from collections.abc import AsyncIterator, Sequence
from hashlib import sha256

from starlette.requests import Request
from starlette.types import Message, Scope

from backend.live.schemas import AskedAgain

# Of the request that asks for many: each of them is a request of its own, without a body.
LEFT_OUT = frozenset({b"content-length", b"content-type", b"accept-encoding", b"transfer-encoding"})
NOT_ACCEPTABLE = 406
KEPT = ("type", "asgi", "http_version", "scheme", "server", "client", "root_path")


async def answers(request: Request, asked: Sequence[AskedAgain]) -> AsyncIterator[bytes]:
    """Two lines for each: its status and tag, and its body, empty where the tag is the known one.

    Each goes through the whole app as if it had come alone, so that it is allowed what it would be
    alone. They are made one after the other, so that the first need not wait for the last. JSON
    holds no line breaks.
    """
    for each in asked:
        status, body = await _answer(request, each.address)
        tag = sha256(body).hexdigest()[:32]
        yield json.dumps({"status": status, "tag": tag}).encode() + b"\n"
        yield (b"" if tag == each.tag else body) + b"\n"


async def _answer(request: Request, address: str) -> tuple[int, bytes]:
    status, parts = 500, list[bytes]()

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            parts.append(message.get("body", b""))

    await request.app(_scope(request, address), receive, send)
    body = b"".join(parts)
    # A file, whose lines would be taken for those of another answer.
    return (NOT_ACCEPTABLE, b"") if b"\n" in body else (status, body)


def _scope(request: Request, address: str) -> Scope:
    path, _, query = address.partition("?")
    return {
        **{name: request.scope[name] for name in KEPT if name in request.scope},
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [each for each in request.scope["headers"] if each[0] not in LEFT_OUT],
    }

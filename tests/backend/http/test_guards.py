"""What every request passes, tried on a small app that reads its body."""

import asyncio
import json

import pytest

from backend.http.guards import (
    MAX_BODY_BYTES,
    BodyLimit,
    CatchAll,
    HostCheck,
    SecurityHeaders,
    host_name,
)

SECRET = "kq3-not-to-be-seen"


def scope(path="/", headers=()):
    return {
        "type": "http",
        "method": "POST",
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }


def exchange(app, request, chunks=()):
    """Every message that `app` sends for a request whose body arrives in `chunks`."""
    sent, left = [], list(chunks)

    async def receive():
        body = left.pop(0) if left else b""
        return {"type": "http.request", "body": body, "more_body": bool(left)}

    async def send(message):
        sent.append(message | {"chunks_left": len(left)})

    asyncio.run(app(request, receive, send))
    return sent


async def reads_all(_, receive, send):
    while (await receive())["more_body"]:
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


async def breaks(_, __, ___):
    raise RuntimeError(SECRET)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost:8710", "localhost"),
        ("LOCALHOST", "localhost"),
        ("127.0.0.1:1", "127.0.0.1"),
        ("[::1]:8710", "::1"),
        ("", ""),
        ("localhost:8710@evil.example", ""),
        ("a b:c", ""),
    ],
)
def test_a_host_header_gives_its_name(header, name):
    assert host_name(header) == name


def test_a_foreign_host_name_is_refused_with_a_problem():
    app = HostCheck(reads_all, frozenset({"localhost"}))
    start, body = exchange(app, scope(headers=[("host", "evil.example:8710")]))
    assert start["status"] == 400
    assert json.loads(body["body"])["type"] == "/problems/host-refused"
    assert exchange(app, scope(headers=[("host", "localhost:8710")]))[0]["status"] == 200


def test_a_body_declared_too_large_is_answered_before_it_is_read():
    size = 10 * 1024 * 1024
    chunks = [b"x" * 65_536] * (size // 65_536)
    sent = exchange(BodyLimit(reads_all), scope(headers=[("content-length", str(size))]), chunks)
    assert sent[0]["status"] == 413
    assert sent[1]["chunks_left"] == len(chunks)
    assert "1,048,576 bytes" in json.loads(sent[1]["body"])["detail"]
    assert sent[-1]["more_body"] is False


def test_a_body_of_undeclared_length_is_cut_off_at_the_limit():
    app = CatchAll(BodyLimit(reads_all))
    chunks = [b"x" * 65_536] * 100
    sent = exchange(app, scope(), chunks)
    assert sent[0]["status"] in {413, 500}
    assert sent[0]["chunks_left"] >= 100 - MAX_BODY_BYTES // 65_536 - 1


def test_an_unexpected_error_is_logged_and_tells_the_client_nothing(capsys):
    start, body = exchange(CatchAll(breaks), scope("/api/v1/runs"))
    assert start["status"] == 500
    problem = json.loads(body["body"])
    assert problem["type"] == "/problems/unexpected"
    assert SECRET not in json.dumps(problem)
    # Where it goes depends on which test of this process set up logging before.
    said = capsys.readouterr()
    assert SECRET in said.out + said.err


def test_answers_carry_the_security_headers_and_a_route_may_set_its_own():
    async def own(_, __, send):
        headers = [(b"content-security-policy", b"sandbox")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    plain = dict(exchange(SecurityHeaders(reads_all), scope("/api/v1/runs"))[0]["headers"])
    assert b"'unsafe-inline'" not in plain[b"content-security-policy"].split(b"style-src")[0]
    assert b"frame-ancestors 'none'" in plain[b"content-security-policy"]
    assert plain[b"referrer-policy"] == b"no-referrer"
    assert plain[b"x-content-type-options"] == b"nosniff"
    assert plain[b"x-robots-tag"] == b"noindex, nofollow"
    assert plain[b"cache-control"] == b"no-store"
    page = dict(exchange(SecurityHeaders(own), scope("/s/abc"))[0]["headers"])
    assert page[b"content-security-policy"] == b"sandbox"
    assert b"cache-control" not in page


@pytest.mark.parametrize("is_secure", [True, False])
def test_behind_tls_browsers_are_told_to_come_back_by_tls(is_secure):
    app = SecurityHeaders(reads_all, is_secure=is_secure)
    start, _ = exchange(app, scope())
    assert (b"strict-transport-security" in dict(start["headers"])) is is_secure

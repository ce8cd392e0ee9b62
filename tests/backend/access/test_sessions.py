"""Signed-in browsers: listed, signed out, and told so while they are open."""

import asyncio
import time
from datetime import timedelta

import pytest
from sqlalchemy import update

from backend.access.browsers import browser_name
from backend.authorisation import Owner
from backend.db import browser_sessions, credentials
from backend.db.base import database_now
from backend.db.tables import Credential
from backend.live.feed import Feed
from backend.live.stream import follow
from backend.secret_tokens import token_hash

COOKIE = "branchpoint_session_8710"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"


def sign_in(api, user_agent=FIREFOX, headers=None):
    """The headers of a browser that opened a printed address."""
    with api.database.transaction() as session:
        token = f"{user_agent}{database_now(session)}"
        credentials.create(session, "one_time", token_hash(token), "up", timedelta(hours=1))
    sent = {"User-Agent": user_agent} | (headers or {})
    response = api.by().send("GET", "/", headers=sent, params={"token": token})
    return {"Cookie": f"{COOKIE}={response.cookies[COOKIE]}", "Branchpoint-Csrf": "1"}


def sessions(api, headers=None):
    response = (api.by() if headers else api).get("sessions", headers=headers)
    assert response.status_code == 200, response.text
    return response.json()["items"]


def test_browsers_are_listed_by_what_they_say_they_are(api):
    first = sign_in(api)
    sign_in(api, "curl/8.1")
    listed = sessions(api, first)
    assert [each["browser"] for each in listed] == ["curl/8.1", "Firefox 144 on Linux"]
    assert [each["is_current"] for each in listed] == [False, True]
    assert not any(each["is_current"] for each in sessions(api))


def test_a_browser_signs_itself_out(quick_api):
    browser = sign_in(quick_api)
    response = quick_api.by().delete("session", headers=browser)
    assert response.status_code == 200
    assert f'{COOKIE}=""' in response.headers["set-cookie"]
    assert "Max-Age=0" in response.headers["set-cookie"]
    refused = quick_api.by().get("session", headers=browser)
    assert refused.status_code == 401
    assert "branchpoint open" in refused.json()["detail"]
    assert sessions(quick_api) == []


def test_one_browser_signs_another_out_and_all_others(api):
    mine, lost, another = sign_in(api), sign_in(api), sign_in(api)
    (lost_id,) = (each["id"] for each in sessions(api, lost) if each["is_current"])
    assert api.by().delete(f"sessions/{lost_id}", headers=mine).json()["revoked_at"] is not None
    assert api.by().get("session", headers=lost).status_code == 401
    assert api.by().get("session", headers=another).status_code == 200
    left = api.by().delete("sessions", headers=mine).json()["items"]
    assert [each["is_current"] for each in left] == [True]
    assert api.by().get("session", headers=another).status_code == 401
    assert api.by().get("session", headers=mine).status_code == 200


def test_an_api_token_signs_every_browser_out_and_has_no_session_of_its_own(quick_api):
    browser = sign_in(quick_api)
    assert quick_api.delete("session").status_code == 409
    assert quick_api.delete("sessions").json()["items"] == []
    assert quick_api.by().get("session", headers=browser).status_code == 401


def test_a_page_of_another_site_signs_nobody_out(quick_api):
    browser = {"Cookie": sign_in(quick_api)["Cookie"]}
    for path in ("session", "sessions"):
        assert quick_api.by().delete(path, headers=browser).status_code == 403
    assert len(sessions(quick_api)) == 1


@pytest.mark.parametrize("kind", ["api", "one_time"])
def test_only_sessions_are_ended_as_sessions(quick_api, kind):
    with quick_api.database.transaction() as session:
        other = credentials.create(session, kind, token_hash(kind), "other").id
    assert quick_api.delete(f"sessions/{other}").status_code == 404


def test_a_browser_that_signs_in_again_has_one_session(quick_api):
    first = sign_in(quick_api)
    second = sign_in(quick_api, headers={"Cookie": first["Cookie"]})
    assert [each["is_current"] for each in sessions(quick_api, second)] == [True]
    assert quick_api.by().get("session", headers=first).status_code == 401


def test_a_session_ends_with_its_time(quick_api):
    browser = sign_in(quick_api)
    with quick_api.database.transaction() as session:
        past = database_now(session) - timedelta(seconds=1)
        session.execute(
            update(Credential).where(Credential.kind == "session").values(expires_at=past)
        )
    assert quick_api.by().get("session", headers=browser).status_code == 401
    assert sessions(quick_api) == []


def test_the_open_stream_of_a_browser_that_is_signed_out_ends_and_says_why(database):
    with database.transaction() as session:
        row = credentials.create(session, "session", "a" * 64, "Firefox", timedelta(days=1))
        session_id = row.id
        row.created_at -= timedelta(hours=1)

    async def followed():
        feed = Feed(database, 0.05)
        async with feed.running(), asyncio.timeout(60):
            stream = follow(feed, Owner(session_id, session_id), None)
            assert (await anext(stream)).event == "ready"
            ended = asyncio.create_task(_last(stream))
            await asyncio.to_thread(wait_until_noted)
            assert not ended.done()
            await asyncio.to_thread(end)
            return await ended

    def wait_until_noted():
        deadline = time.monotonic() + 30
        while not is_noted():
            # A thread outlives the time limit of its task: it has one of its own.
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def is_noted():
        with database.reading() as session:
            return browser_sessions.get(session, session_id).used_at is not None

    def end():
        with database.transaction() as session:
            browser_sessions.revoke(session, browser_sessions.get(session, session_id))

    last = asyncio.run(followed())
    assert last.event == "ended"
    assert "branchpoint open" in last.data["reason"]


async def _last(stream):
    last = None
    async for event in stream:
        last = event
    return last


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox 144 on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
            "Edge 141 on Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/141.0.0.0 Mobile Safari/537.36",
            "Chrome 141 on Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari 18 on iPhone",
        ),
        ("", "a browser"),
        ("\x1b[31m<b>x</b>", "\\u001b[31m<b>x</b>"),
        ("x" * 500, "x" * 60),
    ],
)
def test_a_browser_is_named_in_a_few_words(user_agent, name):
    assert browser_name(user_agent) == name

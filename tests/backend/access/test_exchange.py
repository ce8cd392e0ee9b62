"""Signing in with the printed address, and changes asked for with the cookie."""

from datetime import timedelta

import pytest

from backend.db import credentials
from backend.secret_tokens import token_hash

TOKEN = "one-time-token-of-the-test"
COOKIE = "branchpoint_session_8710"


@pytest.fixture
def link(quick_api):
    with quick_api.database.transaction() as session:
        credentials.create(session, "one_time", token_hash(TOKEN), "up", timedelta(hours=1))
    return f"/runs?status=running&token={TOKEN}"


@pytest.fixture
def signed_in(quick_api, link):
    """The headers of a browser that opened the printed address."""
    response = quick_api.by().get(link)
    return {"Cookie": f"{COOKIE}={response.cookies[COOKIE]}"}


def test_the_address_becomes_a_cookie_and_loses_its_token(quick_api, link):
    response = quick_api.by().get(link)
    assert response.status_code == 303
    assert response.headers["location"] == "/runs?status=running"
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert TOKEN not in cookie


def test_the_cookie_opens_what_was_closed(quick_api, signed_in):
    browser = quick_api.by()
    assert browser.get("session").status_code == 401
    answer = browser.get("session", headers=signed_in).json()
    assert answer["kind"] == "owner"


def test_an_address_works_once(quick_api, link):
    assert quick_api.by().get(link).status_code == 303
    again = quick_api.by().get(link)
    assert again.status_code == 401
    assert "used already" in again.text
    assert "set-cookie" not in again.headers


def test_looking_at_an_address_without_opening_it_does_not_spend_it(quick_api, link):
    quick_api.by().send("HEAD", link)
    assert quick_api.by().get(link).status_code == 303


@pytest.mark.usefixtures("link")
@pytest.mark.parametrize("path", ["//evil.example/", "///evil.example", "/%5Cevil.example"])
def test_the_way_on_never_leads_to_another_server(quick_api, path):
    response = quick_api.by().get(f"http://localhost{path}?token={TOKEN}")
    assert response.status_code == 303
    location = response.headers["location"]
    assert location.startswith("/")
    assert location[1:2] not in {"/", "\\"}


def test_tokens_are_stored_as_hashes_only(quick_api, link, tmp_path):
    cookie = quick_api.by().get(link).cookies[COOKIE]
    quick_api.database.dispose()
    stored = b"".join(file.read_bytes() for file in tmp_path.glob("branchpoint.db*"))
    assert token_hash(cookie).encode() in stored
    assert cookie.encode() not in stored
    assert TOKEN.encode() not in stored


def test_one_kind_of_token_is_not_good_for_another(quick_api, signed_in):
    cookie = signed_in["Cookie"].partition("=")[2]
    assert quick_api.by(bearer=f"Bearer {cookie}").get("session").status_code == 401
    assert quick_api.by(bearer=f"Bearer {TOKEN}").get("session").status_code == 401
    assert quick_api.by(share=cookie).get("session").status_code == 404


def test_an_old_session_is_over(quick_api):
    with quick_api.database.transaction() as session:
        credentials.create(session, "session", token_hash("old"), "browser", -timedelta(seconds=1))
    answer = quick_api.by().get("session", headers={"Cookie": f"{COOKIE}=old"})
    assert answer.status_code == 401


OURS = {"Branchpoint-Csrf": "1"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        (OURS, 201),
        (OURS | {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 201),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 403),
        (OURS | {"Origin": "http://evil.example"}, 403),
        (OURS | {"Origin": "http://localhost:9999"}, 403),
        (OURS | {"Origin": "null"}, 403),
        (OURS | {"Sec-Fetch-Site": "cross-site"}, 403),
        (OURS | {"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_a_change_with_the_cookie_must_come_from_our_own_page(
    quick_api, signed_in, headers, status
):
    response = quick_api.by().post("experiments", {"name": "x"}, headers=signed_in | headers)
    assert response.status_code == status
    assert quick_api.get("experiments").json()["total"] == (status == 201)


def test_a_change_with_an_api_token_needs_no_more(quick_api):
    assert quick_api.post("experiments", {"name": "x"}).status_code == 201

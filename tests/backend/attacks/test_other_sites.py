"""Attacks 1 to 3: pages of other sites, and names that are bound to this server.

Precedents: CVE-2025-14279 (MLflow) and CVE-2025-62593 (Ray) for names; GHSA-99w2-67h8-5948 (Aim),
CVE-2024-24593 (ClearML) and CVE-2026-27482 (Ray) for launches; CVE-2024-7760 (Aim) for preflights.
"""

import pytest

from backend.cli.instance.tokens import new_sign_in_token
from tests.backend.access.people import OURS
from tests.backend.attacks.conftest import COOKIE, everything, filled, operations

FOREIGN_HOSTS = [
    "evil.example", "localhost.evil.example", "evil.example:8710", "127.0.0.1.evil.example",
    "localhost@evil.example", "", "[::1].evil.example", "0.0.0.0",
]  # fmt: skip
# What a page can send without asking first: no header of its own, one of three content types.
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PLAIN = {"Content-Type": "text/plain"}
FORGED = [
    FORM | {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
    PLAIN | {"Origin": "http://evil.example"},
    PLAIN | {"Origin": "null"},
    PLAIN | {"Sec-Fetch-Site": "cross-site"},
    PLAIN | {"User-Agent": "branchpoint/0.1 python-httpx"},
    OURS | {"Origin": "null"},
    OURS | {"Origin": "http://evil.example"},
    OURS | {"Origin": "http://localhost.evil.example"},
    OURS | {"Origin": "http://localhost:9999"},
    OURS | {"Sec-Fetch-Site": "same-site"},
    OURS | {"Sec-Fetch-Site": "none", "Origin": "http://evil.example"},
]
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_dns_rebinding_reaches_no_route_and_no_stream(quick_api, run, host):
    before = everything(quick_api)
    for method, path in [*operations(quick_api.app), ("GET", "/openapi.json")]:
        answer = quick_api.send(method, filled(path, run["id"]), headers={"Host": host})
        assert answer.status_code == 400, (method, path)
        assert answer.json()["type"] == "/problems/host-refused"
    assert quick_api.send("GET", "/", headers={"Host": host}).status_code == 400
    assert everything(quick_api) == before


@pytest.mark.parametrize(
    "forged",
    [
        {"Host": "evil.example", "X-Forwarded-Host": "localhost"},
        {"Host": "evil.example", "Forwarded": "host=localhost"},
        {"Host": "evil.example", "X-Forwarded-For": "127.0.0.1"},
        {"Host": "evil.example", "X-Original-Host": "localhost"},
    ],
)
def test_forwarded_headers_of_an_unnamed_proxy_change_nothing(quick_api, forged):
    assert quick_api.get("runs", headers=forged).status_code == 400


def test_a_forwarded_host_does_not_make_another_origin_ours(browser):
    forged = OURS | {"Origin": "http://evil.example", "X-Forwarded-Host": "evil.example"}
    assert browser.post("experiments", {"name": "x"}, headers=COOKIE | forged).status_code == 403


@pytest.mark.parametrize("forged", FORGED, ids=str)
def test_cross_site_request_forgery_changes_nothing(quick_api, browser, run, forged):
    before = everything(quick_api)
    tried = 0
    for method, path in operations(quick_api.app):
        if method in UNSAFE:
            address = filled(path, run["id"], run["experiment_id"])
            answer = browser.send(method, address, headers=COOKIE | forged, content=b"{}")
            assert answer.status_code == 403, (method, path)
            assert answer.json()["type"] == "/problems/cross-site"
            tried += 1
    assert tried > 20
    assert everything(quick_api) == before


def test_no_get_changes_anything(quick_api, browser, run):
    """A picture's address is a GET that any page makes, with the cookie of old browsers."""
    before = everything(quick_api)
    for method, path in operations(quick_api.app):
        address = filled(path, run["id"], run["experiment_id"])
        if path != "/events":
            browser.get(address, headers=COOKIE)
        if method in UNSAFE:
            for query in ("_method=DELETE", "_method=POST"):
                answer = browser.get(
                    f"{address}?{query}", headers=COOKIE | {"X-HTTP-Method-Override": "DELETE"}
                )
                assert answer.status_code in (200, 404, 405, 422), path
    assert everything(quick_api) == before


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:3000"])
def test_a_preflight_of_another_origin_gets_no_permission(quick_api, run, origin):
    for method, path in operations(quick_api.app):
        asked = {
            "Origin": origin,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "branchpoint-csrf, authorization, content-type",
        }
        address = filled(path, run["id"])
        for answer in (
            quick_api.by().send("OPTIONS", address, headers=asked),
            quick_api.get("runs", headers={"Origin": origin}),
        ):
            granted = [name for name in answer.headers if name.startswith("access-control")]
            assert granted == [], path


def test_a_body_that_is_not_said_to_be_json_launches_nothing(quick_api, browser):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        headers = COOKIE | OURS | {"Content-Type": kind}
        answer = browser.send("POST", "runs", headers=headers, content=b'{"name": "x"}')
        assert answer.status_code == 422, kind
    assert quick_api.get("runs").json()["total"] == 0


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(quick_api):
    token = new_sign_in_token(quick_api.database)
    cookie = quick_api.by().get(f"/?token={token}").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie

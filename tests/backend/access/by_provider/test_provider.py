"""Signing in by an OpenID Connect provider: what it must prove, and who gets which account."""

import json
import socket
import subprocess
import sys
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode

import httpx
import pytest
from joserfc.jwk import RSAKey

from backend.db import accounts
from backend.settings import WebSettings
from tests.backend.access.people import HASH, OURS, browser, person
from tests.backend.access.providing import CLIENT
from tests.backend.access.signing_in import ADA, COOKIE, back, begun, set_up, signed_in, who
from tests.backend.conftest import build


def test_somebody_whom_a_rule_is_for_gets_an_account_and_comes_back_to_the_page(api, provider):
    assert api.by().get("sign-in").json() == {"accounts": False, "provider": "The Lab"}
    provider.claims = {"sub": "ada-1", **ADA}
    url, cookie = begun(api, page="/runs?q=a")
    answer = back(api, provider.agree(url), cookie)
    assert answer.headers["location"] == "/runs?q=a"
    assert who(api, answer) | {"version": ""} == {
        "kind": "owner", "version": "", "role": "viewer", "account": "Ada",
    }  # fmt: skip
    again = who(api, signed_in(api, provider, **ADA, groups=["lab"]))
    assert (again["account"], again["role"]) == ("Ada", "editor")
    (account,) = api.get("accounts").json()["items"]
    assert (account["login"], account["role"]) == ("ada@example.org", "editor")
    done = [each["action"] for each in api.get("audit").json()["items"]]
    assert done[::-1] == ["sign_up", "sign_in", "change_role_by_provider", "sign_in"]


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        (ADA, "viewer"),
        (ADA | {"groups": ["lab", "x"]}, "editor"),
        ({"groups": ["lab"]}, "editor"),
        (ADA | {"email": "ROOT@example.org"}, "admin"),
        (ADA | {"email_verified": False}, None),
        (ADA | {"email_verified": "true"}, None),
        ({"email": "ada@example.org"}, None),
        (ADA | {"email": "ada@evil.example"}, None),
        (ADA | {"email": "ada@example.org.evil.example"}, None),
        (ADA | {"email": "ada@sub.example.org"}, None),
        (ADA | {"email": "example.org"}, None),
        ({"groups": "lab"}, None),
        ({"groups": ["laboratory"]}, None),
        ({}, None),
    ],
)
def test_the_rules_say_who_gets_an_account_and_as_what(quick_api, provider, claims, role):
    answer = signed_in(quick_api, provider, **claims)
    if role is None:
        assert answer.status_code == 403
        assert "no rule does" in answer.text
        assert quick_api.get("accounts").json()["items"] == []
        assert all(COOKIE in each for each in answer.headers.get_list("set-cookie"))
    else:
        assert who(quick_api, answer)["role"] == role


def test_what_only_the_userinfo_says_counts_where_it_is_of_the_same_person(quick_api, provider):
    provider.userinfo = {"sub": "somebody else", **ADA, "groups": ["lab"]}
    assert signed_in(quick_api, provider).status_code == 403
    provider.userinfo = {"sub": "ada-1", **ADA, "groups": ["lab"]}
    assert who(quick_api, signed_in(quick_api, provider))["role"] == "editor"


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "another client"}, {"aud": ["another client"]}, {"aud": None},
        {"aud": "another client", "azp": CLIENT}, {"aud": ["another client"], "azp": CLIENT},
        {"iss": "https://evil.example"}, {"iss": None}, {"exp": 1_000}, {"exp": None},
        {"iat": None}, {"nonce": "of another sign-in"}, {"nonce": None}, {"sub": None},
        {"aud": [CLIENT, "another"], "azp": "another"}, {"aud": [CLIENT, "another"]}, {"sub": 7},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_that_is_not_for_this_sign_in_is_refused(quick_api, provider, changed):
    provider.changed = changed
    answer = signed_in(quick_api, provider, **ADA)
    assert answer.status_code == 403, answer.text
    assert quick_api.get("accounts").json()["items"] == []


def test_a_token_with_another_signature_is_refused(quick_api, provider):
    other = RSAKey.generate_key(2048, {"kid": "one"})
    for header, key in (
        ({"alg": "RS256", "kid": "one"}, other),
        ({"alg": "RS256", "kid": "two"}, other),
        ({"alg": "none"}, provider.published),
        ({"alg": "HS256", "kid": "one"}, provider.shared_secret()),
    ):
        provider.header, provider.key = header, key
        assert signed_in(quick_api, provider, **ADA).status_code == 403, header
    provider.header, provider.key = {"alg": "RS256", "kid": "one"}, provider.published
    assert who(quick_api, signed_in(quick_api, provider, **ADA))["account"] == "Ada"


def test_a_provider_may_change_its_keys(quick_api, provider):
    assert signed_in(quick_api, provider, **ADA).status_code == 303
    provider.published = provider.key = RSAKey.generate_key(2048, {"kid": "next"})
    provider.header = {"alg": "RS256", "kid": "next"}
    assert signed_in(quick_api, provider, **ADA).status_code == 303


def test_only_the_browser_that_began_goes_on_and_only_with_its_own_state(quick_api, provider):
    """Login by another site, and a code that was planted."""
    provider.claims = {"sub": "ada-1", **ADA}
    url, cookie = begun(quick_api)
    planted = provider.agree(url)
    _, others = begun(quick_api)
    for given, kept in (
        (planted, "x=1"),
        (planted, others),
        (planted, f"{COOKIE}=nonsense"),
        (planted, f"{COOKIE}={urlsafe_b64encode(b'[]').decode()}"),
        (planted | {"state": ""}, cookie),
        ({"code": planted["code"]}, cookie),
        ({"state": planted["state"]}, cookie),
        ({"state": planted["state"], "error": "<script>"}, cookie),
    ):
        answer = back(quick_api, given, kept)
        assert answer.status_code == 403, (given, kept)
        assert "<script>" not in answer.text
    assert back(quick_api, planted, cookie).status_code == 303
    assert back(quick_api, planted, cookie).status_code == 403


def test_a_code_is_worth_nothing_without_the_verifier_of_its_browser(quick_api, provider):
    url, cookie = begun(quick_api)
    given = provider.agree(url)
    name, _, value = cookie.partition("=")
    kept = json.loads(urlsafe_b64decode(value)) | {"verifier": "v" * 48}
    stolen = f"{name}={urlsafe_b64encode(json.dumps(kept).encode()).decode()}"
    assert back(quick_api, given, stolen).status_code == 403


@pytest.mark.parametrize("page", ["//evil.example", "/\\evil.example", "https://evil.example", "x"])
def test_a_sign_in_leads_back_to_this_server_alone(quick_api, page):
    answer = quick_api.by().post("sign-in/provider", {"page": page}, headers=OURS)
    assert answer.status_code == 422


def test_another_site_s_page_begins_nothing(quick_api):
    for headers in ({}, OURS | {"Origin": "http://evil.example"}):
        assert quick_api.by().post("sign-in/provider", {}, headers=headers).status_code == 403
        assert quick_api.by().post("identities", {}, headers=headers).status_code == 401


def test_an_account_is_no_one_s_by_its_login_until_its_owner_connects_it(api, provider):
    """A login that was chosen here proves nothing about an address."""
    mallory = person(api, "ada@example.org", "viewer")
    refused = signed_in(api, provider, **ADA)
    assert refused.status_code == 403
    assert "connect it" in refused.text
    url, cookie = begun(api, "identities", browser(api, "ada@example.org"))
    connected = back(api, provider.agree(url), cookie)
    assert (connected.status_code, connected.headers["location"]) == (303, "/account")
    assert who(api, signed_in(api, provider, **ADA, groups=["lab"]))["role"] == "viewer"
    assert mallory.get("session").json()["account"] == who(api, signed_in(api, provider))["account"]


def test_a_person_has_one_account_and_a_connection_is_made_once(quick_api, provider):
    person(quick_api, "bob")
    signed_in(quick_api, provider, **ADA)
    url, cookie = begun(quick_api, "identities", browser(quick_api, "bob"))
    given = provider.agree(url)
    answer = back(quick_api, given, cookie)
    assert answer.status_code == 403
    assert "another account" in answer.text
    assert quick_api.get("session").status_code == 200


def test_only_a_browser_with_an_account_connects_one(quick_api):
    ada = person(quick_api, "ada")
    assert ada.post("identities").status_code == 409
    assert quick_api.post("identities").status_code == 409


def test_a_disabled_account_and_one_without_a_rule_sign_in_no_more(quick_api, provider):
    assert signed_in(quick_api, provider, **ADA).status_code == 303
    assert signed_in(quick_api, provider, email="ada@elsewhere.example").status_code == 403
    (account,) = quick_api.get("accounts").json()["items"]
    with quick_api.database.transaction() as session:
        accounts.create(session, "root", "Root", "admin", HASH)
    quick_api.patch(f"accounts/{account['id']}", {"disabled": True})
    answer = signed_in(quick_api, provider, **ADA)
    assert answer.status_code == 403
    assert "disabled" in answer.text


def test_the_last_administrator_stays_one(quick_api, provider):
    assert who(
        quick_api, signed_in(quick_api, provider, email="root@example.org", email_verified=True)
    )
    assert who(quick_api, signed_in(quick_api, provider, **ADA))["role"] == "admin"


def test_a_provider_that_is_away_or_another_one_is_told_as_such(quick_api, provider):
    provider.metadata = lambda: {"issuer": "https://evil.example"}
    answer = quick_api.by().post("sign-in/provider", {}, headers=OURS)
    assert answer.status_code == 502
    assert answer.json()["type"] == "/problems/provider-failed"
    provider.metadata = dict
    assert quick_api.by().post("sign-in/provider", {}, headers=OURS).status_code == 502


def test_without_a_provider_there_is_none(sqlite_settings, runner, tmp_path):
    api = build(sqlite_settings, runner, tmp_path)
    assert api.by().get("sign-in").json()["provider"] is None
    assert api.by().post("sign-in/provider", {}, headers=OURS).status_code == 409
    assert api.by().get("/oidc/callback").status_code == 403
    api.database.dispose()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("oidc_issuer", "http://provider.example.org"),
        ("oidc_sign_up", "everybody"),
        ("oidc_sign_up", "domain:example.org=owner"),
        ("oidc_sign_up", "domain:=viewer"),
    ],
)
def test_settings_that_would_be_unsafe_or_mean_nothing_are_refused(name, value):
    with pytest.raises(ValueError, match=name):
        WebSettings(**{name: value})


def test_an_installed_provider_signs_somebody_in(sqlite_settings, runner, tmp_path):
    """oidc-provider-mock: another program, built on the parts of Authlib for servers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    issuer = f"http://localhost:{port}"
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            known = _patiently(lambda: httpx.put(f"{issuer}/users/ada-1", json=ADA))
            assert known.status_code in (200, 204), known.text
            api = set_up(sqlite_settings, runner, tmp_path, issuer)
            url, cookie = begun(api)
            agreed = httpx.post(url, data={"sub": "ada-1"})
            assert agreed.status_code == 302, agreed.text
            given = dict(httpx.URL(agreed.headers["location"]).params)
            seen = who(api, back(api, given, cookie))
        finally:
            server.terminate()
    api.database.dispose()
    assert (seen["account"], seen["role"]) == ("Ada", "viewer")


def _patiently(ask):
    deadline = time.monotonic() + 60
    while True:
        try:
            return ask()
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)

"""Accounts: signing in, invitations, roles, tokens, and what was done."""

from datetime import timedelta

import pytest

from backend.access import sign_in as rule
from backend.access.sign_in import MOST_OF_ADDRESS, MOST_OF_LOGIN
from backend.db import accounts, credentials
from backend.secret_tokens import token_hash
from tests.backend.access.people import HASH, OURS, PASSWORD, browser, person, sign_in


def test_without_accounts_nothing_changes(api):
    assert api.by().get("sign-in").json() == {"accounts": False, "provider": None}
    session = api.get("session").json()
    assert (session["kind"], session["role"], session["account"]) == ("owner", "admin", None)


def test_a_password_signs_a_browser_in(api):
    person(api, "ada")
    assert api.by().get("sign-in").json() == {"accounts": True, "provider": None}
    answer = sign_in(api, "ADA")
    assert (answer.status_code, answer.json()["role"]) == (200, "editor")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert answer.headers["cache-control"] == "no-store"
    seen = api.by().get("session", headers=browser(api, "ada")).json()
    assert (seen["account"], seen["role"]) == ("Ada", "editor")


@pytest.mark.parametrize(
    ("login", "password"),
    [("ada", "wrong"), ("nobody", PASSWORD), ("ada", ""), ("off", PASSWORD), ("nopass", "")],
)
def test_a_refusal_does_not_say_which_of_both_is_wrong(quick_api, login, password):
    person(quick_api, "ada")
    off = person(quick_api, "off")
    with quick_api.database.transaction() as session:
        accounts.create(session, "nopass", "No", "admin", None)
    quick_api.patch(f"accounts/{off.account_id}", {"disabled": True})
    answer = sign_in(quick_api, login, password)
    assert answer.status_code == 403
    assert answer.json()["detail"] == "This login and this password do not go together."
    assert "set-cookie" not in answer.headers


def test_guessing_is_throttled_for_the_account_and_others_sign_in(quick_api, monkeypatch):
    person(quick_api, "ada")
    person(quick_api, "bob")
    monkeypatch.setattr(rule, "matches", lambda stored, given: bool(stored) and given == PASSWORD)
    for _ in range(MOST_OF_LOGIN):
        assert sign_in(quick_api, "ada", "guess").status_code == 403
    refused = sign_in(quick_api, "ada")
    assert refused.status_code == 429
    assert refused.json()["type"] == "/problems/sign-in-throttled"
    assert sign_in(quick_api, "bob").status_code == 200
    for number in range(MOST_OF_ADDRESS - MOST_OF_LOGIN):
        sign_in(quick_api, f"guess{number}", "guess")
    assert sign_in(quick_api, "bob").status_code == 429


def test_a_page_of_another_site_signs_nobody_in(quick_api):
    person(quick_api, "ada")
    body = {"login": "ada", "password": PASSWORD}
    for headers in ({}, OURS | {"Origin": "http://evil.example"}):
        assert quick_api.by().post("sign-in", body, headers=headers).status_code == 403


def test_a_session_that_was_planted_is_not_the_one_that_signs_in(quick_api):
    """Session fixation."""
    person(quick_api, "ada")
    planted = "branchpoint_session_8710=planted"
    answer = sign_in(quick_api, "ada", Cookie=planted)
    assert "planted" not in answer.headers["set-cookie"]
    assert quick_api.by().get("session", headers={"Cookie": planted}).status_code == 401
    first = browser(quick_api, "ada")
    sign_in(quick_api, "ada", Cookie=first["Cookie"])
    assert quick_api.by().get("session", headers=first).status_code == 401


def invited(api, **request):
    answer = api.post("invitations", request)
    assert answer.status_code == 201, answer.text
    return answer.json(), answer.json()["url"].removeprefix("/join#")


def accepted(api, token, **given):
    body = {"token": token, "password": PASSWORD} | given
    return api.by().post("invitations/accept", body, headers=OURS)


def test_an_invitation_makes_one_account_and_signs_it_in(api):
    admin = person(api, "root", "admin")
    _, token = invited(admin, role="viewer")
    look = api.by().post("invitations/look", {"token": token}, headers=OURS).json()
    assert (look["role"], look["login"]) == ("viewer", None)
    answer = accepted(api, token, login="new@example.org", name="New")
    assert answer.status_code == 200, answer.text
    cookie = answer.headers["set-cookie"].partition(";")[0]
    seen = api.by().get("session", headers={"Cookie": cookie}).json()
    assert (seen["account"], seen["role"]) == ("New", "viewer")
    again = accepted(api, token, login="other@example.org", name="Other")
    assert again.status_code == 410
    assert again.json()["type"] == "/problems/invitation-gone"
    logins = [each["login"] for each in admin.get("accounts").json()["items"]]
    assert sorted(logins) == ["new@example.org", "root"]


def test_a_refused_acceptance_leaves_the_invitation_good(quick_api):
    admin = person(quick_api, "root", "admin")
    _, token = invited(admin)
    for given in ({"login": "root", "name": "x"}, {"name": "x"}, {"login": "fresh"}):
        assert accepted(quick_api, token, **given).status_code == 422
    short = accepted(quick_api, token, login="fresh", name="x", password="tiny")
    assert short.status_code == 422
    assert short.json()["errors"][0]["field"] == "password"
    assert "tiny" not in short.text
    assert accepted(quick_api, token, login="fresh", name="x").status_code == 200


def test_an_invitation_that_was_taken_back_or_is_over_makes_nothing(quick_api):
    admin = person(quick_api, "root", "admin")
    made, token = invited(admin)
    assert [each["id"] for each in admin.get("accounts").json()["invitations"]] == [made["id"]]
    admin.delete(f"invitations/{made['id']}")
    assert accepted(quick_api, token, login="x1", name="x").status_code == 410
    with quick_api.database.transaction() as session:
        past = timedelta(seconds=-5)
        credentials.create(session, "invitation", token_hash("old"), "x", past).scope = "admin"
    assert accepted(quick_api, "old", login="x1", name="x").status_code == 410
    assert admin.get("accounts").json()["invitations"] == []


def test_a_reset_link_works_once_and_ends_every_session(quick_api):
    ada, admin = person(quick_api, "ada"), person(quick_api, "root", "admin")
    old = browser(quick_api, "ada")
    url = admin.post(f"accounts/{ada.account_id}/reset").json()["url"]
    token = url.removeprefix("/join#")
    assert accepted(quick_api, token, password="another password").status_code == 200
    assert accepted(quick_api, token, password="a third password").status_code == 410
    assert quick_api.by().get("session", headers=old).status_code == 401
    assert ada.get("session").status_code == 401
    assert sign_in(quick_api, "ada").status_code == 403
    assert sign_in(quick_api, "ada", "another password").status_code == 200


def test_a_new_password_ends_other_sessions_and_not_this_one(quick_api):
    person(quick_api, "ada")
    here, there = browser(quick_api, "ada"), browser(quick_api, "ada")
    caller = quick_api.by()
    wrong = caller.post("password", {"current": "no", "new": "a" * 10}, headers=here)
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["field"] == "current"
    changed = {"current": PASSWORD, "new": "another password"}
    assert caller.post("password", changed, headers=here).status_code == 200
    assert caller.get("session", headers=here).status_code == 200
    assert caller.get("session", headers=there).status_code == 401


def test_a_disabled_account_is_out_at_once_and_may_come_back(quick_api):
    ada, admin = person(quick_api, "ada"), person(quick_api, "root", "admin")
    seen = browser(quick_api, "ada")
    admin.patch(f"accounts/{ada.account_id}", {"disabled": True})
    assert quick_api.by().get("session", headers=seen).status_code == 401
    assert ada.get("runs").status_code == 401
    admin.patch(f"accounts/{ada.account_id}", {"disabled": False})
    assert sign_in(quick_api, "ada").status_code == 200


def test_the_last_administrator_stays(quick_api):
    admin = person(quick_api, "root", "admin")
    for change in ({"role": "viewer"}, {"disabled": True}):
        answer = admin.patch(f"accounts/{admin.account_id}", change)
        assert answer.status_code == 409, answer.text
    assert admin.get("session").json()["role"] == "admin"


def test_a_role_counts_from_the_next_request_on(quick_api):
    ada, admin = person(quick_api, "ada", "viewer"), person(quick_api, "root", "admin")
    refused = ada.post("experiments", {"name": "x"})
    assert refused.status_code == 403
    assert refused.json()["type"] == "/problems/role-needed"
    admin.patch(f"accounts/{ada.account_id}", {"role": "editor"})
    assert ada.post("experiments", {"name": "x"}).status_code == 201


def test_a_token_is_shown_once_does_no_more_than_its_scope_and_ends(api):
    ada = person(api, "ada", "editor")
    made = ada.post("tokens", {"name": "script", "scope": "viewer"}).json()
    program = api.by(bearer=f"Bearer {made['token']}")
    assert program.get("runs").status_code == 200
    assert program.post("experiments", {"name": "x"}).status_code == 403
    # It makes no token that could do more than itself.
    assert program.post("tokens", {"name": "x", "scope": "editor"}).status_code == 403
    assert ada.post("tokens", {"name": "x", "scope": "admin"}).status_code == 403
    listed = ada.get("tokens")
    assert made["token"] not in listed.text
    assert "script" in [each["name"] for each in listed.json()["items"]]
    assert ada.delete(f"tokens/{made['id']}").status_code == 200
    assert program.get("runs").status_code == 401


def test_tokens_and_sessions_of_others_are_not_there(api):
    ada, bob = person(api, "ada"), person(api, "bob")
    made = ada.post("tokens", {"name": "script"}).json()
    browser(api, "ada")
    assert bob.delete(f"tokens/{made['id']}").status_code == 404
    assert "script" not in bob.get("tokens").text
    assert bob.get("sessions").json()["items"] == []
    (session,) = ada.get("sessions").json()["items"]
    assert bob.delete(f"sessions/{session['id']}").status_code == 404
    bob.delete("sessions")
    assert len(ada.get("sessions").json()["items"]) == 1


def test_what_is_done_is_written_down_with_who_did_it(api):
    ada, admin = person(api, "ada"), person(api, "root", "admin")
    run = ada.launch(name="first")["runs"][0]["id"]
    ada.post(f"runs/{run}/cancel")
    ada.post("runs/preview", {})
    ada.get("runs")
    assert ada.post("runs", {"seeds": []}).status_code == 422
    sign_in(api, "ada", "wrong")
    deeds = admin.get("audit").json()
    told = [(each["who"], each["action"]) for each in deeds["items"]]
    assert told[:2] == [("Ada", "cancel_run"), ("Ada", "launch_runs")]
    assert deeds["total"] == 2
    assert run in deeds["items"][1]["about"]
    assert admin.get("audit?limit=1").json()["next_before"] == deeds["items"][0]["id"]
    assert ada.get("audit").status_code == 403


def test_no_secret_of_an_account_is_stored_logged_or_told(quick_api, tmp_path):
    admin = person(quick_api, "root", "admin")
    _, invitation = invited(admin)
    token = admin.post("tokens", {"name": "script"}).json()["token"]
    accepted(quick_api, invitation, login="new", name="New", password="s3cret-s3cret")
    told = admin.get("audit").text + admin.get("accounts").text
    quick_api.database.dispose()
    stored = b"".join(file.read_bytes() for file in tmp_path.glob("branchpoint.db*"))
    for secret in (invitation, token, PASSWORD, "s3cret-s3cret"):
        assert secret.encode() not in stored
        assert secret not in told
    assert HASH.startswith("$argon2id$")

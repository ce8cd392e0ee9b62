"""Signing in by a provider, as a browser does it step by step."""

from tests.backend.access.people import OURS
from tests.backend.access.providing import CLIENT, SECRET
from tests.backend.conftest import build

RULES = "domain:example.org=viewer,group:lab=editor,email:root@example.org=admin"
ADA = {"email": "ada@example.org", "email_verified": True, "name": "Ada"}
COOKIE = "branchpoint_session_80_provider"


def set_up(database_settings, runner, tmp_path, issuer, **web):
    api = build(
        database_settings, runner, tmp_path, oidc_issuer=issuer, oidc_client_id=CLIENT,
        oidc_client_secret=SECRET, oidc_name="The Lab", oidc_sign_up=RULES, **web,
    )  # fmt: skip
    # Set afterwards: a server with a public address needs an account before it starts.
    api.app.state.web = api.app.state.web.model_copy(update={"public_url": "http://localhost"})
    return api


def begun(api, path="sign-in/provider", headers=OURS, **body):
    """The address at the provider, and the cookie of the browser that goes there."""
    answer = api.by().post(path, body, headers=headers)
    assert answer.status_code == 200, answer.text
    made = answer.headers["set-cookie"]
    assert "HttpOnly" in made
    assert "SameSite=lax" in made
    assert "Path=/oidc;" in made
    return answer.json()["url"], made.partition(";")[0]


def back(api, given, cookie):
    """The answer to a browser that the provider sends back."""
    return api.by().get("/oidc/callback", params=given, headers={"Cookie": cookie})


def signed_in(api, provider, **claims):
    """The answer to somebody whom the provider says this of."""
    provider.claims = {"sub": "ada-1", **claims}
    url, cookie = begun(api)
    return back(api, provider.agree(url), cookie)


def who(api, answer):
    """The session that an answer begins."""
    assert answer.status_code == 303, answer.text
    sets = answer.headers.get_list("set-cookie")
    cookie = next(each for each in sets if COOKIE not in each).partition(";")[0]
    return api.by().get("session", headers={"Cookie": cookie}).json()

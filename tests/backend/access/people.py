"""People with accounts, as the tests make them."""

from backend.db import accounts, credentials
from backend.passwords import hashed
from backend.secret_tokens import token_hash

PASSWORD = "correct horse battery"
# Hashed once: argon2 takes a tenth of a second for each.
HASH = hashed(PASSWORD)
OURS = {"Branchpoint-Csrf": "1", "Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


def person(api, login, role="editor", scope=None):
    """Somebody with an account, who asks with an API token."""
    with api.database.transaction() as session:
        account = accounts.create(session, login, login.title(), role, HASH)
        made = credentials.create(session, "api", token_hash(f"token of {login}"), "test")
        made.account_id, made.scope = account.id, scope
    somebody = api.by(bearer=f"Bearer token of {login}")
    somebody.account_id = account.id
    return somebody


def sign_in(api, login, password=PASSWORD, **headers):
    """The answer to a browser that signs in."""
    body = {"login": login, "password": password}
    return api.by().post("sign-in", body, headers=OURS | headers)


def browser(api, login):
    """The headers of a browser that has signed in."""
    answer = sign_in(api, login)
    assert answer.status_code == 200, answer.text
    cookie = answer.headers["set-cookie"].partition(";")[0]
    return OURS | {"Cookie": cookie}

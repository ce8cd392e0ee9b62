"""Signing in with a password, and the session that it begins."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy.orm import Session
from starlette.responses import Response

from backend.access.browsers import browser_name
from backend.access.passwords import matches
from backend.authorisation import token_hash
from backend.db import accounts, audit, credentials
from backend.db.account_tables import Account
from backend.db.session import Database
from backend.errors import SignInRefused, SignInThrottled
from backend.settings import WebSettings

# In a quarter of an hour. Of one address more, since a group may stand behind one.
MOST_OF_LOGIN, MOST_OF_ADDRESS = 10, 50


@dataclass(frozen=True)
class Caller:
    """The browser that asks.

    Attributes:
        address: Its network address.
        browser: What it says that it is.
        cookie: The session that it has, if any: it ends where another begins.
    """

    address: str
    browser: str
    cookie: str | None


def with_password(
    store: Database, web: WebSettings, caller: Caller, login: str, password: str
) -> tuple[Account, str]:
    """The account, and the token of a new session.

    Raises:
        SignInThrottled: After too many attempts in vain.
        SignInRefused: When login and password do not go together, or the account is disabled.
    """
    hashed = sha256(login.casefold().encode()).hexdigest()
    with store.reading() as session:
        of_login, of_address = accounts.failures(session, hashed, caller.address)
        account = accounts.find(session, login)
    if of_login >= MOST_OF_LOGIN or of_address >= MOST_OF_ADDRESS:
        raise SignInThrottled
    # Outside of any transaction: it takes a tenth of a second.
    is_right = matches(account.password_hash if account is not None else None, password)
    with store.transaction() as session:
        now = accounts.find(session, login) if is_right else None
        if now is not None and now.disabled_at is None:
            accounts.forget_failures(session, hashed)
            return now, begin_session(session, web, caller, now)
        accounts.note_failure(session, hashed, caller.address)
    raise SignInRefused


def begin_session(session: Session, web: WebSettings, caller: Caller, account: Account) -> str:
    """A new session of an account: its token. The one that the browser had ends."""
    token = secrets.token_urlsafe(32)
    if caller.cookie is not None:
        credentials.revoke(session, token_hash(caller.cookie))
    lifetime = timedelta(days=web.session_days)
    made = credentials.create(
        session, "session", token_hash(token), browser_name(caller.browser), lifetime
    )
    made.account_id = account.id
    audit.record(
        session, audit.Deed(account.id, account.name, "sign_in", account.login, caller.address)
    )
    return token


def set_cookie(response: Response, web: WebSettings, token: str) -> None:
    """Give a browser its session. A kept copy of the answer would hold it."""
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie(
        web.cookie,
        token,
        max_age=int(timedelta(days=web.session_days).total_seconds()),
        httponly=True,
        secure=web.is_secure,
        samesite="strict",
        path="/",
    )

"""A browser that signs in: its session, and the cookie that holds it."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from backend.access.browsers import browser_name
from backend.db import browser_sessions, credentials
from backend.db.tables import Credential
from backend.http.client_address import address_of
from backend.secret_tokens import token_hash
from backend.settings import WebSettings

BYTES = 32


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


def caller_of(request: Request, web: WebSettings) -> Caller:
    """The browser that sent a request."""
    browser = request.headers.get("user-agent", "")
    return Caller(address_of(request), browser, request.cookies.get(web.cookie))


def begin(session: Session, web: WebSettings, caller: Caller) -> tuple[Credential, str]:
    """A new session, and its token. A browser that signs in again has one session, and not two."""
    if caller.cookie is not None:
        former = credentials.find_live(session, token_hash(caller.cookie), "session")
        if former is not None:
            browser_sessions.revoke(session, former)
    token = secrets.token_urlsafe(BYTES)
    name, lifetime = browser_name(caller.browser), timedelta(days=web.session_days)
    return credentials.create(session, "session", token_hash(token), name, lifetime), token


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
        path=web.base_path or "/",
    )


def forget_cookie(response: Response, web: WebSettings) -> None:
    """Let the browser throw its cookie away."""
    response.delete_cookie(web.cookie, httponly=True, samesite="strict", path=web.base_path or "/")

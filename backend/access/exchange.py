"""The printed address: its one-time token becomes this browser's session cookie."""

import secrets
from datetime import timedelta
from urllib.parse import quote, urlencode

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from backend.access.browsers import browser_name
from backend.authorisation import token_hash
from backend.db import browser_sessions, credentials
from backend.db.session import Database
from backend.settings import WebSettings

USED = (
    "<!doctype html><html lang=en><title>Branchpoint</title>"
    "<h1>This address was used already</h1><p>Each address that <code>branchpoint up</code> prints "
    "signs in one browser, once. If it was this browser, <a href=/>go on</a>. If not, "
    "<code>branchpoint open</code> prints a new address.</p></html>"
)


def sign_in(request: Request) -> Response:
    """Exchange the address's token for a cookie, and lose the token from the address."""
    database: Database = request.app.state.database
    web: WebSettings = request.app.state.web
    lifetime = timedelta(days=web.session_days)
    token = secrets.token_urlsafe(32)
    with database.transaction() as session:
        known = credentials.use_one_time(session, token_hash(request.query_params["token"]))
        if not known:
            return HTMLResponse(USED, status_code=401)
        _end_former(session, request.cookies.get(web.cookie))
        name = browser_name(request.headers.get("user-agent", ""))
        credentials.create(session, "session", token_hash(token), name, lifetime)
    # A kept copy of this answer would hold the cookie.
    response = RedirectResponse(
        _without_token(request), status_code=303, headers={"Cache-Control": "no-store"}
    )
    response.set_cookie(
        web.cookie,
        token,
        max_age=int(lifetime.total_seconds()),
        httponly=True,
        secure=web.is_secure,
        samesite="strict",
        path="/",
    )
    return response


def forget_cookie(response: Response, web: WebSettings) -> None:
    """Let the browser throw its cookie away."""
    response.delete_cookie(web.cookie, httponly=True, samesite="strict", path="/")


def _end_former(session: Session, cookie: str | None) -> None:
    """A browser that signs in again has one session, and not two."""
    if cookie is not None:
        former = credentials.find_live(session, token_hash(cookie), "session")
        if former is not None:
            browser_sessions.revoke(session, former)


def _without_token(request: Request) -> str:
    """The same address on this server. One leading slash: two would name another server."""
    path = "/" + request.url.path.lstrip("/\\")
    rest = [(name, value) for name, value in request.query_params.multi_items() if name != "token"]
    return quote(path) + (f"?{urlencode(rest)}" if rest else "")

"""Signed-in browsers: listed, and signed out one by one or all but the one that asks."""

from sqlalchemy.orm import Session

from backend.access.schemas import BrowserSession, BrowserSessions, SessionView
from backend.authorisation import Owner, Principal
from backend.db import browser_sessions
from backend.db.tables import Credential
from backend.errors import ConflictingChange, Unknown
from backend.version import VERSION


def described(principal: Principal) -> SessionView:
    """Who is asking, and what they may do."""
    if not isinstance(principal, Owner):
        return SessionView(kind="share", version=VERSION, role="viewer", account=None)
    name = None if principal.account_id is None else principal.name
    return SessionView(kind="owner", version=VERSION, role=principal.role, account=name)


def signed_in(session: Session, principal: Principal) -> BrowserSessions:
    """The browsers that are signed in now, newest first."""
    rows = browser_sessions.live(session)
    return BrowserSessions(items=[_view(row, principal) for row in rows])


def sign_out(session: Session, principal: Principal, session_id: str) -> BrowserSession:
    """Sign one browser out. Twice is as good as once.

    Raises:
        Unknown: When there is no such session.
    """
    row = browser_sessions.get(session, session_id)
    if row is None:
        raise Unknown("session", session_id)
    browser_sessions.revoke(session, row)
    return _view(row, principal)


def sign_out_self(session: Session, principal: Principal) -> BrowserSession:
    """Sign out the browser that asks.

    Raises:
        ConflictingChange: When an API token asks, which has no session.
    """
    own = _own(principal)
    if own is None:
        raise ConflictingChange("An API token has no session. Name the one to end.")
    return sign_out(session, principal, own)


def sign_out_others(session: Session, principal: Principal) -> BrowserSessions:
    """Sign out every browser but the one that asks; every one when an API token asks."""
    for row in browser_sessions.live(session):
        if row.id != _own(principal):
            browser_sessions.revoke(session, row)
    return signed_in(session, principal)


def _own(principal: Principal) -> str | None:
    return principal.session_id if isinstance(principal, Owner) else None


def _view(row: Credential, principal: Principal) -> BrowserSession:
    return BrowserSession(
        id=row.id,
        browser=row.name,
        created_at=row.created_at,
        last_used_at=row.used_at or row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        is_current=row.id == _own(principal),
    )

"""Sessions of browsers that signed in: which are good, when each was last used, and their end."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.db import changes
from backend.db.base import database_now
from backend.db.tables import Credential

# A use is noted no more often than this, so that following a page costs no write each time.
NOTED_EVERY = timedelta(minutes=1)


def live(session: Session) -> Sequence[Credential]:
    """Sessions that are good now, newest first."""
    query = select(Credential).where(
        Credential.kind == "session",
        Credential.revoked_at.is_(None),
        Credential.expires_at > database_now(session),
    )
    return session.scalars(query.order_by(Credential.created_at.desc(), Credential.id)).all()


def get(session: Session, session_id: str) -> Credential | None:
    """A session by its id, ended ones included."""
    query = select(Credential).where(Credential.id == session_id, Credential.kind == "session")
    return session.scalar(query)


def is_use_unnoted(session: Session, row: Credential) -> bool:
    """Whether the last use that is noted was so long ago that it is worth a write."""
    return database_now(session) - (row.used_at or row.created_at) >= NOTED_EVERY


def note_use(session: Session, session_id: str) -> None:
    """Note that the browser is in use now."""
    row = get(session, session_id)
    if row is not None:
        row.used_at = database_now(session)
        session.flush()


def revoke(session: Session, row: Credential) -> None:
    """End a session, and let open streams know. Twice is as good as once."""
    if row.revoked_at is None:
        row.revoked_at = database_now(session)
        session.flush()
        changes.record(session, "session", row.id)

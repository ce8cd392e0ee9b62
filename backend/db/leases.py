"""Leases after the database's clock was set."""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from backend.db.base import database_now
from backend.db.status import Status
from backend.db.tables import Run


def shorten(session: Session, seconds: float) -> None:
    """Let no lease hold for longer than this from now, as after the clock was set back."""
    longest = database_now(session) + timedelta(seconds=seconds)
    beyond = (Run.status == Status.RUNNING) & (Run.lease_expires_at > longest)
    session.execute(update(Run).where(beyond).values(lease_expires_at=longest))

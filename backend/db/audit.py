"""Who changed what: rows that are added and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.db.account_tables import AuditEvent
from backend.db.base import database_now

LONGEST = 2_000


@dataclass(frozen=True)
class Deed:
    """Something that somebody did.

    Attributes:
        account_id: Whose account; None for the owner of the machine, or somebody unknown.
        who: Their name, as it was then.
        action: What was done, by the name of its route.
        about: What it was done to: addresses and ids, no content and no secret.
        address: The network address that asked.
    """

    account_id: str | None
    who: str
    action: str
    about: str
    address: str


def record(session: Session, deed: Deed) -> None:
    """Write down what was done, in the transaction that does it."""
    session.add(
        AuditEvent(
            at=database_now(session),
            account_id=deed.account_id,
            who=deed.who[:120],
            action=deed.action[:60],
            about=deed.about[:LONGEST],
            address=deed.address[:64],
        )
    )
    session.flush()


def newest(session: Session, limit: int, before: int | None) -> Sequence[AuditEvent]:
    """The newest rows, or those before an id, newest first."""
    query = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEvent.id < before)
    return session.scalars(query).all()


def count(session: Session) -> int:
    """How many there are."""
    return session.scalar(select(func.count()).select_from(AuditEvent)) or 0

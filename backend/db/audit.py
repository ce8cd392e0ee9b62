"""Who changed what: rows that are added and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
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


@dataclass(frozen=True)
class Sought:
    """Which rows are looked for; what is None does not narrow.

    Attributes:
        who: Part of a name, small and capital letters alike.
        action: An action.
        since: The first time.
        until: The time before which.
    """

    who: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """As conditions of a query."""
        found: list[ColumnElement[bool]] = []
        if self.who is not None:
            found.append(AuditEvent.who.icontains(self.who, autoescape=True))
        if self.action is not None:
            found.append(AuditEvent.action == self.action)
        if self.since is not None:
            found.append(AuditEvent.at >= self.since)
        if self.until is not None:
            found.append(AuditEvent.at < self.until)
        return found


def newest(
    session: Session, sought: Sought, limit: int, before: int | None
) -> Sequence[AuditEvent]:
    """The newest rows, or those before an id, newest first."""
    query = select(AuditEvent).where(*sought.conditions()).order_by(AuditEvent.id.desc())
    if before is not None:
        query = query.where(AuditEvent.id < before)
    return session.scalars(query.limit(limit)).all()


def count(session: Session, sought: Sought) -> int:
    """How many there are."""
    query = select(func.count()).select_from(AuditEvent).where(*sought.conditions())
    return session.scalar(query) or 0


def actions(session: Session) -> Sequence[str]:
    """Every action that was ever done, by name."""
    return session.scalars(select(AuditEvent.action).distinct().order_by(AuditEvent.action)).all()

"""Who of an OpenID Connect provider has which account."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.db.account_tables import Identity
from backend.db.base import database_now


def find(session: Session, issuer: str, subject: str) -> Identity | None:
    """The account of a provider's person, by the provider's own id."""
    query = select(Identity).where(Identity.issuer == issuer, Identity.subject == subject)
    return session.scalar(query)


def create(
    session: Session, issuer: str, subject: str, account_id: str, *, is_managed: bool
) -> Identity:
    """Give a provider's person an account."""
    made = Identity(
        issuer=issuer,
        subject=subject,
        account_id=account_id,
        is_managed=is_managed,
        created_at=database_now(session),
    )
    session.add(made)
    session.flush()
    return made


def of_account(session: Session, account_id: str) -> list[Identity]:
    """The provider's persons who have an account, the first connected first."""
    query = select(Identity).where(Identity.account_id == account_id)
    return list(session.scalars(query.order_by(Identity.created_at, Identity.subject)))


def delete(session: Session, row: Identity) -> None:
    """Let a provider's person have the account no more."""
    session.delete(row)
    session.flush()

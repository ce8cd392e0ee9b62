"""Invitations: tokens that make one account, or give one a new password, once and for a time."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.db import credentials
from backend.db.account_tables import Account
from backend.db.base import database_now
from backend.db.tables import Credential
from backend.db.visibility import ALL

RESET_LIFETIME = timedelta(days=2)


def create(
    session: Session,
    token_hash: str,
    role: str,
    lifetime: timedelta,
    account: Account | None = None,
) -> Credential:
    """An invitation.

    Args:
        session: The transaction.
        token_hash: Of what stands in its link.
        role: Of the account that it makes.
        lifetime: How long it is good.
        account: Whose password it sets; None for a new account.
    """
    made = credentials.create(session, "invitation", token_hash, "invitation", lifetime)
    made.scope = role
    made.account_id = None if account is None else account.id
    session.flush()
    return made


def get(session: Session, invitation_id: str) -> Credential | None:
    """An invitation by its id, whatever became of it."""
    query = select(Credential).where(
        Credential.id == invitation_id, Credential.kind == "invitation"
    )
    return session.scalar(query, execution_options=ALL)


def open_ones(session: Session) -> Sequence[Credential]:
    """Invitations that are good now, newest first."""
    query = (
        select(Credential)
        .where(
            Credential.kind == "invitation",
            Credential.used_at.is_(None),
            Credential.revoked_at.is_(None),
            Credential.expires_at > database_now(session),
        )
        .order_by(Credential.created_at.desc(), Credential.id)
    )
    return session.scalars(query, execution_options=ALL).all()

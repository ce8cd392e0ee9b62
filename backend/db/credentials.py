"""Tokens that let somebody in, as hashes: one-time, session, API token, invitation."""

from datetime import timedelta
from typing import Literal

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from backend.db.base import database_now, new_id
from backend.db.tables import Credential

CredentialKind = Literal["one_time", "session", "api", "invitation", "connection"]


def create(
    session: Session,
    kind: CredentialKind,
    token_hash: str,
    name: str,
    lifetime: timedelta | None = None,
) -> Credential:
    """Let the bearer of a token in, for a time or until it is revoked."""
    now = database_now(session)
    credential = Credential(
        id=new_id(),
        kind=kind,
        token_hash=token_hash,
        name=name,
        created_at=now,
        expires_at=None if lifetime is None else now + lifetime,
    )
    session.add(credential)
    session.flush()
    return credential


def find_live(session: Session, token_hash: str, kind: CredentialKind) -> Credential | None:
    """The credential of a token, unless it expired or was revoked."""
    return session.scalar(select(Credential).where(*_live(session, token_hash, kind)))


def live(session: Session, credential_id: str) -> Credential | None:
    """A session or a token by its id, unless it expired or was revoked."""
    row = session.get(Credential, credential_id)
    if row is None or row.revoked_at is not None:
        return None
    is_over = row.expires_at is not None and row.expires_at <= database_now(session)
    return None if is_over else row


def use_one_time(session: Session, token_hash: str, kind: CredentialKind = "one_time") -> bool:
    """Spend a one-time token; whether it was still good. Two users at once: one gets in."""
    conditions = [*_live(session, token_hash, kind), Credential.used_at.is_(None)]
    spend = update(Credential).where(*conditions).values(used_at=database_now(session))
    return session.execute(spend.returning(Credential.id)).one_or_none() is not None


def _live(session: Session, token_hash: str, kind: CredentialKind) -> list[ColumnElement[bool]]:
    return [
        Credential.token_hash == token_hash,
        Credential.kind == kind,
        Credential.revoked_at.is_(None),
        or_(Credential.expires_at.is_(None), Credential.expires_at > database_now(session)),
    ]

"""Requests that created something, by the key that their client chose."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.db.base import database_now
from backend.db.tables import IdempotencyKey

KEPT = timedelta(days=1)
SALT_BYTES = 32


@dataclass(frozen=True)
class Asked:
    """A request to create something.

    Attributes:
        principal: Who asks. Two may choose the same key.
        key_hash: Hash of the key.
        route: Method and path.
        fingerprint: Hash of the body.
    """

    principal: str
    key_hash: str
    route: str
    fingerprint: str


def claim(session: Session, asked: Asked) -> IdempotencyKey:
    """The row of a key: new and without an answer for the first request that carries it.

    Of two at once the second waits here until the first has committed or failed. The caller
    compares route and fingerprint with those of the request that came first.
    """
    now = database_now(session)
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now - KEPT))
    row = IdempotencyKey(
        principal=asked.principal,
        key_hash=asked.key_hash,
        route=asked.route,
        fingerprint=asked.fingerprint,
        salt=secrets.token_bytes(SALT_BYTES),
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return session.get_one(IdempotencyKey, (asked.principal, asked.key_hash))
    return row


def keep(session: Session, row: IdempotencyKey, answer: str) -> None:
    """Remember what the first request was answered."""
    row.answer = answer
    session.flush()

"""Share links: read-only, for one experiment, run or comparison, found by the token's hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from backend.db import changes
from backend.db.base import database_now, new_id
from backend.db.tables import Share

ShareKind = Literal["experiment", "run", "comparison"]


@dataclass(frozen=True)
class NewShare:
    """A link to be made.

    Attributes:
        kind: What it shows.
        token_hash: Hash of the token in its address.
        target_id: The experiment or run; None for a comparison.
        run_ids: The runs of a comparison, in order.
        view: The page's address after the `?`, for a comparison.
        title: What the page is called.
        expires_at: When it ends; None is never.
        note: What its maker says of it, as Markdown.
        publication_id: What a frozen link shows; None for one that follows its runs.
        is_embeddable: Whether pages of other sites may show it in a frame.
        is_hidden: Whether lists leave it out: it is there while a page is published.
    """

    kind: ShareKind
    token_hash: str
    target_id: str | None = None
    run_ids: Sequence[str] = ()
    view: str = ""
    title: str = ""
    expires_at: datetime | None = None
    note: str = ""
    publication_id: str | None = None
    is_embeddable: bool = False
    is_hidden: bool = False


def create(session: Session, new: NewShare) -> Share:
    """Make a link."""
    share = Share(
        id=new_id(),
        token_hash=new.token_hash,
        kind=new.kind,
        target_id=new.target_id,
        run_ids=list(new.run_ids),
        view=new.view,
        title=new.title,
        created_at=database_now(session),
        expires_at=new.expires_at,
        note=new.note,
        publication_id=new.publication_id,
        is_embeddable=new.is_embeddable,
        is_hidden=new.is_hidden,
    )
    session.add(share)
    session.flush()
    changes.record(session, "share", share.id)
    return share


def find(session: Session, token_hash: str) -> Share | None:
    """The link of a token, revoked and expired ones included."""
    return session.scalar(select(Share).where(Share.token_hash == token_hash))


def get(session: Session, share_id: str) -> Share | None:
    """A link by its id, revoked and expired ones included."""
    return session.get(Share, share_id)


def list_all(session: Session) -> Sequence[Share]:
    """Every link that was not revoked, newest first."""
    query = select(Share).where(Share.revoked_at.is_(None), Share.is_hidden.is_(False))
    return session.scalars(query.order_by(Share.created_at.desc(), Share.id)).all()


def revoke(session: Session, share: Share) -> None:
    """Take a link back. Revoking twice changes nothing."""
    if share.revoked_at is None:
        share.revoked_at = database_now(session)
        session.flush()
        changes.record(session, "share", share.id)


def note_view(session: Session, share_id: str) -> None:
    """Count that a page of the link was opened, and when; nothing of who opened it."""
    at = database_now(session)
    counted = {"views": Share.views + 1, "opened_at": at}
    session.execute(update(Share).where(Share.id == share_id).values(counted))


def forget(session: Session, share_id: str) -> None:
    """Take a hidden link away, as if it had never been."""
    session.execute(delete(Share).where(Share.id == share_id, Share.is_hidden))

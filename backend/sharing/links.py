"""Share links: made, listed, revoked, and what they show."""

from sqlalchemy.orm import Session

from backend.authorisation import (
    Owner,
    Principal,
    ShareViewer,
    readable_experiment,
    readable_run_ids,
    readable_runs,
)
from backend.db import accounts, publications, shares
from backend.db.base import database_now
from backend.db.publication_tables import Publication
from backend.db.tables import Share as ShareRow
from backend.errors import ConflictingChange, RequestRefused, SignInNeeded, Unknown
from backend.link_policy import refuse_forbidden
from backend.secret_tokens import token_hash
from backend.settings import Links
from backend.sharing.schemas import (
    CreatedShare,
    Frozen,
    NewShare,
    Share,
    Shared,
    Shares,
    Target,
)
from backend.spec.problems import FieldProblem, shortened

# Each has answers of its own, which are all read and kept.
MOST_FROZEN = 500


def create(session: Session, new: NewShare, token: str, policy: Links) -> Share:
    """Make a link that a token opens. Only the token's hash stays.

    Raises:
        RequestRefused: When it does not say exactly what to show, or would be over already.
        Unknown: When what it shows is not there.
        ConflictingChange: When what it shows was deleted.
        LinksForbidden: When links, or such links, are not allowed.
    """
    refuse_forbidden(policy, new.expires_at)
    refuse_bad_target(session, new)
    if new.expires_at is not None and new.expires_at <= database_now(session):
        given = new.expires_at.isoformat()
        raise RequestRefused(FieldProblem("expires_at", given, "a time in the future"))
    row = shares.create(
        session,
        shares.NewShare(
            kind=new.kind,
            token_hash=token_hash(token),
            target_id=new.target_id,
            run_ids=new.run_ids or (),
            view=new.view,
            title=new.title,
            note=new.note,
            expires_at=new.expires_at,
            publication_id=_frozen(session, new) if new.is_frozen else None,
            is_embeddable=new.is_embeddable,
        ),
    )
    return _view(session, row)


def _frozen(session: Session, new: NewShare) -> str:
    """The publication of what a link shows now; it is not made yet.

    Raises:
        RequestRefused: When it shows more runs than are published.
    """
    if len(new.run_ids or ()) > MOST_FROZEN:
        raise RequestRefused(
            FieldProblem("is_frozen", "true", f"at most {MOST_FROZEN} runs in what is frozen")
        )
    asked = publications.NewPublication(
        kind=new.kind,
        form="frozen",
        target_id=new.target_id,
        run_ids=new.run_ids or (),
        view=new.view,
        title=new.title,
        note=new.note,
    )
    return publications.create(session, asked).id


def publication_of(session: Session, share_id: str) -> str | None:
    """The publication that a frozen link shows; None for one that follows its runs."""
    row = shares.get(session, share_id)
    return None if row is None else row.publication_id


def created(share: Share, token: str) -> CreatedShare:
    """A new link as its maker sees it, this once."""
    return CreatedShare(**share.model_dump(), token=token, url=f"/s/{token}")


def newest(session: Session, limit: int) -> Shares:
    """The links that were not revoked, newest first."""
    return Shares(items=[_view(session, row) for row in shares.list_all(session)[:limit]])


def revoke(session: Session, share_id: str) -> Share:
    """Take a link back. Twice is as good as once.

    Raises:
        Unknown: When there is no such link.
    """
    row = shares.get(session, share_id)
    if row is None:
        raise Unknown("share", share_id)
    shares.revoke(session, row)
    return _view(session, row)


def described(session: Session, principal: Principal) -> Shared:
    """What the asker's link shows.

    Raises:
        SignInNeeded: When the request carries no link.
    """
    row = _of(session, principal)
    if row is None or not isinstance(principal, ShareViewer):
        raise SignInNeeded("Send the link's token in the header Branchpoint-Share.")
    made = None if row.publication_id is None else publications.get(session, row.publication_id)
    return Shared(
        kind=principal.kind,
        title=row.title,
        note=row.note,
        target_id=row.target_id,
        run_ids=readable_run_ids(session, principal) if made is None else made.run_ids,
        view=row.view,
        frozen=None if made is None else _frozen_view(session, made),
        created_at=row.created_at,
        expires_at=row.expires_at,
    )


def note_view(session: Session, principal: Principal) -> None:
    """Count that a page of the asker's link was opened."""
    if isinstance(principal, ShareViewer):
        shares.note_view(session, principal.share_id)


def frozen_publication(session: Session, principal: Principal) -> str:
    """The publication whose files the asker's link may read.

    Raises:
        Unknown: When the link is not frozen, or not yet.
    """
    row = _of(session, principal)
    made = None if row is None else publications.get(session, row.publication_id or "")
    if made is None or made.state != "done":
        raise Unknown("file", "of a frozen page")
    return made.id


def _of(session: Session, principal: Principal) -> ShareRow | None:
    return shares.get(session, principal.share_id) if isinstance(principal, ShareViewer) else None


def _frozen_view(session: Session, made: Publication) -> Frozen:
    state = publications.state_of(session, made)
    return Frozen(state=state, answers=made.answers, problem=made.problem)


def refuse_bad_target(session: Session, new: Target) -> None:
    """Pass where what is to be shown is said exactly, and is there.

    Raises:
        RequestRefused: When it is not said exactly.
        Unknown: When it is not there.
        ConflictingChange: When it was deleted.
    """
    is_comparison = new.kind == "comparison"
    needed, other = ("run_ids", "target_id") if is_comparison else ("target_id", "run_ids")
    if getattr(new, needed) is None:
        raise RequestRefused(FieldProblem(needed, "", f"needed for a link to a {new.kind}"))
    if getattr(new, other) is not None:
        problem = f"left out for a link to a {new.kind}"
        raise RequestRefused(FieldProblem(other, shortened(getattr(new, other)), problem))
    if new.kind == "experiment":
        deleted = [readable_experiment(session, Owner(), new.target_id or "").deleted_at]
    else:
        wanted = new.run_ids or [new.target_id or ""]
        deleted = [run.deleted_at for run in readable_runs(session, Owner(), wanted)]
    if any(deleted):
        raise ConflictingChange(
            f"The {new.kind} was deleted, in whole or in part. Restore it first."
        )


def _view(session: Session, row: ShareRow) -> Share:
    maker = None if row.account_id is None else accounts.get(session, row.account_id)
    stored = {name: getattr(row, name) for name in Share.model_fields if hasattr(row, name)}
    return Share(
        **stored,
        is_frozen=row.publication_id is not None,
        made_by=None if maker is None else maker.name,
    )

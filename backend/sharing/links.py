"""Share links: made, listed, revoked, and what they show."""

from sqlalchemy.orm import Session

from backend.authorisation import (
    Owner,
    Principal,
    ShareViewer,
    readable_experiment,
    readable_run_ids,
    readable_runs,
    token_hash,
)
from backend.db import shares
from backend.db.base import database_now
from backend.db.tables import Share as ShareRow
from backend.errors import ConflictingChange, RequestRefused, SignInNeeded, Unknown
from backend.sharing.schemas import CreatedShare, NewShare, Share, Shared, Shares
from backend.spec.problems import FieldProblem, shortened


def create(session: Session, new: NewShare, token: str) -> Share:
    """Make a link that a token opens. Only the token's hash stays.

    Raises:
        RequestRefused: When it does not say exactly what to show, or would be over already.
        Unknown: When what it shows is not there.
        ConflictingChange: When what it shows was deleted.
    """
    _refuse_bad_target(session, new)
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
            expires_at=new.expires_at,
        ),
    )
    return _view(row)


def created(share: Share, token: str) -> CreatedShare:
    """A new link as its maker sees it, this once."""
    return CreatedShare(**share.model_dump(), token=token, url=f"/s/{token}")


def newest(session: Session, limit: int) -> Shares:
    """The links that were not revoked, newest first."""
    return Shares(items=[_view(row) for row in shares.list_all(session)[:limit]])


def revoke(session: Session, share_id: str) -> Share:
    """Take a link back. Twice is as good as once.

    Raises:
        Unknown: When there is no such link.
    """
    row = shares.get(session, share_id)
    if row is None:
        raise Unknown("share", share_id)
    shares.revoke(session, row)
    return _view(row)


def described(session: Session, principal: Principal) -> Shared:
    """What the asker's link shows.

    Raises:
        SignInNeeded: When the request carries no link.
    """
    row = shares.get(session, principal.share_id) if isinstance(principal, ShareViewer) else None
    if row is None or not isinstance(principal, ShareViewer):
        raise SignInNeeded("Send the link's token in the header Branchpoint-Share.")
    return Shared(
        kind=principal.kind,
        title=row.title,
        target_id=row.target_id,
        run_ids=readable_run_ids(session, principal),
        view=row.view,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )


def _refuse_bad_target(session: Session, new: NewShare) -> None:
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


def _view(row: ShareRow) -> Share:
    return Share.model_validate(row)

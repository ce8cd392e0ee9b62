"""Who is asking, and what they may read.

Every API route is for people who are signed in unless its handler says otherwise with
`@open_to_viewers` (somebody with a share link, who sees the shared runs) or `@open_to_anyone`. Of
people, a viewer may read and an editor may change, unless `@for_role` says otherwise. What an
account may see of others' is held by its session: `backend.db.visibility`.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from hmac import compare_digest
from inspect import unwrap
from typing import TypeVar, get_args

from fastapi import Request
from sqlalchemy.orm import Session

from backend.db import accounts, credentials, experiments, runs, shares
from backend.db.base import database_now
from backend.db.shares import ShareKind
from backend.db.tables import Credential, Experiment, Run
from backend.db.visibility import Asker, act_for, asker_for
from backend.errors import (
    OwnerOnly,
    RoleNeeded,
    ShareExpired,
    ShareRevoked,
    ShareUnknown,
    SignInNeeded,
    TargetDeleted,
    Unknown,
)
from backend.link_policy import refuse_forbidden
from backend.other_sites import refuse_other_sites
from backend.roles import Role, least, needed_role, reaches, role_named
from backend.secret_tokens import token_hash
from backend.settings import Links, WebSettings

Handler = TypeVar("Handler", bound=Callable[..., object])
SHARE_KINDS: tuple[ShareKind, ...] = get_args(ShareKind)
SIGNED_OUT = (
    "This browser is signed out, or was signed in too long ago. `branchpoint open` prints an "
    "address that signs it in again."
)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Access(Enum):
    """Who may call a route."""

    OWNER = "owner"
    VIEWERS = "viewers"
    ANYONE = "anyone"


_ACCESS: dict[object, Access] = {}
# What frozen links may ask too: routes of runs would tell them what became of these.
_FROZEN_TOO: set[object] = set()


def open_to_viewers(handler: Handler) -> Handler:
    """Let share viewers call this route too. The handler keeps to `readable_runs`."""
    _ACCESS[handler] = Access.VIEWERS
    return handler


def open_to_every_link(handler: Handler) -> Handler:
    """Let share viewers call this route, those of frozen links too."""
    _FROZEN_TOO.add(handler)
    return open_to_viewers(handler)


def open_to_anyone(handler: Handler) -> Handler:
    """Let everybody who reaches the server call this route."""
    _ACCESS[handler] = Access.ANYONE
    return handler


def access_of(handler: Callable[..., object]) -> Access:
    """Who may call the route of `handler`, wrapped or not."""
    return _ACCESS.get(unwrap(handler), Access.OWNER)


@dataclass(frozen=True)
class Owner:
    """Somebody who is signed in: the person whose server this is, or somebody with an account.

    Attributes:
        session_id: The session of the browser that asks; None for an API token.
        credential_id: The session or the token; None for the instance's own token.
        account_id: The account; None for the person whose server this is.
        name: Who it is.
        role: What may be done, by the account's role and a token's scope.
    """

    session_id: str | None = None
    credential_id: str | None = None
    account_id: str | None = None
    name: str = "the owner of the machine"
    role: Role = "admin"


@dataclass(frozen=True)
class Anyone:
    """A caller of an open route, not known and not asked."""


@dataclass(frozen=True)
class ShareViewer:
    """Somebody with a share link.

    Attributes:
        share_id: The link.
        kind: What it shows.
        target_id: The experiment or run; empty for a comparison.
        run_ids: The runs of a comparison, in its order.
        is_frozen: Whether it shows what its runs were, and nothing of what they are.
        maker: Whose link it is: it shows no more than they see. None where nobody has accounts.
    """

    share_id: str
    kind: ShareKind
    target_id: str | None
    run_ids: tuple[str, ...]
    is_frozen: bool = False
    maker: Asker | None = None


Principal = Owner | ShareViewer | Anyone


def name_of(principal: Principal) -> str:
    """By what callers are told apart: a link, an account, or the owner of the machine."""
    if isinstance(principal, ShareViewer):
        return f"share {principal.share_id}"
    account_id = principal.account_id if isinstance(principal, Owner) else None
    return "owner" if account_id is None else f"account {account_id}"


def authorise(request: Request, session: Session, web: WebSettings) -> Principal:
    """Whoever is asking for a route that is not open to anyone, once it is clear that it is theirs.

    Raises:
        SignInNeeded: Nobody known is asking.
        RoleNeeded: The account or token may not do this.
        OwnerOnly: A share link asks for a route that is not part of what it shows.
        CrossSite: A change is asked for with the cookie, but not by our own page.
        ShareUnknown, ShareRevoked, ShareExpired, TargetDeleted: The share link is no good.
    """
    access = access_of(request.scope["endpoint"])
    share_token = request.headers.get("branchpoint-share")
    if share_token is not None:
        viewer = share_viewer(session, share_token, web.share_links)
        if access is not Access.VIEWERS:
            raise OwnerOnly
        if viewer.is_frozen and unwrap(request.scope["endpoint"]) not in _FROZEN_TOO:
            raise OwnerOnly("This link shows a page as it was, and nothing of its runs now.")
        return viewer
    owner = _owner(request, session, web)
    needed = needed_role(request.scope["endpoint"], is_reading=request.method in SAFE_METHODS)
    if not reaches(owner.role, needed):
        raise RoleNeeded(needed)
    return owner


def asker(principal: Principal) -> Asker | None:
    """The account that a session acts for, of a link its maker's; None where nobody's."""
    if isinstance(principal, ShareViewer):
        return principal.maker
    if not isinstance(principal, Owner) or principal.account_id is None:
        return None
    return Asker(principal.account_id, sees_all=principal.role == "admin")


def _owner(request: Request, session: Session, web: WebSettings) -> Owner:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and bearer:
        hashed = token_hash(bearer.strip())
        if compare_digest(hashed, web.token_sha256):
            return Owner()
        token = credentials.find_live(session, hashed, "api")
        if token is None:
            raise SignInNeeded("This API token is not known here, or no longer good.")
        return _person(session, token, None)
    cookie = request.cookies.get(web.cookie)
    if cookie is None:
        raise SignInNeeded
    browser = credentials.find_live(session, token_hash(cookie), "session")
    if browser is None:
        raise SignInNeeded(SIGNED_OUT)
    if request.method not in SAFE_METHODS:
        refuse_other_sites(request, web)
    return _person(session, browser, browser.id)


def _person(session: Session, credential: Credential, session_id: str | None) -> Owner:
    """Whose token or session it is, and what may be done with it.

    Raises:
        SignInNeeded: When the account is disabled.
    """
    scope = role_named(credential.scope)
    if credential.account_id is None:
        return Owner(session_id, credential.id, role=scope)
    account = accounts.get(session, credential.account_id)
    if account is None or account.disabled_at is not None:
        raise SignInNeeded("This account is disabled. Ask an administrator.")
    role = least(role_named(account.role), scope)
    return Owner(session_id, credential.id, account.id, account.name, role)


def share_viewer(session: Session, token: str, links: Links) -> ShareViewer:
    """Whoever holds a share link, unless the link is no good.

    Raises:
        LinksForbidden, ShareUnknown, ShareRevoked, ShareExpired, TargetDeleted: It is no good.
    """
    share = shares.find(session, token_hash(token))
    if share is None:
        raise ShareUnknown
    if not share.is_hidden:
        refuse_forbidden(links, share.expires_at)
    kind = next(kind for kind in SHARE_KINDS if kind == share.kind)
    is_frozen = share.publication_id is not None
    maker = asker_for(session, share.account_id)
    viewer = ShareViewer(share.id, kind, share.target_id, tuple(share.run_ids), is_frozen, maker)
    readable_run_ids(act_for(session, maker), viewer)
    return viewer


def readable_run_ids(session: Session, viewer: ShareViewer) -> list[str]:
    """The runs that a link shows now, an experiment's later ones too; none of a frozen link.

    Raises:
        ShareRevoked, ShareExpired: The link is no longer good.
        TargetDeleted: Nothing is left of what it showed.
    """
    share = shares.get(session, viewer.share_id)
    if share is None:
        raise ShareUnknown
    if share.revoked_at is not None:
        raise ShareRevoked
    if share.expires_at is not None and share.expires_at <= database_now(session):
        raise ShareExpired
    if viewer.is_frozen:
        return []
    if viewer.kind == "experiment" and viewer.target_id is not None:
        experiment = experiments.get(session, viewer.target_id)
        if experiment is None or experiment.deleted_at is not None:
            raise TargetDeleted(viewer.kind)
        return list(runs.ids_of_experiment(session, viewer.target_id))
    wanted = [viewer.target_id] if viewer.target_id is not None else list(viewer.run_ids)
    there = runs.left_of(session, wanted)
    left = [each for each in wanted if each in there]
    if not left:
        raise TargetDeleted(viewer.kind)
    return left


def readable_runs(session: Session, principal: Principal, run_ids: Sequence[str]) -> list[Run]:
    """The runs of these ids, each once, in their order.

    Raises:
        Unknown: For the first that is not there, or not for the asker to see.
    """
    found = runs.get_many(session, run_ids)
    refuse_unreadable(session, principal, run_ids, found)
    return [found[run_id] for run_id in dict.fromkeys(run_ids)]


def refuse_unreadable(
    session: Session, principal: Principal, run_ids: Sequence[str], found: Collection[str]
) -> None:
    """Pass where all of these runs were found, and the asker may see them.

    Raises:
        Unknown: For the first that is not there, or not for the asker to see.
    """
    shown = found
    if isinstance(principal, ShareViewer):
        shown = frozenset(readable_run_ids(session, principal))
    for run_id in run_ids:
        if run_id not in found or run_id not in shown:
            raise Unknown("run", run_id)


def readable_experiment(session: Session, principal: Principal, experiment_id: str) -> Experiment:
    """An experiment, deleted or not. Its runs: `backend.db.runs.of_experiment`.

    Raises:
        Unknown: When it is not there, or not for the asker to see.
    """
    experiment = experiments.get(session, experiment_id)
    is_shown = not isinstance(principal, ShareViewer) or (
        principal.kind == "experiment" and principal.target_id == experiment_id
    )
    if experiment is None or not is_shown:
        raise Unknown("experiment", experiment_id)
    return experiment

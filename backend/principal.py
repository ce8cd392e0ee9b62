"""Who is asking, and what they may read.

Every API route is for the owner alone unless its handler says otherwise with `@open_to_viewers`
(somebody with a share link, who sees the shared runs) or `@open_to_anyone`.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hashlib import sha256
from typing import Literal, TypeVar

from fastapi import Request
from sqlalchemy.orm import Session

from backend.db import runs, shares
from backend.errors import OwnerOnly, ShareExpired, ShareRevoked, ShareUnknown, TargetDeleted, Unknown
from backend.settings import WebSettings

Handler = TypeVar("Handler", bound=Callable[..., object])
ShareKind = Literal["experiment", "run", "comparison"]


class Access(Enum):
    """Who may call a route."""

    OWNER = "owner"
    VIEWERS = "viewers"
    ANYONE = "anyone"


_ACCESS: dict[object, Access] = {}


def open_to_viewers(handler: Handler) -> Handler:
    """Let share viewers call this route too. The handler must keep to `readable_runs`."""
    _ACCESS[handler] = Access.VIEWERS
    return handler


def open_to_anyone(handler: Handler) -> Handler:
    """Let everybody who reaches the server call this route."""
    _ACCESS[handler] = Access.ANYONE
    return handler


def access_of(handler: object) -> Access:
    """Who may call the route of `handler`."""
    return _ACCESS.get(handler, Access.OWNER)


@dataclass(frozen=True)
class Owner:
    """The person whose server this is, by cookie or API token."""


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
    """

    share_id: str
    kind: ShareKind
    target_id: str | None
    run_ids: tuple[str, ...]


Principal = Owner | ShareViewer | Anyone


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def authorise(request: Request, session: Session, web: WebSettings) -> Principal:
    """Whoever is asking."""
    return Anyone()

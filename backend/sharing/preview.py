"""What the address of a share page tells before it is opened: to chat programs and to frames."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend.authorisation import ShareViewer, share_viewer
from backend.db import experiments, runs, shares
from backend.errors import Refused
from backend.settings import Links


@dataclass(frozen=True)
class Preview:
    """What anybody may know who has the address of a link that is good.

    Attributes:
        token: Of the link.
        title: The link's, or the name of what it shows.
        text: What that is.
        may_be_framed: Whether pages of other sites may show it in a frame.
    """

    token: str
    title: str
    text: str
    may_be_framed: bool


def preview_of(session: Session, token: str, links: Links) -> Preview | None:
    """What a link tells beforehand; None of one that is unknown, revoked, over or empty.

    Args:
        session: To read with.
        token: As it stands in the address.
        links: Which links the server allows.
    """
    try:
        viewer = share_viewer(session, token, links)
    except Refused:
        return None
    share = shares.get(session, viewer.share_id)
    if share is None:
        return None
    # What a frozen link shows has the name of its day, which only its title tells.
    name = "" if viewer.is_frozen else _name(session, viewer)
    text = f"{viewer.kind.capitalize()} of model-based reinforcement learning, shared by a link"
    return Preview(token, share.title or name or "Branchpoint", text, share.is_embeddable)


def _name(session: Session, viewer: ShareViewer) -> str:
    if viewer.target_id is None:
        return f"{len(viewer.run_ids)} runs compared"
    of_kind = experiments if viewer.kind == "experiment" else runs
    found = of_kind.get(session, viewer.target_id)
    return "" if found is None else found.name

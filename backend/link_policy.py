"""Which share links a server allows."""

from datetime import datetime

from backend.errors import LinksForbidden
from backend.settings import Links


def refuse_forbidden(links: Links, expires_at: datetime | None) -> None:
    """Pass where links that end then are allowed.

    Links that were made before are held to it too.

    Args:
        links: What the server's setting allows.
        expires_at: When the link ends; None is never.

    Raises:
        LinksForbidden: When they are not.
    """
    if links == "forbidden":
        raise LinksForbidden("Links are not allowed on this server: its administrator said so.")
    if links == "expiring" and expires_at is None:
        raise LinksForbidden("On this server a link needs a day on which it ends.")

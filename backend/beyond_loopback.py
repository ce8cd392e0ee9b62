"""Whether the server may be reached from other machines: only where people must sign in."""

from backend.db import accounts
from backend.db.session import Database
from backend.settings import WebSettings


class NotOnLoopback(RuntimeError):
    """The server would be reachable from other machines, without what that needs."""


def refuse_without_name(web: WebSettings) -> None:
    """Pass where only this machine reaches the server, or it knows the name that others use.

    Raises:
        NotOnLoopback: With what is missing.
    """
    if web.is_loopback or web.public_url:
        return
    raise NotOnLoopback(
        f"BRANCHPOINT_HOST = {web.host!r} can be reached from other machines, so the server "
        "must know its name: set BRANCHPOINT_PUBLIC_URL (--public-url), such as "
        "https://branchpoint.example.org. For yourself alone use 127.0.0.1 and an SSH tunnel "
        f"(ssh -L {web.port}:127.0.0.1:{web.port} HOST)."
    )


def refuse_beyond_loopback(store: Database, web: WebSettings) -> None:
    """Pass where only this machine reaches the server, or whoever reaches it must sign in.

    Raises:
        NotOnLoopback: With what is missing.
    """
    refuse_without_name(web)
    if not web.public_url:
        return
    with store.reading() as session:
        if accounts.active_administrators(session) > 0:
            return
    raise NotOnLoopback(
        "Other machines can reach this server, and there is no account to sign in with: whoever "
        "found it could run programs here. Make the first one: `branchpoint accounts add LOGIN`."
    )

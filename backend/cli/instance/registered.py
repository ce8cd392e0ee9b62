"""Whether workers are registered and alive, asked of the database itself."""

import socket

from backend.cli.instance.given_settings import given
from backend.cli.instance.storage import opened
from backend.cli.terminal.failure import Failure
from backend.db import workers
from backend.db.session import Database
from backend.db.settings import DatabaseSettings


def is_registered(database: Database, pids: set[int]) -> bool:
    """Whether a live worker runs as one of these processes of this host."""
    with database.reading() as session:
        live = workers.list_live(session)
    return any(each.pid in pids and each.host == socket.gethostname() for each in live)


def refuse_without_worker() -> None:
    """Fail unless a live worker runs on this host.

    Raises:
        Failure: When none does.
    """
    with opened(given(DatabaseSettings)) as database, database.reading() as session:
        hosts = {each.host for each in workers.list_live(session)}
    if socket.gethostname() not in hosts:
        raise Failure("no worker lives on this host.")

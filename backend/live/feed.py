"""One reader of the change table per process, feeding every open stream.

Streams wait on the feed and not on the database, so a hundred open pages cost one query per
interval. PostgreSQL wakes the reader at once (`NOTIFY`); the interval is the fallback.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated, cast

import psycopg
import structlog
from fastapi import Depends, Request
from sqlalchemy.exc import SQLAlchemyError

from backend.db import changes
from backend.db.session import Database
from backend.live.schemas import Change

KEPT = 5_000
READ_AT_ONCE = 1_000
# Numbers are given at the write and seen at the commit, so on PostgreSQL a smaller one can show up
# after a larger one. Looking this far back again finds it.
LOOK_BACK = 200
RECONNECT_SECONDS = 5.0

log = structlog.get_logger(__name__)


class Feed:
    """The changes of the last while, in the order in which they became visible."""

    def __init__(self, database: Database, poll_seconds: float) -> None:
        self.database = database
        self.poll_seconds = poll_seconds
        self.closed = False
        self._recent: deque[tuple[int, Change]] = deque(maxlen=KEPT)
        self._seen: deque[int] = deque(maxlen=KEPT)
        self._position = 0
        self._latest = 0
        self._news = asyncio.Condition()
        self._wake = asyncio.Event()

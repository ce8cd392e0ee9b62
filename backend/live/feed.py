"""One reader of the change table per process, feeding every open stream.

Streams wait on the feed and not on the database, so a hundred open pages cost one query per
interval, and on SQLite not even that where nobody wrote. PostgreSQL wakes the reader at once
(`NOTIFY`); the interval is the fallback.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from importlib import import_module
from itertools import takewhile
from math import inf
from time import monotonic
from typing import Annotated, cast

import structlog
from fastapi import Depends, Request
from sqlalchemy.exc import SQLAlchemyError

from backend.db import changes
from backend.db.session import Database
from backend.db.tables import ChangeRow
from backend.db.written import Written
from backend.errors import TooManyStreams
from backend.http.lanes import Lane
from backend.live.schemas import Change

KEPT = 5_000
# Each holds a connection for as long as its page is open, and others need connections too.
MOST_STREAMS = 400
# Whoever holds one link, or one account, must leave places for the others.
MOST_OF_ONE = 100
READ_AT_ONCE = 1_000
# Ids are drawn at the write and seen at the commit, so on PostgreSQL a smaller one can appear after
# a larger one. Looking this far back again finds it.
LOOK_BACK = 64
RECONNECT_SECONDS = 5.0
# Between looks where the database tells of changes: then these are for what it forgot to tell.
TOLD_SECONDS = 0.2
PRUNE_SECONDS = 600.0

log = structlog.get_logger(__name__)


class Feed:
    """The changes of the last while, in the order in which they became visible here.

    Attributes:
        arrived: Changes seen since the start; a reader remembers how far it got.
        closed: Whether the server is going down; every stream ends then.
        lane: Where streams wait to read the database, which the feed itself never does.
        streams: How many are open.
    """

    def __init__(self, database: Database, poll_seconds: float) -> None:
        self.database = database
        self.arrived = 0
        self.closed = False
        self.lane = Lane(2)
        self.streams = 0
        self._streams_of = Counter[str]()
        self.look_back = LOOK_BACK if self._is_postgresql else 0
        self._pause = max(poll_seconds, TOLD_SECONDS) if self._is_postgresql else poll_seconds
        self._written = Written(database.engine)
        self._is_behind = True
        self._recent: deque[Change] = deque(maxlen=KEPT)
        self._times: deque[float] = deque(maxlen=KEPT)
        self._latest = 0
        self._news = asyncio.Event()
        self._wake = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Read changes for as long as the server runs."""
        self._latest = await asyncio.to_thread(self._latest_stored)
        # What was there before is known, so that the first look back does not tell it as news.
        self._publish(await asyncio.to_thread(self._read), at=-inf)
        readers = [
            asyncio.create_task(each()) for each in (self._read_forever, self._prune_forever)
        ]
        if self._is_postgresql:
            readers.append(asyncio.create_task(self._listen_forever()))
        try:
            yield
        finally:
            self.close()
            for reader in readers:
                reader.cancel()
            await asyncio.gather(*readers, return_exceptions=True)
            self._written.close()

    @contextmanager
    def place(self, who: str) -> Iterator[None]:
        """A place among the open streams, as long as one is followed.

        Raises:
            TooManyStreams: When there is none left, or none for this account or link.
        """
        if self.streams >= MOST_STREAMS:
            raise TooManyStreams(MOST_STREAMS)
        if self._streams_of[who] >= MOST_OF_ONE:
            raise TooManyStreams(MOST_OF_ONE)
        self.streams += 1
        self._streams_of[who] += 1
        try:
            yield
        finally:
            self.streams -= 1
            self._streams_of[who] -= 1
            # What counts to nothing is forgotten: there may be many links in a year.
            self._streams_of = +self._streams_of

    def close(self) -> None:
        """End every stream."""
        self.closed = True
        self._announce()

    async def after(self, position: int, seconds: float) -> Sequence[Change] | None:
        """The changes that arrived after `position`, waiting up to `seconds` for the first.

        None for a reader so slow that some of them are no longer kept.
        """
        if position >= self.arrived and not self.closed:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), seconds)
        new = self.arrived - position
        return list(self._recent)[len(self._recent) - new :] if new <= len(self._recent) else None

    def arrived_before(self, seconds: float) -> int:
        """How many changes had arrived so long ago, as far as they are kept."""
        then = monotonic() - seconds
        return self.arrived - sum(1 for _ in takewhile(then.__lt__, reversed(self._times)))

    def since(self, event_id: int) -> Sequence[Change] | None:
        """The stored changes after `event_id`; None when too much was missed to tell one by one."""
        start = max(0, event_id - 1 - self.look_back)
        with self.database.reading() as session:
            rows = changes.since(session, start, READ_AT_ONCE)
            missed = [_change(row) for row in rows]
        if len(missed) == READ_AT_ONCE or all(each.version != event_id for each in missed):
            return None
        return [each for each in missed if each.version != event_id]

    @property
    def latest(self) -> int:
        """The newest change's id."""
        return self._latest

    @property
    def _is_postgresql(self) -> bool:
        return self.database.engine.dialect.name == "postgresql"

    def _announce(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def _latest_stored(self) -> int:
        with self.database.reading() as session:
            return changes.latest_id(session)

    def _read(self) -> list[Change]:
        with self.database.reading() as session:
            rows = changes.since(session, max(0, self._latest - self.look_back), READ_AT_ONCE)
            return [_change(row) for row in rows]

    def _read_if_written(self) -> list[Change]:
        """The changes, where there may be any: somebody wrote, or the last look did not see all."""
        if not (self._written.again() or self._is_behind):
            return []
        self._is_behind = True
        read = self._read()
        self._is_behind = len(read) == READ_AT_ONCE
        return read

    async def _read_forever(self) -> None:
        while not self.closed:
            self._wake.clear()
            try:
                read = await asyncio.to_thread(self._read_if_written)
            except SQLAlchemyError:
                log.exception("cannot read changes; trying again")
                await asyncio.sleep(RECONNECT_SECONDS)
                continue
            self._publish(read, monotonic())
            if not self._is_behind:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), self._pause)

    def _publish(self, read: Sequence[Change], at: float) -> None:
        known = {change.version for change in self._recent}
        new = [change for change in read if change.version not in known]
        if not new:
            return
        self._recent.extend(new)
        self._times.extend([at] * len(new))
        self.arrived += len(new)
        self._latest = max(self._latest, *(change.version for change in new))
        self._announce()

    async def _prune_forever(self) -> None:
        """Forget what no page can ask for any more."""
        while not self.closed:
            try:
                await asyncio.to_thread(self._prune)
            except SQLAlchemyError:
                log.exception("cannot forget old changes; trying again later")
            await asyncio.sleep(PRUNE_SECONDS)

    def _prune(self) -> int:
        with self.database.transaction() as session:
            return changes.prune(session)

    async def _listen_forever(self) -> None:
        """Wake the reader whenever PostgreSQL says that something was committed."""
        # Loaded where it is PostgreSQL: most servers have SQLite.
        psycopg = import_module("psycopg")
        url = self.database.engine.url.set(drivername="postgresql")
        while not self.closed:
            try:
                connection = await psycopg.AsyncConnection.connect(
                    url.render_as_string(hide_password=False), autocommit=True
                )
                async with connection:
                    await connection.execute(f"LISTEN {changes.CHANNEL}")
                    async for _ in connection.notifies():
                        self._wake.set()
            except psycopg.Error:
                log.warning("not told of changes by PostgreSQL; polling", exc_info=True)
                await asyncio.sleep(RECONNECT_SECONDS)


def _change(row: ChangeRow) -> Change:
    return Change(kind=row.kind, id=row.entity_id, run_id=row.run_id, version=row.id)


def _feed(request: Request) -> Feed:
    return cast("Feed", request.app.state.feed)


FeedDep = Annotated[Feed, Depends(_feed)]

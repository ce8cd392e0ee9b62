"""Tells open pages when a worker is gone that told nobody, as after `kill -9`.

A worker that starts, stops, or takes a run writes a change. One that was killed writes nothing, and
pages would go on showing what it last said.
"""

import asyncio
from collections.abc import AsyncIterator, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.db import changes, workers
from backend.db.session import Database

# A worker that begins after one look lives until the next at the least.
LOOK_SECONDS = workers.LIVE_SECONDS / 4

log = structlog.get_logger(__name__)


@dataclass
class Departures:
    """What one process knows of the workers that live."""

    database: Database
    _lived: Set[str] = field(default_factory=frozenset)

    @asynccontextmanager
    async def told(self) -> AsyncIterator[None]:
        """Look for as long as the server runs."""
        looking = asyncio.create_task(self._look_forever())
        try:
            yield
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)

    async def _look_forever(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self.look)
            except SQLAlchemyError:
                log.exception("cannot look whether workers live; trying again")
            await asyncio.sleep(LOOK_SECONDS)

    def look(self) -> Set[str]:
        """Write a change for each worker that lived at the last look and was silent since.

        Several processes of the server each write one: pages then ask twice, which does no harm.

        Returns:
            The ids of those workers.
        """
        with self.database.reading() as session:
            found = workers.list_recent(session)
        live = {worker.id for worker, is_live in found if is_live}
        stopped = {worker.id for worker, _ in found if worker.stopped_at is not None}
        gone = self._lived - live - stopped
        if gone:
            with self.database.transaction() as session:
                for worker_id in sorted(gone):
                    changes.record(session, "worker", worker_id)
        self._lived = live
        return gone

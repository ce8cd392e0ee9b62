"""Work on the database: each piece in one step of a thread, so many at once, the others in line.

A request must not keep a connection from one step to the next: it would wait for a thread while the
threads wait for its connection. So a piece of work takes its connection and gives it back within
one step, and there are fewer steps at once than connections. Few threads also leave the processor
to the event loop, which answers everything that needs no database.
"""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import anyio
import anyio.to_thread

from backend.errors import Overloaded

MOST_WAITING = 500
WAIT_SECONDS = 60.0

Result = TypeVar("Result")


class Lane:
    """Lets so many pieces of work run at once, in the order in which they came.

    Attributes:
        at_once: How many may run.
        most_waiting: How many may wait in line; the next one is turned away.
        seconds: How long one may wait.
    """

    def __init__(
        self, at_once: int, most_waiting: int = MOST_WAITING, seconds: float = WAIT_SECONDS
    ) -> None:
        self.at_once = at_once
        self.most_waiting = most_waiting
        self.seconds = seconds
        self._free = asyncio.Semaphore(at_once)
        self._waiting = 0
        # The semaphore lets in as many as there may be; the threads need no limit of their own.
        self._threads = anyio.CapacityLimiter(math.inf)

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do `work` in a thread when its turn comes.

        Raises:
            Overloaded: When the line is too long, or the turn did not come in time.
        """
        await self._wait()
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._threads)
        finally:
            self._free.release()

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return self._waiting

    async def _wait(self) -> None:
        if self._waiting >= self.most_waiting:
            raise Overloaded
        self._waiting += 1
        try:
            async with asyncio.timeout(self.seconds):
                await self._free.acquire()
        except TimeoutError as error:
            raise Overloaded from error
        finally:
            self._waiting -= 1


@dataclass(frozen=True)
class Lanes:
    """The lanes of a web process. Together they are narrower than the pool of connections.

    Attributes:
        reading: Work that only reads, who is asking included.
        writing: Work that may wait for another writer, so readers must not stand behind it.
        signing_in: Passwords, each of which takes a tenth of a second and 64 MiB.
        asking_elsewhere: Questions to other servers, whose answers may take long.
        checking: Whether the process is ready, which must be known under any load.
    """

    reading: Lane = field(default_factory=lambda: Lane(8))
    writing: Lane = field(default_factory=lambda: Lane(4))
    signing_in: Lane = field(default_factory=lambda: Lane(2))
    asking_elsewhere: Lane = field(default_factory=lambda: Lane(4, most_waiting=20))
    checking: Lane = field(default_factory=lambda: Lane(1))

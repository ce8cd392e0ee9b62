"""Makes what tables need of a run as soon as it has ended, so that nobody waits for it.

It also stores what was made by requests, which only read. Runs of before there were summaries, and
those that newer code reads otherwise, are made anew in the same way, the newest first.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from backend.db import kept_answers, run_summaries
from backend.db.session import Database
from backend.db.tables import Run
from backend.groups.known_runs import KnownRuns
from backend.version import code_digest

# Said of a run of which everything was made.
WHOLE = "whole"
AT_ONCE = 10
LOOK_SECONDS = 2.0
RECONNECT_SECONDS = 30.0
# It rests for so many times as long as it worked: requests come first.
RESTS = 3.0
# What stored numbers can do to a rule that did not expect them.
BAD_NUMBERS = (ArithmeticError, LookupError, TypeError, ValueError)
Make = Callable[[Session, Sequence[Run]], object]

log = structlog.get_logger(__name__)


class Keeper:
    """What an instance knows of its runs that have ended.

    Attributes:
        database: Where it is kept.
        makes: What is made of such runs; each keeps it by itself (`kept_of`).
    """

    def __init__(self, database: Database, makes: Sequence[Make]) -> None:
        self.database = database
        self.makes = makes

    @asynccontextmanager
    async def running(self, news: Callable[[], int]) -> AsyncIterator[None]:
        """Keep up with the runs for as long as the server runs.

        Args:
            news: A number that grows whenever something has changed.
        """
        task = asyncio.create_task(self._keep_up(news))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _keep_up(self, news: Callable[[], int]) -> None:
        seen: int | None = None
        while True:
            wait = LOOK_SECONDS
            try:
                if self.database.waiting_summaries or self.database.waiting_answers:
                    await asyncio.to_thread(self.store)
                if seen != (latest := news()):
                    begun = time.monotonic()
                    if await asyncio.to_thread(self.make_some):
                        wait = RESTS * (time.monotonic() - begun)
                    else:
                        seen = latest
            except SQLAlchemyError:
                log.exception("cannot keep what was made of runs; trying again")
                wait = RECONNECT_SECONDS
            await asyncio.sleep(wait)

    def make_some(self) -> int:
        """Make and store what some of the runs lack that have ended; how many these were."""
        with self.database.reading() as session:
            tagged = run_summaries.ended_without(session, WHOLE, code_digest(), AT_ONCE)
            # Not in the process: nobody has asked for them.
            runs = KnownRuns(AT_ONCE).read(session, tagged)
            self._make(session, runs)
            run_summaries.hand_over(session, [_whole(*each) for each in tagged])
        self.store()
        return len(tagged)

    def _make(self, session: Session, runs: Sequence[Run]) -> None:
        """Make it of these runs; one of which it cannot be made keeps no other from it.

        Whoever asks for that run is told what is wrong. It is tried again when it has changed.
        """
        try:
            for make in self.makes:
                make(session, runs)
        except BAD_NUMBERS:
            if len(runs) == 1:
                log.exception("cannot make what is kept of a run", run_id=runs[0].id)
                return
            for run in runs:
                self._make(session, [run])

    def store(self) -> None:
        """Store what waits for it."""
        summaries, answers = self.database.waiting_summaries, self.database.waiting_answers
        if some := [summaries.popleft() for _ in range(len(summaries))]:
            with self.database.transaction() as session:
                run_summaries.store(session, some)
        if answered := [answers.popleft() for _ in range(len(answers))]:
            with self.database.transaction() as session:
                kept_answers.store(session, answered)


def _whole(run_id: str, tag: int | None) -> run_summaries.Summary:
    return run_summaries.Summary(run_id=run_id, name=WHOLE, tag=tag, code=code_digest(), data=b"")

"""Whether the browser behind an open stream is still signed in."""

import time
from collections.abc import Sequence
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.authorisation import SIGNED_OUT
from backend.db import browser_sessions, credentials
from backend.errors import SignInNeeded
from backend.live.feed import Feed
from backend.live.schemas import Change

log = structlog.get_logger(__name__)


class SignedIn:
    """Looks from time to time, and at once when a session ended; notes that the browser is used.

    Attributes:
        session_id: The browser's session or the program's token; None where there is none.
    """

    def __init__(self, feed: Feed, session_id: str | None, every_seconds: float) -> None:
        self.feed = feed
        self.session_id = session_id
        self.every_seconds = every_seconds
        self._looked = -every_seconds

    async def check(self, changes: Sequence[Change]) -> None:
        """Pass while it is signed in.

        Raises:
            SignInNeeded: It was signed out, or its time is over.
        """
        if self.session_id is None:
            return
        is_due = time.monotonic() - self._looked >= self.every_seconds
        if is_due or any(change.kind == "session" for change in changes):
            self._looked = time.monotonic()
            await self.feed.lane.run(partial(self._look, self.session_id))

    def _look(self, session_id: str) -> None:
        with self.feed.database.reading() as session:
            row = credentials.live(session, session_id)
            if row is None:
                raise SignInNeeded(SIGNED_OUT)
            is_worth_noting = browser_sessions.is_use_unnoted(session, row)
        if is_worth_noting:
            self._note(session_id)

    def _note(self, session_id: str) -> None:
        try:
            with self.feed.database.transaction() as session:
                browser_sessions.note_use(session, session_id)
        except SQLAlchemyError:
            # The list of sessions is a little older then; a stream is worth more than that.
            log.warning("cannot note that a browser is used", exc_info=True)

"""A run that an agent holds: the right to it, its process, and what that was asked to do."""

import math
import time
from dataclasses import dataclass, field
from typing import Literal

from backend.db.queue import Claim
from backend.spec.compute import ComputeSpec
from worker.engines.protocol import RunProcess

CANCEL_GRACE_SECONDS = 0.8
# A pause or the end of a turn is in no haste: an iteration may take so long, and is saved then.
SAVE_GRACE_SECONDS = 120.0
END_AGAIN_SECONDS = 10.0

Why = Literal["cancel", "pause", "turn"]


@dataclass
class Job:
    """A claimed run and its process.

    Attributes:
        claim: The right to it.
        process: Its process.
        has_begun: Whether the process is known to work; a child does so from the start.
        asked: Why it was asked to end; None while it was not.
        ended_because: Why the agent ended it as failed.
    """

    claim: Claim
    process: RunProcess
    has_begun: bool = True
    asked: Why | None = None
    ended_because: str | None = None
    _began_at: float = field(default_factory=time.monotonic)
    _asked_at: float = 0.0
    _ended_at: float = -math.inf

    @property
    def compute(self) -> ComputeSpec:
        """What is kept for it."""
        return self.claim.spec.compute

    def ask_to_stop(self, why: Why) -> None:
        """Ask it once to save and end; a cancellation is told after another reason too."""
        if self.asked in {why, "cancel"}:
            return
        self.asked, self._asked_at = why, time.monotonic()
        self.process.ask_to_stop()

    def end_if_late(self) -> None:
        """End it once it was asked to end and had time to; an engine may have to be told again."""
        grace = CANCEL_GRACE_SECONDS if self.asked == "cancel" else SAVE_GRACE_SECONDS
        now = time.monotonic()
        is_late = self.asked is not None and now - self._asked_at > grace
        if is_late and now - self._ended_at > END_AGAIN_SECONDS:
            self._ended_at = now
            self.process.kill()

    @property
    def had_its_turn(self) -> bool:
        """Whether its time at a stretch is over."""
        limit = self.compute.time_limit_minutes
        return limit is not None and time.monotonic() - self._began_at > 60 * limit


@dataclass
class Every:
    """A clock that is due every so often."""

    seconds: float
    due_at: float = 0.0

    def is_due(self) -> bool:
        """Whether it is time again; if so, the next time is set."""
        now = time.monotonic()
        if now < self.due_at:
            return False
        self.due_at = now + self.seconds
        return True

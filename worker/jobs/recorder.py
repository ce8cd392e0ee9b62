"""The recorder: what a run reports is stored within a second, later where the database is slow."""

import math
import threading
import time
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.db import logs, recorded, runs, segments
from backend.db.errors import StaleClaim
from backend.db.outage import is_away
from backend.db.queue import Claim
from backend.db.recorded import Recorded
from backend.db.session import Database
from worker.jobs.stored_forms import (
    line,
    phase_words,
    points_of,
    stored_profile,
    stored_trajectories,
)
from worker.mbrl.activity import Activity
from worker.mbrl.report import IterationReport, Profile, RecordedTrajectories, Scalar

log = structlog.get_logger()

FLUSH_SECONDS = 0.8
# A database that many write to is given time: no recorder wants more than this share of it.
MOST_OF_THE_TIME = 0.05
LONGEST_PAUSE_SECONDS = 5.0
LONGEST_BACKOFF_SECONDS = 10.0
CLOSING_BACKOFF_SECONDS = 0.2
RATE_MEMORY_SECONDS = 20.0
STARTING = "starting"
RETURNS: dict[str, Literal["real_return", "model_return"]] = {
    "return/real": "real_return",
    "return/model": "model_return",
}


@dataclass
class _Pending:
    """What is measured and not yet stored."""

    scalars: list[tuple[Scalar, float]] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    trajectories: list[RecordedTrajectories] = field(default_factory=list)
    lines: list[logs.LogLine] = field(default_factory=list)
    progress: runs.Progress | None = None

    @property
    def has_values(self) -> bool:
        """Whether anything is here that would be missed."""
        return bool(self.scalars or self.profiles or self.trajectories or self.lines)

    def before(self, later: "_Pending") -> "_Pending":
        """This, followed by what came later."""
        return _Pending(
            self.scalars + later.scalars,
            self.profiles + later.profiles,
            self.trajectories + later.trajectories,
            self.lines + later.lines,
            later.progress or self.progress,
        )


def _recorded(claim: Claim, taken: _Pending) -> Recorded:
    """What is pending, in the forms in which the store takes it."""
    return Recorded(
        points_of(taken.scalars),
        [stored_profile(claim.run_id, each) for each in taken.profiles],
        [stored_trajectories(claim.run_id, each) for each in taken.trajectories],
        taken.lines,
        taken.progress,
    )


def pause_after(seconds: float) -> float:
    """How long to wait before storing again, in seconds, after it took so long."""
    return max(FLUSH_SECONDS, min(LONGEST_PAUSE_SECONDS, seconds / MOST_OF_THE_TIME))


class Rate:
    """Recent real steps per second: an exponential average over about 20 seconds.

    Random steps cost next to nothing and foretell nothing: the first rate is that of the steps
    after them, with the fit before those.
    """

    def __init__(self, env_steps: int, random_steps: int = 0) -> None:
        self._random_steps = random_steps
        self._steps = env_steps
        self._at = time.monotonic()
        self.value: float | None = None

    def update(self, env_steps: int) -> float | None:
        """The rate, now that so many steps are done."""
        now = time.monotonic()
        elapsed = now - self._at
        if env_steps <= self._random_steps:
            if env_steps > self._steps:
                self._steps, self._at = env_steps, now
            return None
        if elapsed <= 0:
            return self.value
        latest = (env_steps - self._steps) / elapsed
        weight = 1 - math.exp(-elapsed / RATE_MEMORY_SECONDS)
        self.value = latest if self.value is None else self.value + weight * (latest - self.value)
        self._steps, self._at = env_steps, now
        return self.value


class Recorder:
    """Stores what a claimed run reports, from a thread of its own.

    When the database is away, all is kept and tried again. When the run was lost to another
    worker, `is_lost` becomes true and nothing more is written.
    """

    def __init__(self, database: Database, claim: Claim, env_steps: int) -> None:
        self._database = database
        self._claim = claim
        self._rate = Rate(env_steps, claim.spec.training.random_steps)
        self._returns: dict[Literal["real_return", "model_return"], float] = {}
        self._pending = _Pending()
        # What is stored of this run's series, so that it need not be read to add to them.
        self._ends: segments.Ends = {}
        self._beginning = runs.Progress(env_steps, None, STARTING)
        self._known: runs.Progress | None = None
        self._held: str | None = None
        self._activity = Activity()
        self._seen = 0
        self._recorded = 0
        self._stored = 0
        self._stored_at = -math.inf
        self._pause = FLUSH_SECONDS
        self._is_asked = False
        self._is_closing = False
        # Guards the seven above, and wakes whoever waits for them.
        self._changed = threading.Condition()
        self._lost = threading.Event()
        self._cut_off = threading.Event()
        self._thread = threading.Thread(target=self._flush_forever, name="recorder", daemon=True)
        self._thread.start()

    @property
    def is_lost(self) -> bool:
        """Whether the run belongs to somebody else by now."""
        return self._lost.is_set()

    @property
    def is_cut_off(self) -> bool:
        """Whether the database did not answer when it was last asked."""
        return self._cut_off.is_set()

    def watch(self, activity: Activity, env_steps: int, phase: str) -> None:
        """From now on store signs of life between the reports too."""
        self._known = runs.Progress(env_steps, None, phase)
        self._activity = activity

    def record(self, report: IterationReport, phase: str) -> None:
        """Take what an iteration measured."""
        now = time.time()
        for scalar in report.scalars:
            if scalar.key in RETURNS:
                self._returns[RETURNS[scalar.key]] = scalar.value
        progress = runs.Progress(
            report.env_steps, self._rate.update(report.env_steps), phase, dict(self._returns)
        )
        self._known = progress
        self._add(
            _Pending(
                [(scalar, now) for scalar in report.scalars],
                list(report.profiles),
                [] if report.trajectories is None else [report.trajectories],
                [line("info", note) for note in report.notes]
                + [line("warning", words) for words in report.warnings],
                progress,
            )
        )

    def say(self, message: str, level: logs.Level = "info") -> None:
        """Take a line for the run's log."""
        self._add(_Pending(lines=[line(level, message)]))

    def hold(self, words: str | None) -> None:
        """From now on the run's page says what it waits for, until this is None.

        A run that waits is alive, and does not count as standing still.
        """
        self._held = words
        if words is None:
            self._add(_Pending(progress=self._known or self._beginning))

    def flush(self, seconds: float) -> bool:
        """Store all that was recorded until now, trying for so long; whether it is stored.

        A checkpoint is written only after this: a run that goes on from it does not measure again
        what came before.
        """
        with self._changed:
            wanted = self._recorded
            self._ask()
            self._changed.wait_for(lambda: self._stored >= wanted or self.is_lost, seconds)
            return self._stored >= wanted

    def close(self, seconds: float) -> bool:
        """Store what is left, trying for so long; whether all of it is stored."""
        with self._changed:
            self._is_closing = True
            self._ask()
        self._thread.join(seconds)
        with self._changed:
            left = self._pending
        return not (self._thread.is_alive() or left.has_values)

    def _ask(self) -> None:
        self._is_asked = True
        self._changed.notify_all()

    def _add(self, new: _Pending) -> None:
        with self._changed:
            self._pending = self._pending.before(new)
            self._recorded += 1
            self._changed.notify_all()

    def _is_due(self, *, tries_again: bool) -> bool:
        """Whether somebody asks, or values came after so long without that they need not wait."""
        rested = time.monotonic() - self._stored_at
        is_first = self._pending.has_values and rested >= self._pause
        return self._is_asked or (is_first and not tries_again)

    def _flush_forever(self) -> None:
        wait, tries_again = FLUSH_SECONDS, False
        while not self._lost.is_set():
            with self._changed:
                self._changed.wait_for(partial(self._is_due, tries_again=tries_again), wait)
                self._is_asked = False
                taken, self._pending = self._pending, _Pending()
                until, is_last = self._recorded, self._is_closing
            taken.progress = taken.progress or self._alive()
            began = time.monotonic()
            tries_again = not self._try_to_store(taken, until)
            if not tries_again:
                wait = self._pause = pause_after(time.monotonic() - began)
                if is_last:
                    return
            else:
                longest = CLOSING_BACKOFF_SECONDS if is_last else LONGEST_BACKOFF_SECONDS
                wait = min(longest, 2 * wait)

    def _alive(self) -> runs.Progress | None:
        """What goes on inside an iteration; None where nothing moved since the last time."""
        known, count = self._known, self._activity.count
        if self._held is not None:
            return replace(known or self._beginning, steps_per_second=None, phase=self._held)
        if known is None or count == self._seen:
            return None
        self._seen = count
        return replace(known, phase=phase_words(known.phase, self._activity.fit))

    def _try_to_store(self, taken: _Pending, until: int) -> bool:
        """Store it, or keep it for another time; false when it is kept, or the run is lost."""
        try:
            with self._database.reading() as session:
                what = _recorded(self._claim, taken)
                ready = recorded.ready(session, self._claim, what, self._ends)
            # Whether a transaction that fails was committed is not known, nor then what is stored.
            self._ends = {}
            with self._database.transaction() as session:
                recorded.write(session, self._claim, ready)
            self._ends = ready.ends
        except StaleClaim:
            log.warning("refused: the run belongs to somebody else", run=self._claim.run_id)
            with self._changed:
                self._lost.set()
                self._changed.notify_all()
            return False
        except SQLAlchemyError as error:
            log.warning("the database does not answer; keeping values", error=str(error))
            if is_away(error):
                self._cut_off.set()
            with self._changed:
                self._pending = taken.before(self._pending)
            return False
        self._cut_off.clear()
        with self._changed:
            self._stored = until
            if taken.has_values:
                self._stored_at = time.monotonic()
            self._changed.notify_all()
        return True

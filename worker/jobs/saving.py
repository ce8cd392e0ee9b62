"""When a run writes a checkpoint, and what its log says of it."""

import time
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from worker.jobs.checkpoint import CheckpointStore, Given, Trying, at_once
from worker.jobs.products import in_force
from worker.jobs.recorder import Recorder
from worker.mbrl.trainer import Trainer
from worker.settings import WorkerSettings

STORE_SECONDS = 5.0
# After a checkpoint that could not be written the next is tried so soon, or, where the trial itself
# held the run up, at least as soon as that.
AGAIN_SECONDS = 10.0
LATEST_AGAIN_SECONDS = 300.0


class Saving:
    """Writes the checkpoints of a run.

    One that takes long, as of a large buffer into a slow bucket, is followed by a longer time
    without one, so that a run spends no more of its time on them than the share that is set. Time
    in which a run had to wait for room or for a database is not counted.

    Attributes:
        spent: Seconds that all of them held the run up.
    """

    def __init__(
        self, checkpoints: CheckpointStore, recorder: Recorder, settings: WorkerSettings
    ) -> None:
        self._checkpoints = checkpoints
        self._recorder = recorder
        self._every = settings.checkpoint_seconds
        self._times_longer = 1 / settings.checkpoint_share - 1
        self._due_at = time.monotonic() + self._every
        self._unsaved: str | None = None
        self.spent = 0.0

    @property
    def is_due(self) -> bool:
        """Whether it is time for the next."""
        return time.monotonic() > self._due_at

    def save(self, trainer: Trainer, trying: Trying = at_once) -> bool:
        """Write a checkpoint; when that fails the run goes on and its log says so.

        Not before everything measured until now is stored: values that are still on their way when
        the process is killed would be missing from a run that goes on from here.

        Returns:
            Whether it is written.
        """
        clock = _Clock(trying)
        why = self._tried(trainer, clock)
        seconds = clock.seconds
        self.spent += seconds
        rest = self._times_longer * seconds
        if why is None:
            self._due_at = time.monotonic() + max(self._every, rest)
        else:
            soon = min(AGAIN_SECONDS, self._every)
            self._due_at = time.monotonic() + max(soon, min(rest, LATEST_AGAIN_SECONDS))
        self._tell(why)
        return why is None

    def _tried(self, trainer: Trainer, trying: Trying) -> str | None:
        """Why there is no checkpoint; None where there is one."""
        if not self._recorder.flush(STORE_SECONDS) and not self._recorder.is_lost:
            return "no checkpoint: what was measured is not stored yet"
        try:
            state = trainer.state_dict() | {"products": in_force()}
            self._checkpoints.save(state, trainer.env_steps, trying)
        except OSError as error:
            return f"the checkpoint could not be written: {error}"
        except SQLAlchemyError as error:
            return f"the checkpoint could not be recorded: {error}"
        return None

    def _tell(self, why: str | None) -> None:
        """Say it once, and not at each of many tries."""
        if why == self._unsaved:
            return
        self._unsaved = why
        if why is None:
            self._recorder.say("checkpoints are written again")
        else:
            self._recorder.say(f"{why}; the run goes on, and tries again", "warning")


class _Clock:
    """Tries as another does, and leaves out of the time what came before the last try."""

    def __init__(self, trying: Trying) -> None:
        self._trying = trying
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """The time since it was made, without waits."""
        return time.monotonic() - self._began

    def __call__(self, do: Callable[[], Given], /) -> Given:
        before = self.seconds

        def timed() -> Given:
            self._began = time.monotonic() - before
            return do()

        return self._trying(timed)

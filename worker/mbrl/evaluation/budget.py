"""What the full diagnostics may cost, and whether they may be taken now."""

from typing import Any

from worker.mbrl.networks.work import WORK


class Budget:
    """Keeps the share of network computation that diagnostics take below a limit.

    Attributes:
        share: The limit.
    """

    def __init__(self, share: float) -> None:
        self.share = share
        self._done = 0
        self._spent = 0
        self._last = 0
        self._before = WORK.done

    def expected(self, least: int = 0) -> int:
        """What one full measurement will take: as much as the last one, or `least` if more."""
        return max(self._last, least)

    def left(self, progress: float, kept: int) -> float:
        """What diagnostics may take now, in multiplications.

        Before the end it keeps to the share both of what was computed so far, and of what the run
        will have computed at this pace.

        Args:
            progress: Share of the run that is done.
            kept: What the last evaluation, which is never left out, will take.
        """
        self._count()
        now = self.share * self._done - self._spent
        if progress >= 1.0:
            return now
        return min(now, self.share * self._done / progress - self._spent - kept)

    def began(self) -> int:
        """A mark to give to `since` or `ended`."""
        self._count()
        return self._done

    def since(self, mark: int) -> int:
        """What was computed since `mark`."""
        self._count()
        return self._done - mark

    def ended(self, mark: int, full: int) -> None:
        """Book what was computed since `mark` as diagnostics: so many full measurements."""
        taken = self.since(mark)
        self._spent += taken
        if full > 0:
            self._last = taken // full

    @property
    def taken(self) -> float:
        """Share of the computation that diagnostics have taken."""
        return self._spent / max(self._done, 1)

    def _count(self) -> None:
        self._done += WORK.done - self._before
        self._before = WORK.done

    def state_dict(self) -> dict[str, Any]:
        """What was computed so far, and how much of it for diagnostics."""
        self._count()
        return {"done": self._done, "spent": self._spent, "last": self._last}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._done, self._spent, self._last = state["done"], state["spent"], state["last"]
        self._before = WORK.done

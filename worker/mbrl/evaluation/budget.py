"""What the thorough diagnostics may cost, and whether they may be taken now."""

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

    def allows(self, least: int = 0) -> bool:
        """Whether diagnostics as costly as the last ones, or as `least`, stay within the limit."""
        return max(self._last, least) <= self.left

    @property
    def left(self) -> float:
        """What diagnostics may take now."""
        self._count()
        return self.share * self._done - self._spent

    def began(self) -> int:
        """A mark to give to `ended`."""
        self._count()
        return self._done

    def since(self, mark: int) -> int:
        """What was computed since `mark`."""
        self._count()
        return self._done - mark

    def ended(self, mark: int) -> None:
        """Book what was computed since `mark` as diagnostics."""
        self._last = self.since(mark)
        self._spent += self._last

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

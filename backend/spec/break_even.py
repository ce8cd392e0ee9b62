"""Where a model is no better than the guess that nothing changes."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class BreakEven:
    """The first horizon whose skill is not above 0, and what comes after it.

    Attributes:
        at: That horizon; None where the skill stays above 0 as far as it was measured.
        horizon: Longest horizon that was measured.
        again: The next horizon whose skill is above 0; None where there is none or it is not known.
        behind: Horizons whose skill is not above 0; None where that is not known.
        low: Lower end of its 95 % interval over episodes; None where it lies beyond `horizon`.
        high: Upper end, likewise.
        episodes: Episodes that the interval is over; 0 where there is none.
    """

    at: int | None
    horizon: int
    again: int | None = None
    behind: int | None = None
    low: int | None = None
    high: int | None = None
    episodes: int = 0

    @classmethod
    def of(cls, skills: Sequence[float]) -> "BreakEven":
        """Of a curve of skill; what is not a number is not above 0."""
        behind = [h for h, skill in enumerate(skills, 1) if not skill > 0.0]
        at = behind[0] if behind else None
        later = (h for h, skill in enumerate(skills, 1) if at is not None and h > at and skill > 0)
        return cls(at, len(skills), again=next(later, None), behind=len(behind))

    @classmethod
    def stored(cls, document: Mapping[str, Any]) -> "BreakEven | None":
        """What a row of measures holds; rows from before knew only how many steps come first."""
        known = document.get("break_even")
        if known is not None:
            return cls(**{name: known[name] for name in cls.__dataclass_fields__ if name in known})
        ahead, horizon = document.get("ahead"), document.get("horizon")
        if ahead is None or not horizon:
            return None
        return cls(ahead + 1 if ahead < horizon else None, horizon)

    @property
    def place(self) -> float:
        """Where it ranks among others; infinite where it lies beyond what was measured."""
        return math.inf if self.at is None else float(self.at)

    @property
    def is_never(self) -> bool:
        """Whether the skill is above 0 nowhere."""
        return self.at is not None and self.behind == self.horizon

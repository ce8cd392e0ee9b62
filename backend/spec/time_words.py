"""Lengths of time in words. The page writes its clocks by the same table of cases.

The cases are in `frontend/src/shared/words/time-words-for-tests.json`.
"""

from datetime import datetime

MINUTE, HOUR, DAY = 60, 3_600, 86_400
# Below so much of a unit, the next smaller one says more.
FEW_SECONDS, FEW_MINUTES, FEW_HOURS = 90, 90 * MINUTE, 48 * HOUR
JUST_NOW = 10


def duration(seconds: float) -> str:
    """A length of time in the one or two units that a reader plans with: `45 s`, `1 h 30 min`."""
    if seconds < FEW_SECONDS:
        return f"{max(1, _rounded(seconds))} s"
    if seconds < FEW_MINUTES:
        return f"{_rounded(seconds / MINUTE)} min"
    if seconds >= FEW_HOURS:
        return f"{_rounded(seconds / DAY)} days"
    hours, minutes = divmod(_rounded(seconds / MINUTE), 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def age(moment: datetime, now: datetime) -> str:
    """How long ago, in one unit; `now` for what was a moment ago, or lies ahead of the clock."""
    seconds = int((now - moment).total_seconds())
    if seconds < JUST_NOW:
        return "now"
    for size, unit in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _rounded(value: float) -> int:
    """Half a unit counts as one, as a reader rounds."""
    return int(value + 0.5)

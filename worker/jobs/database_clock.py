"""Whether the database's clock goes as this machine's steady clock does."""

from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic


@dataclass
class DatabaseClock:
    """Compares two looks at the database's clock with the time that passed here between them."""

    _seen: datetime | None = None
    _seen_at: float = field(default=0.0)

    def jump(self, now: datetime) -> float:
        """By how many seconds it has gone ahead, or less than 0: back, since the last look."""
        at = monotonic()
        before, before_at = self._seen, self._seen_at
        self._seen, self._seen_at = now, at
        if before is None:
            return 0.0
        return (now - before).total_seconds() - (at - before_at)

"""What the log of a busy server leaves out, so that it can be read and does not fill the disk."""

import logging
import time

REPEAT_SECONDS = 60.0


class WithoutRepetition(logging.Filter):
    """Lets the same message through once in a while only.

    asyncio says it hundreds of times a second where no file descriptor is left for a connection,
    and uvicorn for each request of a client that speaks no HTTP.
    """

    def __init__(self, seconds: float = REPEAT_SECONDS) -> None:
        super().__init__()
        self._seconds = seconds
        self._said_at: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line stays."""
        now = time.monotonic()
        message = str(record.msg)
        recent = {text: at for text, at in self._said_at.items() if now - at < self._seconds}
        self._said_at = recent if message in recent else recent | {message: now}
        return message not in recent


def leave_out_the_usual() -> None:
    """Keep the logs of uvicorn and asyncio small."""
    for name in ("uvicorn.error", "asyncio"):
        logging.getLogger(name).addFilter(WithoutRepetition())

"""Logs that never stop the work that they tell of."""

import sys
from contextlib import suppress

import structlog


class UnfailingLogger(structlog.PrintLogger):
    """A log that loses a line rather than the work: its disk may be full, or its reader gone."""

    def msg(self, message: str) -> None:
        """Write a line if it can be written."""
        with suppress(OSError):
            super().msg(message)

    debug = info = warning = error = critical = exception = msg


def log_unfailingly() -> None:
    """Make a log that cannot be written cost this process its lines and nothing else."""
    structlog.configure(logger_factory=lambda *_: UnfailingLogger(sys.stdout))

"""The log of the web process: one line for each thing, as text or as JSON."""

import logging
import sys
from collections.abc import Sequence

import structlog
from structlog.typing import Processor

from backend.settings import LogFormat
from backend.unfailing_logs import UnfailingLogger

# Of libraries only what is wrong is told; some would tell every address that they ask for.
TALKERS = ("uvicorn.error", "asyncio")


class _Passed(logging.Handler):
    """Passes on what libraries say, so that it has the same form and cannot stop the work."""

    def emit(self, record: logging.LogRecord) -> None:
        tell = structlog.get_logger(record.name)
        tell.log(record.levelno, record.getMessage(), exc_info=record.exc_info)


def configure(log_format: LogFormat = "text") -> None:
    """Log to stderr, with plain tracebacks: local variables can hold tokens."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *_written(log_format),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: UnfailingLogger(sys.stderr),
    )
    logging.basicConfig(handlers=[_Passed()], level=logging.WARNING, force=True)
    for name in TALKERS:
        logging.getLogger(name).setLevel(logging.INFO)


def _written(log_format: LogFormat) -> Sequence[Processor]:
    if log_format == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]

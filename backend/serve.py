"""`python -m backend.serve` runs the web process with the settings of the environment.

It differs from a plain uvicorn in one thing: open event streams are ended first when it stops, so
stopping takes no longer than the requests that are really at work.
"""

import logging
import socket
import sys
from contextlib import suppress

import structlog
import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError

from backend.app import NotOnLoopback, create_app
from backend.db.settings import DatabaseSettings
from backend.settings import WebSettings
from backend.spec.problems import field_problems

GRACE_SECONDS = 3


class Server(uvicorn.Server):
    """uvicorn, ending the event streams before it waits for open connections."""

    def __init__(self, app: FastAPI, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop: streams first, then connections, then the app."""
        self._app.state.feed.close()
        await super().shutdown(sockets)


def make_server(database: DatabaseSettings, web: WebSettings) -> Server:
    """The web process, ready to run."""
    app = create_app(database, web)
    config = uvicorn.Config(
        app,
        host=web.host,
        port=web.port,
        log_level="info",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return Server(app, config)


class UnfailingLogger(structlog.PrintLogger):
    """A log that loses a line rather than an answer: its disk may be full, or its reader gone."""

    def msg(self, message: str) -> None:
        """Write a line if it can be written."""
        with suppress(OSError):
            super().msg(message)

    debug = info = warning = error = critical = exception = msg


def configure_logging() -> None:
    """Log to stderr, with plain tracebacks: local variables can hold tokens."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: UnfailingLogger(sys.stderr),
    )


def main() -> int:
    """Serve until stopped. Returns 2 when the settings are refused."""
    configure_logging()
    try:
        server = make_server(DatabaseSettings(), WebSettings())
    except NotOnLoopback as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    except ValidationError as error:
        for problem in field_problems(error):
            variable = f"BRANCHPOINT_{problem.field.upper()}"
            sys.stderr.write(f"{variable}: {problem.message} (got {problem.value})\n")
        return 2
    server.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())

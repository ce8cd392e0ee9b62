"""The web process: it serves with the settings of the environment.

It differs from a plain uvicorn in three things. Open event streams are ended first when it stops,
so stopping takes no longer than the requests that are really at work. Clients that keep it waiting
lose their connection. And it says in the data folder where it listens.
"""

import asyncio
import gc
import signal
import socket
import sys
from pathlib import Path

import structlog
import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError

from backend import address, server_log
from backend.app import create_app
from backend.beyond_loopback import NotOnLoopback
from backend.db.settings import DatabaseSettings
from backend.http.connections import (
    Config,
    Connection,
    Limits,
    connections_for,
    let_many_wait,
    raised_file_limit,
)
from backend.http.quiet_logs import leave_out_the_usual
from backend.lifeline import OPTION as LIFELINE
from backend.lifeline import end_with_parent
from backend.load_ahead import load_ahead
from backend.settings import WebSettings
from backend.spec.refused_settings import refusals

log = structlog.get_logger(__name__)

DEFAULT_LIMITS = Limits()
GRACE_SECONDS = 3
TICKS_PER_SECOND = 10
# What a stop takes beyond the requests that are at work.
SETTLE_SECONDS = 5


class Server(uvicorn.Server):
    """uvicorn, ending the event streams before it waits for open connections."""

    def __init__(self, app: FastAPI, config: Config, folder: Path) -> None:
        super().__init__(config)
        self._app = app
        self._folder = folder
        self._ahead: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say in the data folder where it listens."""
        await super().startup(sockets)
        if self.started:
            for server in self.servers:
                let_many_wait(server)
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            web: WebSettings = self._app.state.web
            url = address.url_of(host, port, has_tls=web.has_tls) + web.base_path
            try:
                address.record(self._folder, url)
            except OSError as error:
                log.warning("`branchpoint open` cannot know this address", error=str(error))
            self._ahead = asyncio.create_task(asyncio.to_thread(load_ahead))

    async def on_tick(self, counter: int) -> bool:
        """Each second, close the connections of clients that keep us waiting."""
        if counter % TICKS_PER_SECOND == 0:
            for connection in list(self.server_state.connections):
                if isinstance(connection, Connection):
                    connection.close_if_late()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop: streams first, then connections, then the app."""
        address.forget(self._folder)
        self._app.state.feed.close()
        await super().shutdown(sockets)


def make_server(
    database: DatabaseSettings, web: WebSettings, limits: Limits = DEFAULT_LIMITS
) -> Server:
    """The web process, ready to run."""
    app = create_app(database, web)
    config = Config(app, web, limits, GRACE_SECONDS)
    return Server(app, config, database.data)


def main() -> int:
    """Serve until stopped. Returns 2 when the settings are refused."""
    try:
        web = WebSettings()
        server_log.configure(web.log_format)
        limits = Limits(connections_for(raised_file_limit(), web.connections))
        server = make_server(DatabaseSettings(), web, limits)
    except NotOnLoopback as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    except ValidationError as error:
        sys.stderr.writelines(f"{refusal}\n" for refusal in refusals(error))
        return 2
    leave_out_the_usual()
    # Under nohup the end of the terminal is not the end of the server.
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, server.handle_exit)
    if LIFELINE in sys.argv[1:]:
        end_with_parent(GRACE_SECONDS + SETTLE_SECONDS)
    # What is there now stays, and is not looked through for garbage any more.
    gc.freeze()
    gc.enable()
    server.run()
    return 0

"""`branchpoint up`: an API and a worker on one data folder, until Ctrl-C."""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from backend.address import url_of
from backend.beyond_loopback import (
    NotOnLoopback,
    refuse_beyond_loopback,
    refuse_without_name,
)
from backend.cli.commands.processes import Host
from backend.cli.instance import instance_file, supervisor
from backend.cli.instance.given_settings import given, refuse_wrong_worker_settings
from backend.cli.instance.held_folder import held
from backend.cli.instance.installed import refuse_without_torch
from backend.cli.instance.listening import free_port
from backend.cli.instance.ready import wait_until_ready
from backend.cli.instance.storage import migrated, opened
from backend.cli.instance.supervisor import Child
from backend.cli.instance.tokens import new_sign_in_token, new_token
from backend.cli.terminal.failure import ExitCode, Failure
from backend.cli.terminal.output import goes_on_unread, note, say
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.secret_tokens import token_hash
from backend.settings import WebSettings
from backend.version import VERSION

POLL_SECONDS = 0.2
PROCESSES = {"api": "backend.serve", "worker": "worker"}

Port = Annotated[
    int | None,
    typer.Option(
        "--port", min=0, max=65_535, help="Default 8710, or the next free one where it is busy."
    ),
]
PublicUrl = Annotated[
    str | None,
    typer.Option(
        "--public-url", help="Where people reach it, beyond this machine. Needs accounts."
    ),
]
Data = Annotated[
    Path | None, typer.Option("--data", help="Folder of this instance's data. Default ./data.")
]


TlsCert = Annotated[
    Path | None, typer.Option("--tls-cert", help="Certificate (PEM), to do TLS without a proxy.")
]
TlsKey = Annotated[Path | None, typer.Option("--tls-key", help="Its private key (PEM).")]


def up(
    host: Host = None,
    port: Port = None,
    data: Data = None,
    public_url: PublicUrl = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
) -> None:
    """Start an instance: migrate, then run API and worker until Ctrl-C.

    Prints the address that signs a browser in. Instances with different --data folders run side by
    side. When it stops, running runs go back to the queue and go on at the next start.
    """
    folder = instance_file.data_folder(data)
    os.environ["BRANCHPOINT_DATA"] = str(folder)
    named = {"PUBLIC_URL": public_url, "TLS_CERT": tls_cert, "TLS_KEY": tls_key}
    wanted = _wanted(host, port, named)
    _refused(lambda: refuse_without_name(wanted))
    settings = given(DatabaseSettings)
    refuse_without_torch()
    refuse_wrong_worker_settings()
    is_named = port is not None or "BRANCHPOINT_PORT" in os.environ
    with stop_requested() as stopping, held(folder, stopping.wait) as lock:
        migrated(settings)
        web = _on_free_port(wanted, is_named=is_named)
        with opened(settings) as database:
            _refused(lambda: refuse_beyond_loopback(database, wanted))
            _run(database, folder, web, lock, stopping)


def _refused(check: Callable[[], None]) -> None:
    try:
        check()
    except NotOnLoopback as refusal:
        raise Failure(str(refusal), ExitCode.USAGE) from refusal


def _wanted(
    host: str | None, port: int | None, named: Mapping[str, str | Path | None]
) -> WebSettings:
    """The settings. What the command line names goes before the environment, for children too."""
    os.environ |= {f"BRANCHPOINT_{name}": str(it) for name, it in named.items() if it is not None}
    web = given(WebSettings)
    return web.model_copy(
        update={"host": host or web.host, "port": web.port if port is None else port}
    )


def _on_free_port(wanted: WebSettings, *, is_named: bool) -> WebSettings:
    """The settings with a port that is free now, for this process and its children."""
    port = free_port(wanted.host, wanted.port, or_next=not is_named)
    if not is_named and port != wanted.port:
        note(f"Port {wanted.port} is busy, so this instance takes {port}.")
    os.environ |= {"BRANCHPOINT_HOST": wanted.host, "BRANCHPOINT_PORT": str(port)}
    return wanted.model_copy(update={"port": port})


@contextmanager
def stop_requested() -> Iterator[threading.Event]:
    """An event that Ctrl-C and SIGTERM set, instead of ending what is half done."""
    event = threading.Event()

    def mark(number: int, frame: FrameType | None) -> None:
        del number, frame
        event.set()

    signals = [signal.SIGINT, signal.SIGTERM]
    # Under nohup the end of the terminal is not the end of the instance.
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signals.append(signal.SIGHUP)
    before = {each: signal.signal(each, mark) for each in signals}
    try:
        yield event
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _run(
    database: Database, folder: Path, web: WebSettings, lock: int, stopping: threading.Event
) -> None:
    token = new_token()
    os.environ["BRANCHPOINT_TOKEN_SHA256"] = token_hash(token)
    started: list[Child] = []
    with ExitStack() as at_the_end:
        # The last one first, and each of them even where one before it fails.
        at_the_end.callback(instance_file.remove, folder)
        at_the_end.callback(_stop, started)
        for name, module in PROCESSES.items():
            started.append(
                supervisor.start(name, ["-P", "-m", module], logs=folder / "logs", inherited=[lock])
            )
        here = _instance(web, token, {child.name: child.process.pid for child in started})
        instance_file.write(folder, here)
        if wait_until_ready(here, database, started, stopping.wait):
            _greet(here.page or here.url, new_sign_in_token(database), folder)
            _greet_others(web)
        while not stopping.wait(POLL_SECONDS):
            for child in started:
                child.refuse_if_ended()
                child.keep_log_small()


def _instance(web: WebSettings, token: str, pids: dict[str, int]) -> instance_file.Instance:
    url = url_of(web.host, web.port, has_tls=web.has_tls) + web.base_path
    certificate = "" if web.tls_cert is None else str(web.tls_cert.absolute())
    # A certificate is for the public name: by another one browsers warn of it.
    page = web.public_url.rstrip("/") if web.has_tls else ""
    return instance_file.Instance(url, token, os.getpid(), pids, certificate, page)


def _greet(url: str, sign_in_token: str, folder: Path) -> None:
    with goes_on_unread():
        say(f"Branchpoint {VERSION} is ready. Open this address; it signs one browser in:")
        say(f"{url}/?token={sign_in_token}")
        say(f"Data and logs are in {folder}.")
        say("`branchpoint open` prints a new address; Ctrl-C stops.")


def _greet_others(web: WebSettings) -> None:
    if web.public_url:
        with goes_on_unread():
            say(f"Others sign in with their accounts at {web.public_url}.")


def _stop(started: list[Child]) -> None:
    if any(not child.ended for child in started):
        note("Stopping; running runs go back to the queue ...")
    for child in supervisor.stop(started):
        note(f"The {child.name} did not stop in time and was killed. Its log is {child.log}.")

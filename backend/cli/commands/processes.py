"""`branchpoint api`, `worker` and `openapi`: one part of an instance by itself."""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Annotated, NoReturn

import typer

from backend.cli.instance import instance_file
from backend.cli.instance.held_folder import close_to_others
from backend.cli.instance.installed import refuse_without_torch
from backend.cli.instance.registered import refuse_without_worker
from backend.cli.terminal.output import note

Port = Annotated[int | None, typer.Option("--port", min=0, max=65_535)]
Host = Annotated[str | None, typer.Option("--host", help="An address of this machine.")]
Check = Annotated[
    bool, typer.Option("--check", help="Only say, by exit status, whether one lives on this host.")
]


def api(host: Host = None, port: Port = None) -> None:
    """Run the API and the page alone, on a database that has been migrated.

    `branchpoint open` prints an address that signs in.
    """
    close_to_others(instance_file.data_folder())
    # To a person alone: the log of a service may be JSON, line by line.
    if sys.stderr.isatty():
        note("Once it listens, `branchpoint open` prints an address that signs a browser in.")
    named = {"BRANCHPOINT_HOST": host, "BRANCHPOINT_PORT": port}
    become("backend.serve", {name: str(each) for name, each in named.items() if each is not None})


def worker(*, check: Check = False) -> None:
    """Run a worker alone: it takes runs from the queue of this installation's database."""
    if check:
        refuse_without_worker()
    else:
        refuse_without_torch()
        close_to_others(instance_file.data_folder())
        become("worker", {})


def openapi() -> None:
    """Print the OpenAPI document of the API. No instance needs to run."""
    become("backend.openapi", {})


def become(module: str, settings: Mapping[str, str], options: Sequence[str] = ()) -> NoReturn:
    """Go on as that module, in this very process, so that signals reach it and no parent of it."""
    # Without -P a folder named worker where the user stands would be run instead of ours.
    arguments = [sys.executable, "-P", "-m", module, *options]
    os.execve(sys.executable, arguments, os.environ | settings)  # noqa: S606 - our own modules

"""`branchpoint open`: another address that signs a browser in."""

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from backend.address import recorded
from backend.cli.instance import instance_file
from backend.cli.instance.given_settings import given
from backend.cli.instance.storage import opened
from backend.cli.instance.tokens import new_sign_in_token
from backend.cli.terminal.failure import ExitCode, Failure
from backend.cli.terminal.output import say
from backend.db.settings import DatabaseSettings

Browser = Annotated[bool, typer.Option("--browser", help="Open it in this machine's browser too.")]


def open_page(*, browser: Browser = False) -> None:
    """Print a new address that signs one browser in to the instance on this machine.

    It is made in the instance's database, so whoever can read that may sign in.
    """
    url = _url(instance_file.data_folder())
    with opened(given(DatabaseSettings)) as database:
        address = f"{url}/?token={new_sign_in_token(database)}"
    say(address)
    if browser:
        webbrowser.open(address)


def _url(folder: Path) -> str:
    """Where the instance answers, or an API that was started alone.

    Raises:
        Failure: When none runs: an address where nothing listens signs nobody in.
    """
    running = instance_file.running(folder)
    if running is not None:
        return running.page or running.url
    alone = recorded(folder)
    if alone is None:
        raise Failure(
            f"nothing listens: no instance runs on {folder} now. Start one with `branchpoint up`, "
            "or name its data folder with BRANCHPOINT_DATA.",
            ExitCode.UNREACHABLE,
        )
    return alone

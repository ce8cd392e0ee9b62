"""`branchpoint open`: another address that signs a browser in."""

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from backend.address import recorded, url_of
from backend.cli.instance import instance_file
from backend.cli.instance.storage import opened
from backend.cli.instance.tokens import new_sign_in_token
from backend.cli.terminal.output import note, say
from backend.db.settings import DatabaseSettings
from backend.settings import WebSettings

Browser = Annotated[bool, typer.Option("--browser", help="Open it in this machine's browser too.")]


def open_page(*, browser: Browser = False) -> None:
    """Print a new address that signs one browser in to the instance on this machine.

    It is made in the instance's database, so whoever can read that may sign in.
    """
    url = _url(instance_file.data_folder())
    with opened(DatabaseSettings()) as database:
        address = f"{url}/?token={new_sign_in_token(database)}"
    say(address)
    if browser:
        webbrowser.open(address)


def _url(folder: Path) -> str:
    """Where the instance answers, or an API that was started alone; else where one would."""
    running = instance_file.running(folder)
    if running is not None:
        return running.url
    alone = recorded(folder)
    if alone is not None:
        return alone
    web = WebSettings()
    url = url_of(web.host, web.port)
    note(f"No instance runs on {folder} now. One that starts there may listen at {url}.")
    return url

"""`branchpoint open`: another address that signs a browser in."""

import webbrowser
from typing import Annotated

import typer

from backend.cli import instance
from backend.cli.listening import url_of
from backend.cli.output import say
from backend.cli.storage import opened
from backend.cli.tokens import new_sign_in_token
from backend.db.settings import DatabaseSettings
from backend.settings import WebSettings

Browser = Annotated[bool, typer.Option("--browser", help="Open it in this machine's browser too.")]


def open_page(*, browser: Browser = False) -> None:
    """Print a new address that signs one browser in to the instance on this machine.

    It is made in the instance's database, so whoever can read that may sign in.
    """
    running = instance.read(instance.data_folder())
    web = WebSettings()
    url = running.url if running else url_of(web.host, web.port)
    with opened(DatabaseSettings()) as database:
        address = f"{url}/?token={new_sign_in_token(database)}"
    say(address)
    if browser:
        webbrowser.open(address)

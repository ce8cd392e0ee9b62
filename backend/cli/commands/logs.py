"""`branchpoint logs`: what a run said."""

import json
import time
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from backend.cli.api_client.client import Client, connect
from backend.cli.api_client.resolve import find_run
from backend.cli.api_client.waiting import ENDED
from backend.cli.commands.show import RunName
from backend.cli.terminal.failure import ExitCode
from backend.cli.terminal.output import say

PAGE = 1_000
POLL_SECONDS = 0.7
MARGIN = " " * len("2026-01-01 00:00:00  warning  ")

Follow = Annotated[bool, typer.Option("--follow", "-f", help="Go on until the run has ended.")]
Level = Annotated[
    str | None, typer.Option("--level", help="The least serious: debug, info, warning or error.")
]
AsJsonLines = Annotated[bool, typer.Option("--json", help="Print one JSON object per line.")]


def logs(
    run: RunName, level: Level = None, *, follow: Follow = False, as_json: AsJsonLines = False
) -> None:
    """Print a run's log."""
    client = connect()
    run_id = find_run(client, run)["id"]
    try:
        for line in _lines(client, run_id, level, follow=follow):
            say(json.dumps(line, ensure_ascii=False) if as_json else _text(line))
    except KeyboardInterrupt:
        raise typer.Exit(ExitCode.INTERRUPTED) from None


def _lines(
    client: Client, run_id: str, level: str | None, *, follow: bool
) -> Iterator[dict[str, Any]]:
    after = 0
    while True:
        # Asked before the lines: a run that had ended by then says nothing more after them.
        over = not follow or client.get(f"runs/{run_id}")["status"] in ENDED
        page = client.get(f"runs/{run_id}/logs", after=after or None, limit=PAGE, level=level)
        yield from page["items"]
        after = page["next_after"]
        if len(page["items"]) == PAGE:
            continue
        if over:
            return
        time.sleep(POLL_SECONDS)


def _text(line: dict[str, Any]) -> str:
    moment = line["at"][:19].replace("T", " ")
    # Further lines of a message stand under its first, so that none looks like a line of its own.
    message = line["message"].replace("\n", "\n" + MARGIN)
    return f"{moment}  {line['level']:<7}  {message}"

"""`branchpoint cancel`, `delete` and `restore`: changes to runs that exist."""

from typing import Annotated, Any

import typer

from backend.cli.api_client.client import connect
from backend.cli.api_client.resolve import find_run
from backend.cli.terminal.output import AsJson, run_table, say, say_json

RunNames = Annotated[list[str], typer.Argument(metavar="RUN...", help="Ids or names.")]


def cancel(runs: RunNames, *, as_json: AsJson = False) -> None:
    """Cancel runs. Queued ones end at once, running ones within seconds, ended ones stay."""
    _change("runs/cancel", runs, as_json=as_json)


def delete(runs: RunNames, *, as_json: AsJson = False) -> None:
    """Delete runs; running ones are cancelled first. `branchpoint restore` undoes it."""
    _change("runs/delete", runs, as_json=as_json)


def restore(runs: RunNames, *, as_json: AsJson = False) -> None:
    """Undo the deletion of runs. Name them by their whole ids."""
    client = connect()
    _say([client.post(f"runs/{run_id}/restore") for run_id in runs], as_json=as_json)


def _change(path: str, names: list[str], *, as_json: bool) -> None:
    client = connect()
    # All are found before any is changed, so a misspelt one changes nothing.
    run_ids = [find_run(client, name)["id"] for name in names]
    _say(client.post(path, {"ids": run_ids})["items"], as_json=as_json)


def _say(runs: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        say_json({"items": runs})
    else:
        say(run_table(runs))

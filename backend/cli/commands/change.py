"""`branchpoint cancel`, `tag`, `delete` and `restore`: changes to runs that exist."""

from typing import Annotated, Any

import typer

from backend.cli.api_client.client import connect
from backend.cli.api_client.resolve import find_experiment, find_run
from backend.cli.terminal.output import AsJson, run_table, say, say_json

RunNames = Annotated[list[str], typer.Argument(metavar="RUN...", help="Ids or names.")]


def cancel(
    runs: Annotated[
        list[str] | None, typer.Argument(metavar="RUN...", help="Ids or names.")
    ] = None,
    *,
    queued: Annotated[
        bool, typer.Option("--queued", help="All that waits instead; what runs goes on.")
    ] = False,
    experiment: Annotated[
        str | None, typer.Option("--experiment", "-e", help="With --queued: of this one alone.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Cancel runs. Queued ones end at once, running ones within seconds, ended ones stay."""
    if bool(runs) == queued or (experiment and not queued):
        raise typer.BadParameter("name runs, or give --queued, with or without --experiment")
    if runs:
        _change("runs/cancel", runs, as_json=as_json)
        return
    client = connect()
    of_it = find_experiment(client, experiment)["id"] if experiment else None
    answer = client.post("runs/queued/cancel", {"experiment_id": of_it})
    if as_json:
        say_json(answer)
    else:
        say(f"{answer['count']} queued {'run' if answer['count'] == 1 else 'runs'} cancelled")


def tag(
    runs: RunNames,
    *,
    add: Annotated[list[str] | None, typer.Option("--add", "-a", help="May be repeated.")] = None,
    remove: Annotated[
        list[str] | None, typer.Option("--remove", "-r", help="May be repeated.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Give runs tags, and take others from them."""
    if not add and not remove:
        raise typer.BadParameter("give --add or --remove")
    _change("runs/tags", runs, as_json=as_json, add=add or [], remove=remove or [])


def delete(runs: RunNames, *, as_json: AsJson = False) -> None:
    """Delete runs; running ones are cancelled first. `branchpoint restore` undoes it."""
    _change("runs/delete", runs, as_json=as_json)


def restore(runs: RunNames, *, as_json: AsJson = False) -> None:
    """Undo the deletion of runs. Name them by their whole ids."""
    client = connect()
    _say([client.post(f"runs/{run_id}/restore") for run_id in runs], as_json=as_json)


def _change(path: str, names: list[str], *, as_json: bool, **more: list[str]) -> None:
    client = connect()
    # All are found before any is changed, so a misspelt one changes nothing.
    run_ids = [find_run(client, name)["id"] for name in names]
    _say(client.post(path, {"ids": run_ids, **more})["items"], as_json=as_json)


def _say(runs: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        say_json({"items": runs})
    else:
        say(run_table(runs))

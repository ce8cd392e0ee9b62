"""`branchpoint cancel`, `tag`, `archive`, `pin`, `delete`, `restore`: changes of runs."""

from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from backend.cli.api_client.client import Client, connect
from backend.cli.api_client.resolve import find_experiment, find_run
from backend.cli.terminal.failure import ExitCode, Failure
from backend.cli.terminal.output import AsJson, run_table, say, say_json

RunNames = Annotated[list[str], typer.Argument(metavar="RUN...", help="Ids or names.")]
SomeRuns = Annotated[list[str] | None, typer.Argument(metavar="RUN...", help="Ids or names.")]
LAUNCHED_WITHIN = timedelta(milliseconds=1)
OfFilter = Annotated[
    str | None,
    typer.Option("--filter", "-f", help="All runs that pass this expression, in place of names."),
]


def cancel(
    runs: SomeRuns = None,
    *,
    queued: Annotated[
        bool, typer.Option("--queued", help="All that waits instead; what runs goes on.")
    ] = False,
    experiment: Annotated[
        str | None, typer.Option("--experiment", "-e", help="With --queued: of this one alone.")
    ] = None,
    launch: Annotated[
        str | None,
        typer.Option(
            "--launch",
            metavar="RUN",
            help="What waits of the launch that this run is of; what runs goes on.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Cancel runs. Queued ones end at once, running ones within seconds, ended ones stay."""
    if [bool(runs), queued, bool(launch)].count(True) != 1 or (experiment and not queued):
        raise typer.BadParameter(
            "name runs, or give --queued, with or without --experiment, or --launch"
        )
    if runs:
        change_states(runs, "cancel", "cancelled", "runs that have ended stay", as_json=as_json)
        return
    client = connect()
    of_it = find_experiment(client, experiment)["id"] if experiment else None
    asked = {"experiment_id": of_it} if launch is None else {"ids": _launched_with(client, launch)}
    answer = client.post("runs/queued/cancel", asked)
    if as_json:
        say_json(answer)
    else:
        say(f"{answer['count']} waiting {'run' if answer['count'] == 1 else 'runs'} cancelled")


def _launched_with(client: Client, name: str) -> list[str]:
    """The runs of one launch: those of its experiment that were stored in the same millisecond.

    They are a microsecond apart, in their order; storing any takes several milliseconds.
    """
    run = find_run(client, name)
    at = datetime.fromisoformat(run["created_at"])
    first, last = ((at + sign * LAUNCHED_WITHIN).isoformat() for sign in (-1, 1))
    within = f'created_at >= "{first}" and created_at <= "{last}"'
    found = client.pages("runs", experiment=run["experiment_id"], filter=within, limit=500)
    return [each["id"] for each in found]


def tag(
    runs: SomeRuns = None,
    *,
    add: Annotated[list[str] | None, typer.Option("--add", "-a", help="May be repeated.")] = None,
    remove: Annotated[
        list[str] | None, typer.Option("--remove", "-r", help="May be repeated.")
    ] = None,
    filter_text: OfFilter = None,
    as_json: AsJson = False,
) -> None:
    """Give runs tags, and take others from them."""
    if not add and not remove:
        raise typer.BadParameter("give --add or --remove")
    changes = {"add_tags": add or [], "remove_tags": remove or []}
    change_many(runs, filter_text, changes, "tagged anew", as_json=as_json)


Back = Annotated[bool, typer.Option("--undo", help="Take it back.")]


def archive(
    runs: SomeRuns = None,
    *,
    undo: Back = False,
    filter_text: OfFilter = None,
    as_json: AsJson = False,
) -> None:
    """Keep runs out of lists, not out of comparisons and links. `runs --archived` shows them."""
    done = "taken out of the archive" if undo else "archived"
    change_many(runs, filter_text, {"archived": not undo}, done, as_json=as_json)


def pin(
    runs: SomeRuns = None,
    *,
    undo: Back = False,
    filter_text: OfFilter = None,
    as_json: AsJson = False,
) -> None:
    """Keep runs above the others in lists, whatever the order."""
    done = "no longer pinned" if undo else "pinned"
    change_many(runs, filter_text, {"pinned": not undo}, done, as_json=as_json)


def delete(runs: SomeRuns = None, *, filter_text: OfFilter = None, as_json: AsJson = False) -> None:
    """Delete runs; running ones are cancelled first. `branchpoint restore` undoes it."""
    change_many(runs, filter_text, {"deleted": True}, "deleted", as_json=as_json)


def restore(runs: RunNames, *, as_json: AsJson = False) -> None:
    """Undo the deletion of runs. Name them by their whole ids."""
    client = connect()
    say_runs([client.post(f"runs/{run_id}/restore") for run_id in runs], as_json=as_json)


def change_many(
    names: list[str] | None,
    filter_text: str | None,
    changes: dict[str, Any],
    done: str,
    *,
    as_json: bool,
) -> None:
    """Change the runs that are named, or all that pass a filter, and say how many changed."""
    if bool(names) == bool(filter_text):
        raise typer.BadParameter("name runs, or give --filter")
    client = connect()
    run_ids = found_runs(client, names) if names else _passing(client, filter_text or "")
    answer = client.patch("runs", {"ids": run_ids, **changes})
    if as_json:
        say_json(answer)
    else:
        say(f"{answer['count']} of {len(run_ids)} runs {done}")


def change_states(names: list[str], act: str, done: str, otherwise: str, *, as_json: bool) -> None:
    """Cancel or retry runs; say how many that changed, and of the others why it did not."""
    client = connect()
    former = {run["id"]: run for run in (find_run(client, name) for name in names)}
    items = client.post(f"runs/{act}", {"ids": list(former)})["items"]
    if as_json:
        say_json({"items": items})
        return
    left = [run for run in items if _state(run) == _state(former[run["id"]])]
    say(f"{len(items) - len(left)} of {len(items)} runs {done}")
    for run in left:
        say(f"{run['id']} is not {done}, for its state is {run['status']}: {otherwise}")
    say(run_table(items))


def _state(run: dict[str, Any]) -> tuple[str, bool]:
    return run["status"], run["cancel_requested"]


def found_runs(client: Client, names: list[str]) -> list[str]:
    """All are found before any is changed, so a misspelt one changes nothing."""
    return [find_run(client, name)["id"] for name in names]


def _passing(client: Client, filter_text: str) -> list[str]:
    answer = client.get("runs/matching", filter=filter_text)
    found, total = answer["items"], answer["total"]
    if not found:
        raise Failure("no run passes this filter.", ExitCode.NOT_FOUND)
    if total > len(found):
        told = f"{total} runs pass this filter, and at most {len(found)} are changed at once."
        raise Failure(told, ExitCode.USAGE)
    return [each["id"] for each in found]


def say_runs(runs: list[dict[str, Any]], *, as_json: bool) -> None:
    """Runs as they are now, as a table or as JSON."""
    if as_json:
        say_json({"items": runs})
    else:
        say(run_table(runs))

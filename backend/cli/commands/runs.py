"""`branchpoint runs`: the list of runs."""

from typing import Annotated, Any

import typer

from backend.cli.api_client.client import Client, connect
from backend.cli.api_client.resolve import find_experiment
from backend.cli.terminal.failure import ExitCode, Failure
from backend.cli.terminal.group_table import group_table
from backend.cli.terminal.output import AsJson, note, run_table, say, say_json

# What the list itself is asked; how the page lays it out is nothing to the command line.
ASKED = frozenset(
    {
        "q", "filter", "status", "environment", "version", "tag", "archived", "columns", "sort",
        "group_by",
    }
)  # fmt: skip
Status = Annotated[
    str | None, typer.Option("--status", help="queued, running, succeeded, failed or cancelled.")
]


def runs(  # noqa: PLR0913 - one parameter per option
    experiment: Annotated[str | None, typer.Option("--experiment", "-e")] = None,
    status: Status = None,
    environment: Annotated[str | None, typer.Option("--environment")] = None,
    version: Annotated[str | None, typer.Option("--version")] = None,
    tag: Annotated[str | None, typer.Option("--tag")] = None,
    words: Annotated[str | None, typer.Option("--query", "-q", help="Words in the name.")] = None,
    filter_text: Annotated[
        str | None,
        typer.Option(
            "--filter",
            "-f",
            help="An expression: 'rollout.length >= 5 and error(10) < 0.3'. See the guide.",
        ),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option("--columns", "-c", help="Further columns, such as best_return,error(10)."),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option("--sort", help="Any field, such as real_return; - before it reverses."),
    ] = None,
    group_by: Annotated[
        str | None,
        typer.Option(
            "--group-by", "-g", help="Fields, such as environment,rollout.length: groups of runs."
        ),
    ] = None,
    view: Annotated[
        str | None,
        typer.Option("--view", help="A saved view; other options take the place of what it says."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500)] = 50,
    *,
    archived: Annotated[bool, typer.Option("--archived", help="Archived runs too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List runs, newest first. Filters take several values separated by commas."""
    client = connect()
    said = {
        "status": status,
        "environment": environment,
        "version": version,
        "tag": tag,
        "q": words,
        "filter": filter_text,
        "archived": archived or None,
        "columns": columns,
        "sort": sort,
        "group_by": group_by,
    }
    given = {name: value for name, value in said.items() if value is not None}
    asked: dict[str, Any] = (_state_of(client, view) if view else {}) | given
    asked["experiment"] = find_experiment(client, experiment)["id"] if experiment else None
    if asked.get("group_by"):
        _say_groups(client.get("runs/groups", **asked), limit, as_json=as_json)
        return
    page = client.get("runs", **asked, limit=limit)
    if as_json:
        say_json(page)
        return
    say(run_table(page["items"], [each["name"] for each in page["columns"]], page["values"]))
    if page["total"] > len(page["items"]):
        note(f"{len(page['items'])} of {page['total']}; --limit shows more")


def _say_groups(told: dict[str, Any], limit: int, *, as_json: bool) -> None:
    if as_json:
        say_json(told)
        return
    say(group_table(told | {"items": told["items"][:limit]}))
    note("means with their 95 % interval over the runs of a group")
    if told["total"] > limit:
        note(f"{limit} of {told['total']} groups; --limit shows more")


def _state_of(client: Client, name: str) -> dict[str, str]:
    """What a saved view asks of the list."""
    views = client.get("saved-views")["items"]
    for view in views:
        if view["name"] == name:
            return {asked: text for asked, text in view["state"].items() if asked in ASKED}
    names = ", ".join(each["name"] for each in views) or "none is saved"
    raise Failure(f"there is no saved view {name!r}: {names}.", ExitCode.NOT_FOUND)

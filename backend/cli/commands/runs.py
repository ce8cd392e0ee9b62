"""`branchpoint runs`: the list of runs."""

from typing import Annotated

import typer

from backend.cli.api_client.client import connect
from backend.cli.api_client.resolve import find_experiment
from backend.cli.terminal.output import AsJson, note, run_table, say, say_json

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
        str, typer.Option("--sort", help="Any field, such as real_return; - before it reverses.")
    ] = "-created_at",
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500)] = 50,
    *,
    as_json: AsJson = False,
) -> None:
    """List runs, newest first. Filters take several values separated by commas."""
    client = connect()
    page = client.get(
        "runs",
        experiment=find_experiment(client, experiment)["id"] if experiment else None,
        status=status,
        environment=environment,
        version=version,
        tag=tag,
        q=words,
        filter=filter_text,
        columns=columns,
        sort=sort,
        limit=limit,
    )
    if as_json:
        say_json(page)
        return
    say(run_table(page["items"], [each["name"] for each in page["columns"]], page["values"]))
    if page["total"] > len(page["items"]):
        note(f"{len(page['items'])} of {page['total']}; --limit shows more")

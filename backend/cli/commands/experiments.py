"""`branchpoint experiments`: the list of experiments, and how many runs each may run at a time."""

from typing import Annotated, Any

import typer

from backend.cli.api_client.client import connect
from backend.cli.api_client.resolve import find_experiment
from backend.cli.terminal.output import AsJson, age, columns, say, say_json

Named = Annotated[
    str | None,
    typer.Argument(metavar="EXPERIMENT", help="Id, name, or the beginning of one: this one alone."),
]


def experiments(
    experiment: Named = None,
    *,
    max_running: Annotated[
        int | None,
        typer.Option(
            "--max-running",
            min=0,
            max=100_000,
            help="Let so many runs of EXPERIMENT run at a time; 0: no limit.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List experiments, the one that changed last first; or show one, or limit its running runs."""
    if max_running is not None and experiment is None:
        raise typer.BadParameter("name the experiment that --max-running is for")
    client = connect()
    if experiment is None:
        page = client.get("experiments", limit=500)
    else:
        found = find_experiment(client, experiment)
        if max_running is not None:
            found = client.patch(f"experiments/{found['id']}", {"max_running": max_running})
        page = {"items": [found], "total": 1}
    if as_json:
        say_json(page)
        return
    rows = [
        (
            each["id"],
            each["name"],
            _runs(each),
            ", ".join(each["environments"]),
            age(each["updated_at"]),
        )
        for each in page["items"]
    ]
    say(columns(("id", "name", "runs", "environments", "changed"), rows, ("environments", "name")))


def _runs(experiment: dict[str, Any]) -> str:
    counts, most = experiment["run_counts"], experiment["max_running"]
    told = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    return told if most is None else f"{told or 'none'}; at most {most} at a time"

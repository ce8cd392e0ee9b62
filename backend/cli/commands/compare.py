"""`branchpoint compare`: what the seeds of groups of runs earn, with its uncertainty."""

import sys
from enum import StrEnum
from typing import Annotated, Any

import typer

from backend.cli.api_client.client import connect
from backend.cli.api_client.resolve import find_run_ids
from backend.cli.terminal.output import columns, say, say_json

STATISTICS = "comparison/statistics"


class Form(StrEnum):
    """How the answer is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


Targets = Annotated[
    list[str], typer.Argument(metavar="RUN...", help="Runs, or experiments: all of their runs.")
]
Threshold = Annotated[
    float | None,
    typer.Option(
        "--threshold", help="A return to reach; left out: where the task counts as solved."
    ),
]
GroupBy = Annotated[
    str | None,
    typer.Option(
        "--group-by",
        metavar="PATHS",
        help="Dotted paths of the spec with commas between them, experiment, tags, tag:NAME, run, "
        "or none: all runs together. Left out: all that differs but the seed.",
    ),
]
Step = Annotated[
    int | None,
    typer.Option("--step", min=0, help="The last evaluation at or before this real step."),
]
Last = Annotated[int, typer.Option("--last", min=1, help="Evaluations in the mean of the last.")]
FormOption = Annotated[Form, typer.Option("--format", help="table, json or csv.")]


def compare(
    targets: Targets,
    threshold: Threshold = None,
    group_by: GroupBy = None,
    step: Step = None,
    last: Last = 5,
    form: FormOption = Form.TABLE,
) -> None:
    """Compare the real returns of groups of runs: means, medians, shares, scores, who beats whom.

    Runs that differ in nothing but the seed are a group. Intervals are of 95 %, and the last lines
    say how they are made and how often they hold the truth.
    """
    client = connect()
    query = {
        "runs": find_run_ids(client, targets),
        "threshold": threshold,
        # A list with nothing in it: what is empty is left out of a query.
        "group_by": "," if group_by == "none" else group_by,
        "env_step": step,
        "last": last,
    }
    if form is Form.CSV:
        sys.stdout.buffer.write(client.download(STATISTICS, format="csv", **query))
        sys.stdout.buffer.flush()
        return
    told = client.get(STATISTICS, **query)
    if form is Form.JSON:
        say_json(told)
    else:
        _show(told)


def _show(told: dict[str, Any]) -> None:
    keys = told["columns"]
    rows = [
        (row["label"], row["seeds"], *(row["cells"][key]["words"] for key in keys))
        for row in told["groups"]
    ]
    headings = ("group", "seeds", *(told["names"][key] for key in keys))
    say(columns(headings, rows, ("group",)))
    if told["improvements"]:
        pairs = [(each["first"], each["second"], each["words"]) for each in told["improvements"]]
        headings = ("a seed of", "pays more than one of", "probability (95 % interval), seeds")
        say(f"\n{columns(headings, pairs, headings[:2])}")
    notes = (told["unit_words"], told["threshold_words"], told["references"], *told["methods"])
    for words in notes:
        if words:
            say(f"\n{words}")

"""`branchpoint export`: the numbers of runs as a file."""

import json
import sys
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer
from pyarrow import parquet

from backend.cli.api_client.client import Client, connect
from backend.cli.api_client.resolve import find_run_ids
from backend.cli.terminal.failure import ExitCode, Failure, bad_input
from backend.cli.terminal.output import note
from backend.spec.curves import CURVES


class Form(StrEnum):
    """The forms of a file."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"
    YAML = "yaml"


# Where the API has each table, and which part of it is meant.
TABLES: dict[str, tuple[str, dict[str, str]]] = {
    **{kind: ("profiles", {"kind": kind}) for kind in CURVES},
    "returns": ("series", {"keys": "return/real,return/model,return/gap"}),
    "series": ("series", {}),
    "trajectories": ("trajectories", {}),
}
SPEC = "spec"
# The runs themselves: settings, results, tags and notes, a row for each.
RUNS = "runs"
FORMS = dict.fromkeys((*TABLES, RUNS), (Form.CSV, Form.JSON, Form.PARQUET)) | {
    SPEC: (Form.YAML, Form.JSON)
}

Targets = Annotated[
    list[str], typer.Argument(metavar="RUN...", help="Runs, or experiments: all of their runs.")
]
WhatOption = Annotated[
    str,
    typer.Option(
        "--what",
        metavar="NUMBERS",
        help=f"Which numbers: {', '.join(FORMS)}.",
        autocompletion=lambda: list(FORMS),
    ),
]
FormOption = Annotated[
    Form | None,
    typer.Option("--format", help="csv, json or parquet; json or yaml for a spec."),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="A file to write.")]


def export(
    targets: Targets,
    what: WhatOption,
    form: FormOption = None,
    output: Output = None,
) -> None:
    """Write the numbers of runs, whole and not thinned, to a file or to standard output.

    A curve over the horizon has the columns run, env_step, policy, horizon, mean, q10, q50, q90
    and count; runs are a row each, with their notes; trajectories have run, env_step, rollout,
    start, step, dimension, real, imagined and world.
    """
    if what not in FORMS:
        raise bad_input("--what", repr(what), f"one of {', '.join(FORMS)}")
    chosen = form or FORMS[what][0]
    if chosen not in FORMS[what]:
        raise bad_input("--format", chosen, f"{' or '.join(FORMS[what])} for {what}")
    if output is None and chosen is Form.PARQUET and sys.stdout.isatty():
        raise Failure("parquet is binary. Name a file with --output.", ExitCode.USAGE)
    client = connect()
    content = _content(client, find_run_ids(client, targets), what, chosen)
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise Failure(f"{output} cannot be written: {error.strerror}") from error
    note(f"wrote {output} ({len(content):,} bytes)")


def _content(client: Client, run_ids: list[str], what: str, form: Form) -> bytes:
    if what == SPEC:
        if len(run_ids) != 1:
            raise bad_input("RUN", f"{len(run_ids)} runs", "one run for a spec")
        return client.download(f"runs/{run_ids[0]}/spec", format=form)
    if what == RUNS:
        file_form = Form.PARQUET if form is Form.JSON else form
        table = client.download("runs/table", ids=run_ids, format=file_form)
        return _rows(table) if form is Form.JSON else table
    path, query = TABLES[what]
    if form is Form.JSON:
        return _rows(client.download(path, runs=run_ids, format=Form.PARQUET, **query))
    return client.download(path, runs=run_ids, format=form, **query)


def _rows(table: bytes) -> bytes:
    """The rows of a table as JSON, each with the table's columns; what is not finite is null.

    The API's own JSON is thinned to what a screen can show, so this is made from the whole table.
    """
    # Read so, Arrow starts no thread: one still winding down at the end aborts the process.
    rows = parquet.ParquetFile(pa.BufferReader(table)).read(use_threads=False).to_pylist()
    plain = [
        {
            name: None if isinstance(value, float) and not isfinite(value) else value
            for name, value in row.items()
        }
        for row in rows
    ]
    return json.dumps(plain, indent=1).encode() + b"\n"

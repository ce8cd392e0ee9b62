"""What commands write: plain columns for people, JSON for programs.

Names, reasons and log lines come from others. What would steer the terminal is written out, here
and for every command.
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any, TextIO

import typer

from backend.spec import time_words
from backend.spec.visible_text import visible

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]

NOTHING = "-"


def say(text: str) -> None:
    """A line of the result."""
    typer.echo(visible(text))


def note(text: str) -> None:
    """A line about the work, beside the result. The work goes on where nobody reads it."""
    with goes_on_unread():
        typer.echo(visible(text), err=True)


@contextmanager
def goes_on_unread() -> Iterator[None]:
    """Where nobody reads the output any more, a closed terminal or an ended pipe, go on without."""
    try:
        yield
    except OSError:
        for stream in (sys.stdout, sys.stderr):
            _drop_if_unread(stream)


def _drop_if_unread(stream: TextIO) -> None:
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def say_json(value: object) -> None:
    """The result as JSON."""
    say(json.dumps(value, indent=2, ensure_ascii=False))


def columns(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows under headings, as wide as they need; numbers stand on the right."""
    text = [[_cell_text(cell) for cell in row] for row in rows]
    widths = [
        max(len(line[index]) for line in [list(headings), *text]) for index in range(len(headings))
    ]
    numeric = [
        bool(rows) and all(isinstance(row[index], int | float | None) for row in rows)
        for index in range(len(headings))
    ]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in [list(headings), *text]
    )


def _cell_text(cell: object) -> str:
    if cell is None or cell == "":
        return NOTHING
    return f"{cell:,.1f}" if isinstance(cell, float) else str(cell)


def age(moment: str | None, now: datetime | None = None) -> str | None:
    """How long ago an ISO time was, in its largest unit."""
    if moment is None:
        return None
    return time_words.age(datetime.fromisoformat(moment), now or datetime.now(UTC))


def run_table(runs: Sequence[dict[str, Any]]) -> str:
    """Runs in columns."""
    headings = (
        "id", "name", "status", "done", "environment", "version", "k", "seed", "real return", "age",
        "warning",
    )  # fmt: skip
    return columns(
        headings,
        [
            (
                run["id"],
                run["name"],
                run["status_word"],
                f"{run['progress']:.0%}",
                run["environment"],
                run["version"],
                run["rollout_length"],
                run["seed"],
                run["real_return"],
                age(run["created_at"]),
                ", ".join(warned["label"] for warned in run["warnings"]),
            )
            for run in runs
        ],
    )

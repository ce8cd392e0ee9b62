"""What commands write: plain columns for people, JSON for programs.

Names, reasons and log lines come from others. What would steer the terminal is written out, here
and for every command.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any, TextIO

import typer

from backend.spec import time_words
from backend.spec.visible_text import visible
from backend.verdict.figures import figure

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]

NOTHING = "-"
GAP = "  "
# Letters of a name in a table; a longer one is cut to this, and further in a narrow terminal.
MOST_OF_A_NAME, LEAST_OF_A_NAME = 48, 16


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


def columns(
    headings: Sequence[str], rows: Sequence[Sequence[object]], names: Sequence[str] = ()
) -> str:
    """Rows under headings, as wide as they need; numbers stand on the right.

    Args:
        headings: What stands above.
        rows: As many cells each.
        names: Headings of columns that people named. What is too long is cut there in the middle,
            so that it pushes no number out of the terminal; JSON has it whole.
    """
    lines = [list(headings), *([_cell_text(cell) for cell in row] for row in rows)]
    widths = [max(len(line[index]) for line in lines) for index in range(len(headings))]
    numeric = [
        bool(rows) and all(isinstance(row[index], int | float | None) for row in rows)
        for index in range(len(headings))
    ]
    for index in [headings.index(name) for name in names]:
        # Words at a line's end push nothing out.
        ends_in_words = index != len(widths) - 1 and not numeric[-1]
        last = len(headings[-1]) if ends_in_words else widths[-1]
        widths[index] = _width_of(index, [*widths[:-1], last])
    return "\n".join(
        GAP.join(
            cell.rjust(width) if right else _cut(cell, width).ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in lines
    )


def _width_of(index: int, widths: Sequence[int]) -> int:
    """What a column of names may take: what the others leave of the terminal, within limits."""
    most = min(widths[index], MOST_OF_A_NAME)
    terminal = shutil.get_terminal_size((0, 0)).columns
    if terminal == 0:
        return most
    others = sum(widths) - widths[index] + len(GAP) * (len(widths) - 1)
    return max(min(most, terminal - others), min(most, LEAST_OF_A_NAME))


def _cut(text: str, width: int) -> str:
    """The text, without its middle where it is too long: equal names differ at their ends."""
    if len(text) <= width:
        return text
    end = width // 3
    return f"{text[: width - 1 - end]}\N{HORIZONTAL ELLIPSIS}{text[len(text) - end :]}"


def _cell_text(cell: object) -> str:
    if cell is None or cell == "":
        return NOTHING
    return figure(cell) if isinstance(cell, float) else str(cell)


def age(moment: str | None, now: datetime | None = None) -> str | None:
    """How long ago an ISO time was, in its largest unit."""
    if moment is None:
        return None
    return time_words.age(datetime.fromisoformat(moment), now or datetime.now(UTC))


def run_table(
    runs: Sequence[dict[str, Any]], more: Sequence[str] = (), values: Sequence[Sequence[Any]] = ()
) -> str:
    """Runs in columns, with `more` of them whose values are given for each run."""
    headings = (
        "id", "name", "status", "done", "environment", "version", "k", "seed", "real return", "age",
        "warning",
    )  # fmt: skip
    return columns(
        (*headings, *more),
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
                *more_values,
            )
            for run, more_values in zip(runs, values or [()] * len(runs), strict=True)
        ],
        ("name",),
    )

"""Reads the points of a published curve from text, and says of each fault in which row it is."""

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from backend.errors import RequestRefused
from backend.schemas import LARGEST_INTEGER
from backend.spec.problems import FieldProblem, shortened

MOST_POINTS = 10_000
# More faults than these are of one kind, and are mended together.
MOST_PROBLEMS = 10
NEEDED, ENDS = ("step", "value"), ("low", "high")
LARGEST = 1e30
Columns = dict[str, list[float]]


def read_points(text: str) -> Columns:
    """The points of a table with a header, by column; rows are counted from 1, the header.

    Raises:
        RequestRefused: Naming the rows and columns that are wrong, and what is allowed there.
    """
    rows = _rows(text)
    header = [name.strip().lower() for name in next(rows, [])]
    places = _places(header)
    table: Columns = {name: [] for name in places}
    problems: list[FieldProblem] = []
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        problems += _add(table, places, number, row)
        if len(problems) >= MOST_PROBLEMS:
            break
        if len(table["step"]) > MOST_POINTS:
            raise RequestRefused(_problem("", f"row {number}", f"at most {MOST_POINTS:,} rows"))
    if problems:
        raise RequestRefused(*problems[:MOST_PROBLEMS])
    if not table["step"]:
        raise RequestRefused(_problem("", "no rows", "a row for each point below the header"))
    return table


def _rows(text: str) -> Iterator[list[str]]:
    # A byte order mark is no part of the first name.
    reader = csv.reader(text.removeprefix("\ufeff").splitlines(), strict=True)
    while True:
        try:
            found = list(islice(reader, 1))
        except csv.Error as error:
            where = f"row {reader.line_num}"
            raise RequestRefused(_problem("", where, f"a table in CSV: {error}")) from None
        if not found:
            return
        yield found[0]


def _places(header: Sequence[str]) -> Mapping[str, int]:
    lacking = [name for name in NEEDED if name not in header]
    ends = [name for name in ENDS if name in header]
    if lacking or len(ends) == 1 or len(set(header)) < len(header):
        allowed = "the columns step and value, and perhaps both low and high, each once"
        raise RequestRefused(_problem("", f"header {', '.join(header)}", allowed))
    return {name: header.index(name) for name in (*NEEDED, *ends)}


def _add(
    table: Columns, places: Mapping[str, int], number: int, row: Sequence[str]
) -> list[FieldProblem]:
    """Take a row into the table; what is wrong with it."""
    cells = {name: row[at].strip() if at < len(row) else "" for name, at in places.items()}
    read = {name: _number(cell) for name, cell in cells.items()}
    problems = [
        _problem(f"row {number}, column {name}", cells[name] or "nothing", "a finite number")
        for name, value in read.items()
        if value is None
    ]
    known = {name: value for name, value in read.items() if value is not None}
    if not problems:
        problems = [
            _problem(f"row {number}, column {name}", cells[name], allowed)
            for name, allowed in _misplaced(known, table)
        ]
    if not problems:
        for name, value in known.items():
            table[name].append(value)
    return problems


def _number(cell: str) -> float | None:
    # Python would also read 1_0 and digits of other scripts.
    if not cell.isascii() or "_" in cell:
        return None
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= LARGEST else None


def _misplaced(row: Mapping[str, float], table: Columns) -> Iterator[tuple[str, str]]:
    step = row["step"]
    if not step.is_integer() or not 0 <= step <= LARGEST_INTEGER:
        yield "step", "a whole number of real steps, 0 or more"
    elif table["step"] and step <= table["step"][-1]:
        yield "step", f"more than {table['step'][-1]:,.0f}, the step of the row before"
    if "low" in row and not row["low"] <= row["value"]:
        yield "low", "at most the value"
    if "high" in row and not row["high"] >= row["value"]:
        yield "high", "at least the value"


def _problem(where: str, value: str, allowed: str) -> FieldProblem:
    said = f"{where}: {allowed}" if where else allowed
    return FieldProblem("csv", shortened(value), said)

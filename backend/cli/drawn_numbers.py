"""The numbers of a figure's lines, as a table."""

import base64
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from backend.spreadsheet_text import as_text

COLUMNS = ("line", "group", "role", "x", "y")


def drawn_numbers(answer: Mapping[str, Any]) -> bytes:
    """A row for each point of each line, and two for each place of an interval: CSV.

    Args:
        answer: What the API answers for a figure whose y axis is linear.
    """
    labels = {group["index"]: group["label"] for group in answer["groups"]}
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(COLUMNS)
    for trace in answer["figure"]["data"]:
        meta = trace["meta"]
        label = labels.get(meta["group"], "")
        for role, x, y in _points(trace, meta["role"]):
            table.writerow((as_text(trace.get("name", "")), as_text(label), role, repr(x), repr(y)))
    return written.getvalue().encode()


def _points(trace: Mapping[str, Any], role: str) -> Iterator[tuple[str, float, float]]:
    x, y = _numbers(trace["x"]), _numbers(trace["y"])
    roles = [role] * len(x)
    if role == "band":
        # Its edge goes along the upper ends, and back along the lower ones.
        half = len(x) // 2
        roles = ["high"] * half + ["low"] * half
    for told, across, up in zip(roles, x, y, strict=True):
        if np.isfinite(up):
            yield told, across, up


def _numbers(values: Mapping[str, str] | Sequence[float | None]) -> list[float]:
    """Plotly's bytes, or a list."""
    if isinstance(values, Mapping):
        kind = np.dtype(values["dtype"]).newbyteorder("<")
        read = np.frombuffer(base64.b64decode(values["bdata"]), kind)
        # As short as tells its own kind apart: 0.1, and not what 32 bits make of it.
        return [float(str(each)) for each in read]
    return [float("nan") if each is None else float(each) for each in values]

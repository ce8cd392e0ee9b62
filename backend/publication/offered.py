"""What a published page's controls offer, where the server's own offer more than is published."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

# Of numbers of runs few enough for every pair.
HORIZONS = (1, 5, 10, 20, 50)
RESULTS = (
    "real_return", "model_return", "return_gap", "best_return", "safe_horizon", "break_even",
    "cpu_seconds",
)  # fmt: skip
# The scatter plot begins with this one.
FIRST_ERROR = 10
AXES, CELLS = "axes", "cells"
RESULT_OF_CELLS = 2


def numbers_of(
    fields: Sequence[Mapping[str, Any]],
    candidates: Sequence[str],
    horizon: int,
    view: Mapping[str, str],
) -> list[str]:
    """Errors at some horizons, the main results, settings that differ, and what the view shows.

    Args:
        fields: All that runs can be plotted by, as `GET /runs/fields` lists it.
        candidates: Paths of the spec at which the runs differ.
        horizon: The longest horizon measured.
        view: What the published address chose.
    """
    errors = [f"error({h})" for h in HORIZONS if h <= horizon or h == FIRST_ERROR]
    known = {each["name"] for each in fields if each["is_number"]}
    own = [each for each in (*RESULTS, *sorted(candidates)) if each in known]
    of_axes = view[AXES].split(",") if AXES in view else []
    of_cells = (
        view[CELLS].split(",")[RESULT_OF_CELLS : RESULT_OF_CELLS + 1] if CELLS in view else []
    )
    return list(dict.fromkeys([*errors, *own, *of_axes, *of_cells]))


def menu(described: Sequence[Mapping[str, Any]]) -> list[str]:
    """Keys of the curves or series that menus offer: those without a figure of their own."""
    return [
        each["key"] for each in described if not each["has_own_figure"] and not each["is_companion"]
    ]


def as_fields(numbers: Sequence[str]) -> bytes:
    """The same as an answer of `GET /runs/fields`: pages offer what it lists."""
    items = [{"name": name, "says": "", "unit": "", "is_number": True} for name in numbers]
    return json.dumps({"items": items}, separators=(",", ":")).encode()


def for_readers(catalog: Mapping[str, Any], kinds: Sequence[str]) -> bytes:
    """The catalog without what only the launch form reads, which is most of it.

    Runs are grouped by settings that differ, which a comparison names itself, and by nothing else;
    of diagnostics there are those that were measured.

    Args:
        catalog: All of it.
        kinds: What is published of curves.
    """
    curves = [each for each in catalog["curves"] if each["key"] in kinds]
    kept = {**catalog, "presets": [], "schema": {}, "groupings": [], "curves": curves}
    return json.dumps(kept, separators=(",", ":")).encode()

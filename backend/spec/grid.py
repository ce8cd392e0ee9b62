"""A grid of runs: one base spec, lists of values for some fields, and seeds."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from backend.spec.problems import FieldProblem, SpecRefused, field_problems, shortened
from backend.spec.run import RunSpec

MAX_RUNS = 500

# Mappings that are one value, not a group of fields: a new length replaces the old one whole.
WHOLE_VALUES = frozenset({"length"})


def parse(document: object) -> RunSpec:
    """A spec from plain data.

    Raises:
        SpecRefused: With every refused value.
    """
    try:
        return RunSpec.model_validate(document)
    except ValidationError as error:
        raise SpecRefused(field_problems(error)) from error


def merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with `changes` laid over it.

    Groups merge field by field; a value, a list or a schedule replaces the old one whole.
    """
    result = dict(base)
    for name, value in changes.items():
        old = result.get(name)
        if isinstance(old, Mapping) and isinstance(value, Mapping) and name not in WHOLE_VALUES:
            result[name] = merged(old, value)
        else:
            result[name] = value
    return result


def flattened(spec: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """A spec's values by dotted path. Lists, schedules and adaptive lengths are values."""
    flat: dict[str, Any] = {}
    for name, value in spec.items():
        path = prefix + name
        # Documents are plain; asking of 500 runs for any mapping takes 50 ms.
        if isinstance(value, dict) and name not in WHOLE_VALUES:
            flat |= flattened(value, f"{path}.")
        else:
            flat[path] = value
    return flat


def with_value(document: Mapping[str, Any], path: str, value: object) -> dict[str, Any]:
    """`document` with the field at the dotted `path` set to `value`.

    Raises:
        SpecRefused: When the path leads through something that is no group of fields.
    """
    return _with_value(document, path.split("."), value, path)


def _with_value(
    document: Mapping[str, Any], names: Sequence[str], value: object, path: str
) -> dict[str, Any]:
    name, *rest = names
    if not rest:
        return {**document, name: value}
    inner = document.get(name, {})
    if not isinstance(inner, Mapping):
        raise SpecRefused(
            (FieldProblem(path, shortened(value), f"{name} is not a group of fields"),)
        )
    return {**document, name: _with_value(inner, rest, value, path)}


def expand(
    base: Mapping[str, Any], grid: Mapping[str, Sequence[Any]], seeds: Sequence[Any]
) -> list[RunSpec]:
    """Every combination of the grid's values, each with every seed, seeds varying fastest.

    Raises:
        SpecRefused: When the grid is larger than `MAX_RUNS`, repeats or lacks a value, or a
            combination is not a run.
    """
    _refuse_bad_lists(grid, seeds)
    specs: list[RunSpec] = []
    refused: dict[FieldProblem, None] = {}
    for values in itertools.product(*grid.values()):
        try:
            document = dict(base)
            for path, value in zip(grid, values, strict=True):
                document = with_value(document, path, value)
            specs.extend(parse({**document, "seed": seed}) for seed in seeds)
        except SpecRefused as error:
            refused |= dict.fromkeys(error.problems)
    if refused:
        raise SpecRefused(tuple(refused))
    return specs


def _refuse_bad_lists(grid: Mapping[str, Sequence[Any]], seeds: Sequence[Any]) -> None:
    count = len(seeds)
    for path, values in [("seeds", seeds), *grid.items()]:
        if not values:
            raise SpecRefused((FieldProblem(path, "[]", "at least one value"),))
        if len({repr(value) for value in values}) != len(values):
            raise SpecRefused((FieldProblem(path, shortened(list(values)), "each value once"),))
    if "seed" in grid:
        raise SpecRefused(
            (
                FieldProblem(
                    "seed", shortened(list(grid["seed"])), "use seeds, not a grid, to vary the seed"
                ),
            )
        )
    for values in grid.values():
        count *= len(values)
    if count > MAX_RUNS:
        raise SpecRefused(
            (FieldProblem("grid", f"{count:,} runs", f"at most {MAX_RUNS} runs in one launch"),)
        )

"""From a launch request to the runs that it means. Pure: no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.runs.launch_schemas import LaunchRequest
from backend.runs.names import run_name
from backend.spec.grid import expand, merged
from backend.spec.preset import Preset
from backend.spec.presets import PRESETS
from backend.spec.problems import FieldProblem, SpecRefused, shortened
from backend.spec.run import RunSpec


@dataclass(frozen=True)
class Plan:
    """The runs of one launch.

    Attributes:
        specs: One complete spec per run, seeds varying fastest.
        names: Their names, in the same order.
        varied: The grid's paths.
        title: A name for a new experiment that holds them.
    """

    specs: tuple[RunSpec, ...]
    names: tuple[str, ...]
    varied: tuple[str, ...]
    title: str


def plan(request: LaunchRequest, presets: Mapping[str, Preset] = PRESETS) -> Plan:
    """The runs that a request means.

    Raises:
        SpecRefused: With every refused value; nothing was changed.
    """
    base = base_spec(request, presets)
    specs = expand(base, request.grid, _seeds(request, base))
    varied = tuple(request.grid)
    names = (run_name(spec, varied, request.name, alone=len(specs) == 1) for spec in specs)
    return Plan(tuple(specs), tuple(names), varied, request.experiment_name or _title(specs))


def base_spec(request: LaunchRequest, presets: Mapping[str, Preset]) -> dict[str, Any]:
    """What the grid of a request is laid over.

    Raises:
        SpecRefused: When it names a preset that is not there.
    """
    if request.preset is None:
        return dict(request.spec)
    preset = presets.get(request.preset)
    if preset is None:
        allowed = f"unknown preset. Allowed: {', '.join(presets)}"
        raise SpecRefused((FieldProblem("preset", shortened(request.preset), allowed),))
    return merged(preset.spec, request.spec)


def _seeds(request: LaunchRequest, base: dict[str, Any]) -> list[Any]:
    """The seeds asked for; a seed in the spec counts when no list was sent."""
    if "seeds" not in request.model_fields_set and "seed" in base:
        return [base["seed"]]
    return list(request.seeds)


def _title(specs: list[RunSpec]) -> str:
    environments = dict.fromkeys(spec.environment.id for spec in specs)
    versions = dict.fromkeys(spec.algorithm.version for spec in specs)
    return f"{', '.join(environments)} · {', '.join(versions)}"[:120]

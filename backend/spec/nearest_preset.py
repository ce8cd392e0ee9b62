"""Where a spec departs from the preset that it is closest to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from backend.spec.compute import is_placement
from backend.spec.grid import flattened
from backend.spec.preset import Preset
from backend.spec.run import RunSpec

# What says which run it is and where, not what it does.
ASIDE = frozenset({"seed", "spec_version", "compute.device"})
PRESETS_KEPT = 256


@dataclass(frozen=True)
class Departure:
    """A field in which a spec and a preset differ; None also where one has no such field."""

    path: str
    here: Any
    there: Any


@dataclass(frozen=True)
class NearestPreset:
    """The preset with the fewest differences, and these."""

    name: str
    differences: tuple[Departure, ...]


def nearest_preset(spec: Mapping[str, Any], presets: Iterable[Preset]) -> NearestPreset | None:
    """The preset that the spec is closest to, the first of equals; None without any."""
    found = [
        NearestPreset(each.name, _departures(spec, _document(each.model_dump_json())))
        for each in presets
    ]
    return min(found, key=lambda each: len(each.differences), default=None)


@lru_cache(PRESETS_KEPT)
def _document(preset: str) -> dict[str, Any]:
    """The complete spec of a preset, by the preset's text."""
    return RunSpec.model_validate(Preset.model_validate_json(preset).spec).document()


def _departures(spec: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[Departure, ...]:
    mine, theirs = flattened(spec), flattened(other)
    return tuple(
        Departure(path, mine.get(path), theirs.get(path))
        for path in dict.fromkeys([*mine, *theirs])
        if path not in ASIDE and not is_placement(path) and mine.get(path) != theirs.get(path)
    )

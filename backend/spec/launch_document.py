"""A launch as one document: a spec in which a list in the place of a value makes a grid.

```yaml
environment: {id: Pendulum-v1}
rollout: {length: [1, 5, 20]}
model: {hidden: [64, 64]}
seed: [0, 1, 2]
```

This is three lengths times three seeds, and one network: a field that takes a list tries several of
them as a list of lists.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from backend.spec.algorithm import version_text
from backend.spec.grid import with_value
from backend.spec.plain_yaml import write_plain
from backend.spec.rollout import RolloutLength
from backend.spec.run import RunSpec
from backend.spec.spec_part import Part

SEED = "seed"
# Said in every text, though they be the defaults: without them it would not say what is trained.
ALWAYS = frozenset({"environment.id", "algorithm.version"})
LENGTH: TypeAdapter[Any] = TypeAdapter(RolloutLength)


@dataclass(frozen=True)
class LaunchDocument:
    """What a document asks for.

    Attributes:
        spec: The spec, without what is varied and without the seed.
        grid: Lists of values by path, in the document's order.
        seeds: The seeds.
    """

    spec: dict[str, Any]
    grid: dict[str, list[Any]]
    seeds: list[Any]


@cache
def parts() -> Mapping[str, frozenset[str]]:
    """The names of the fields of each part of a spec."""
    found = {}
    for name, field in RunSpec.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Part):
            found[name] = frozenset(kind.model_fields)
    return found


@cache
def _lists() -> frozenset[str]:
    """The paths of the fields whose values are lists."""
    defaults = RunSpec().document()
    return frozenset(
        f"{part}.{name}"
        for part, names in parts().items()
        for name in names
        if isinstance(defaults[part][name], list)
    )


def read_launch(document: Mapping[str, Any]) -> LaunchDocument:
    """What a document asks for. What is no field stays in the spec, to be refused there."""
    seed = document.get(SEED, 0)
    spec: dict[str, Any] = {}
    grid: dict[str, list[Any]] = {}
    for name, value in document.items():
        if name == SEED:
            continue
        if name not in parts() or not isinstance(value, Mapping):
            spec[name] = value
            continue
        spec[name] = {}
        for field, held in value.items():
            path = f"{name}.{field}"
            values = _tried(path, held) if field in parts()[name] else [held]
            if len(values) == 1:
                spec[name][field] = values[0]
            else:
                grid[path] = values
    return LaunchDocument(spec, grid, seed if isinstance(seed, list) else [seed])


def _tried(path: str, value: object) -> list[Any]:
    """The values that a field tries: several in a list, unless the list is one value."""
    if not isinstance(value, list):
        return [value]
    if path in _lists():
        lists = bool(value) and all(isinstance(each, list) for each in value)
        return value if lists else [value]
    return value


def values_by_path(launch: LaunchDocument) -> dict[str, list[Any]]:
    """The values that each field of a spec is given."""
    single = {
        f"{part}.{name}": [value]
        for part, names in parts().items()
        if isinstance(launch.spec.get(part), Mapping)
        for name, value in launch.spec[part].items()
        if name in names
    }
    return {
        path: [_spelt(path, each) for each in values]
        for path, values in (single | launch.grid).items()
    }


def _spelt(path: str, value: object) -> object:
    """A value as a complete spec has it, where there are several ways to write it."""
    if path == "algorithm.version":
        return version_text(value)
    if path == "rollout.length" and isinstance(value, Mapping):
        try:
            length = LENGTH.validate_python(dict(value))
        except ValidationError:
            return value
        return LENGTH.dump_python(length, mode="json", by_alias=True)
    return value


def is_whole(launch: LaunchDocument) -> bool:
    """Whether the document is made of fields of a spec alone."""
    for name, value in launch.spec.items():
        if name in parts():
            if not isinstance(value, Mapping) or not parts()[name].issuperset(value):
                return False
        elif (name, value) != ("spec_version", 1):
            return False
    return True


def launch_text(
    base: Mapping[str, Any], grid: Mapping[str, Sequence[Any]], seeds: Sequence[Any]
) -> str:
    """A launch as YAML: what differs from the defaults, with lists where it varies.

    What is no field is written too, so that its reader can refuse it.

    Raises:
        SpecRefused: When the grid leads through something that is no group of fields.
    """
    document, varied = _by_field(base, grid)
    lines: list[str] = []
    for name in dict.fromkeys([*RunSpec.model_fields, *document]):
        if name in (SEED, "spec_version"):
            continue
        value = document.get(name, {})
        if name in parts() and isinstance(value, Mapping):
            fields = [f"  {write_plain(key)}: {text}" for key, text in _fields(name, value, varied)]
            lines += [f"{name}:", *fields] if fields else []
        else:
            lines.append(f"{write_plain(name)}: {write_plain(value)}")
    lines.append(f"{SEED}: {write_plain(seeds[0] if len(seeds) == 1 else list(seeds))}")
    return "\n".join(lines) + "\n"


def _by_field(
    base: Mapping[str, Any], grid: Mapping[str, Sequence[Any]]
) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """The same launch, varied by whole fields: an argument of the task is a part of one."""
    document, varied = dict(base), dict[str, list[Any]]()
    for path, values in grid.items():
        part, _, rest = path.partition(".")
        name, _, inside = rest.partition(".")
        field = f"{part}.{name}"
        if name not in parts().get(part, ()):
            document = with_value(document, path, list(values))
        elif inside:
            group = document.get(part)
            held = group.get(name, {}) if isinstance(group, Mapping) else {}
            varied[field] = [
                with_value({name: each}, f"{name}.{inside}", value)[name]
                for each in varied.get(field, [held])
                for value in values
            ]
        else:
            varied[field] = list(values)
    return document, varied


def _fields(
    part: str, held: Mapping[str, Any], varied: Mapping[str, list[Any]]
) -> Iterator[tuple[str, str]]:
    defaults = RunSpec().document()[part]
    for name in dict.fromkeys([*defaults, *held]):
        path = f"{part}.{name}"
        if path in varied:
            yield name, write_plain(varied[path])
        elif name in held or path in ALWAYS:
            text = write_plain(_one(path, held.get(name, defaults.get(name))))
            if path in ALWAYS or name not in defaults or text != write_plain(defaults[name]):
                yield name, text


def _one(path: str, value: object) -> object:
    """A value as it is read again: a list that would make a grid is the only one of its grid."""
    is_several = isinstance(value, list) and _tried(path, value) != [value]
    return [value] if is_several else value

"""The command line that launches the same runs."""

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backend.runs.launch_schemas import LaunchRequest
from backend.spec.grid import WHOLE_VALUES, flattened
from backend.spec.plain_yaml import write_plain
from backend.spec.run import RunSpec

# What the command line takes for the end of a value, or for the beginning of a group.
SPLITTING = frozenset(",[]{}'\"")
DEFAULTS = flattened(RunSpec().document())


def launch_command(request: LaunchRequest) -> str:
    """`branchpoint launch ...`, quoted for a POSIX shell; without a preset, from an empty spec."""
    words = ["branchpoint", "launch", request.preset or "-"]
    for path, value in _leaves(request.spec):
        if request.preset or value != DEFAULTS.get(path):
            words += ["--set", f"{path}={_text(value)}"]
    for path, values in request.grid.items():
        words += ["--set", f"{path}={','.join(_text(value) for value in values)}"]
    words += ["--seeds", seeds_text(request.seeds)]
    options = [
        ("--experiment", request.experiment_name or request.experiment_id),
        ("--name", request.name),
        *(("--tag", tag) for tag in request.tags),
    ]
    for flag, given in options:
        # Behind a space it would be taken for another option.
        words += (
            [f"{flag}={given}"] if given and given[0] == "-" else [flag, given] if given else []
        )
    start = "" if request.preset else "echo '{}' | "
    return start + shlex.join(words)


def _leaves(document: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in document.items():
        if isinstance(value, Mapping) and name not in WHOLE_VALUES:
            yield from _leaves(value, f"{prefix}{name}.")
        elif f"{prefix}{name}" != "seed":
            yield prefix + name, value


def _text(value: object) -> str:
    """A value as the command line reads it back."""
    if not isinstance(value, str):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    text = write_plain(value)
    if SPLITTING.isdisjoint(text):
        return text
    # In single quotes, whose own are doubled: the command line counts quotes, and knows no escapes.
    doubled = value.replace("'", "''")
    return f"'{doubled}'"


def seeds_text(seeds: Sequence[object]) -> str:
    """`0-4` for a row of seeds, else the list."""
    numbers = [seed for seed in seeds if isinstance(seed, int) and not isinstance(seed, bool)]
    if len(numbers) == len(seeds) > 1 and numbers[0] >= 0:
        # Their number first: a row between two seeds that are far apart would not fit into memory.
        is_row = numbers[-1] - numbers[0] == len(numbers) - 1
        if is_row and numbers == sorted(set(numbers)):
            return f"{numbers[0]}-{numbers[-1]}"
    return ",".join(str(seed) for seed in seeds)

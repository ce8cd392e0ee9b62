"""The command line that launches the same runs."""

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backend.runs.launch_schemas import LaunchRequest
from backend.spec.grid import WHOLE_VALUES


def launch_command(request: LaunchRequest) -> str:
    """`branchpoint launch ...`, quoted for a POSIX shell; without a preset, from an empty spec."""
    words = ["branchpoint", "launch", request.preset or "-"]
    for path, value in _leaves(request.spec):
        words += ["--set", f"{path}={_text(value)}"]
    for path, values in request.grid.items():
        words += ["--set", f"{path}={','.join(_text(value) for value in values)}"]
    words += ["--seeds", _seeds(request.seeds)]
    for flag, given in (
        ("--experiment", request.experiment_name or request.experiment_id),
        ("--name", request.name),
    ):
        words += [flag, given] if given else []
    for tag in request.tags:
        words += ["--tag", tag]
    start = "" if request.preset else "echo '{}' | "
    return start + shlex.join(words)


def _leaves(document: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in document.items():
        if isinstance(value, Mapping) and name not in WHOLE_VALUES:
            yield from _leaves(value, f"{prefix}{name}.")
        elif f"{prefix}{name}" != "seed":
            yield prefix + name, value


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _seeds(seeds: Sequence[int]) -> str:
    """`0-4` for a row of seeds, else the list."""
    first, last = seeds[0], seeds[-1]
    if len(seeds) > 1 and list(seeds) == list(range(first, last + 1)) and first >= 0:
        return f"{first}-{last}"
    return ",".join(str(seed) for seed in seeds)

"""The settings that decide a run: those of its spec that its version reads, `auto` resolved."""

from collections.abc import Mapping
from typing import Any

from backend.spec.algorithm import usual_improver
from backend.spec.environments import ENVIRONMENTS
from backend.spec.grid import flattened
from backend.spec.relevant_settings import is_read


def deciding_settings(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A stored spec's values by dotted path, without those that its run never reads.

    All are kept where nobody knows what `auto` was: the environment's package is not here any more.
    """
    values = flattened(spec)
    version = values["algorithm.version"]
    # A spec from before there was a choice names no improver.
    if values.get("algorithm.improver", "auto") == "auto":
        info = ENVIRONMENTS.get(values["environment.id"])
        if info is None:
            return values
        values["algorithm.improver"] = usual_improver(version, info.actions)
    improver = values["algorithm.improver"]
    return {path: value for path, value in values.items() if is_read(path, version, improver)}

"""The settings that decide a run: those of its spec that its version reads, `auto` resolved.

What only places it, such as its engine and its cores, is none of them.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic_core import from_json, to_json

from backend.spec.algorithm import usual_improver
from backend.spec.compute import is_placement
from backend.spec.environments import ENVIRONMENTS
from backend.spec.grid import flattened
from backend.spec.relevant_settings import is_read

# Of hundreds of runs most differ in their seed alone.
SPECS_KEPT = 1_000


def deciding_settings(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A stored spec's values by dotted path, without those that its run never reads.

    All are kept where nobody knows what `auto` was: the environment's package is not here any more.
    """
    own = {path: value for path, value in spec.items() if path == "seed"}
    return _deciding(to_json({**spec, **dict.fromkeys(own)})) | own


@lru_cache(maxsize=SPECS_KEPT)
def _deciding(document: bytes) -> dict[str, Any]:
    flat = flattened(from_json(document))
    values = {path: value for path, value in flat.items() if not is_placement(path)}
    version = values["algorithm.version"]
    # A spec from before there was a choice names no improver.
    if values.get("algorithm.improver", "auto") == "auto":
        info = ENVIRONMENTS.get(values["environment.id"])
        if info is None:
            return values
        values["algorithm.improver"] = usual_improver(version, info.actions)
    improver = values["algorithm.improver"]
    return {path: value for path, value in values.items() if is_read(path, version, improver)}

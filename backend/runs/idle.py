"""What a launch asks for in vain: settings that none of its runs reads."""

from collections.abc import Mapping, Sequence
from typing import Any

from backend.runs.launch_schemas import LaunchRequest
from backend.spec.grid import flattened
from backend.spec.relevant_settings import is_read
from backend.spec.run import RunSpec

_DEFAULTS = flattened(RunSpec().document())


def asked_in_vain(request: LaunchRequest, specs: Sequence[RunSpec]) -> list[str]:
    """The paths that a request sets, or varies, although none of its runs reads them.

    Varied, they make runs that are the same; set, they do nothing. What says the default is not
    counted: a whole spec says every setting.
    """
    return [*_unread(request.grid, specs), *changed_in_vain(request.spec, specs)]


def changed_in_vain(changes: Mapping[str, Any], specs: Sequence[RunSpec]) -> list[str]:
    """The paths at which `changes`, a part of a spec, leave the defaults and that no run reads."""
    flat = flattened(changes)
    return _unread([path for path in flat if flat[path] != _DEFAULTS.get(path)], specs)


def _unread(paths: Mapping[str, Any] | Sequence[str], specs: Sequence[RunSpec]) -> list[str]:
    learners = {(spec.algorithm.version, spec.improver) for spec in specs}
    return [path for path in paths if not any(is_read(path, *learner) for learner in learners)]

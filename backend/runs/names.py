"""Short names for runs, from what differs between them."""

from collections.abc import Iterable, Mapping
from typing import Any

from backend.spec.problems import plain_word
from backend.spec.rollout import AdaptiveLength, LengthSchedule
from backend.spec.run import RunSpec

LENGTH = "rollout.length"
# Values that name themselves; others are told with the last word of their path.
SELF_NAMING = frozenset(
    {"environment.id", "algorithm.version", "rollout.start", "rollout.propagation", "model.kind"}
)


def run_name(spec: RunSpec, varied: Iterable[str], prefix: str | None, *, alone: bool) -> str:
    """A name such as `k=5 seed 0`.

    Args:
        spec: The run.
        varied: Paths whose values differ within the launch.
        prefix: The name the user gave to the launch, if any.
        alone: Whether it is the launch's only run; then a given name is enough.
    """
    if prefix and alone:
        return prefix
    paths = list(varied) or [LENGTH if spec.algorithm.uses_model else "algorithm.version"]
    document = spec.document()
    words = [prefix] if prefix else []
    words += [_word(spec, path, value_at(document, path)) for path in paths]
    return " ".join([*words, f"seed {spec.seed}"])[:120]


def value_at(document: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 - any JSON value
    """The value at a dotted path; None where the path leads nowhere."""
    value: Any = document
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _word(spec: RunSpec, path: str, value: object) -> str:
    if path == LENGTH:
        if isinstance(spec.rollout.length, LengthSchedule):
            return f"k={spec.rollout.length.start}→{spec.rollout.length.end}"
        if isinstance(spec.rollout.length, AdaptiveLength):
            return f"k≤{spec.rollout.length.largest} at {spec.rollout.length.tolerance:g}"
        return f"k={value}"
    if path in SELF_NAMING:
        return str(value)
    return f"{path.rpartition('.')[2]}={_short(value)}"


def _short(value: object) -> str:
    word = plain_word(value)
    if word is not None:
        return word
    if isinstance(value, list):
        return "x".join(str(each) for each in value)
    return str(value)

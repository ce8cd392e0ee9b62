"""What a form says of the spec beside its schema: which fields it asks first, how names read."""

from collections.abc import Iterator
from typing import Any

# The fields asked first, in order; the rest of the spec is one click away.
ASKED_FIRST = (
    "environment.id",
    "algorithm.version",
    "algorithm.improver",
    "rollout.length",
    "rollout.start",
    "training.env_steps",
)
LENGTH_NAMES = {"constant": "Constant", "schedule": "Schedule", "adaptive": "Adaptive"}


def choice_words(name: str) -> str:
    """A name of the spec as it is read: `real_on_policy` is "real, on policy"."""
    return name.replace("_", ", ", 1).replace("_", " ")


def choice_names(schema: dict[str, Any]) -> dict[str, str]:
    """How the names read that fields of a JSON schema may have, where they read differently."""
    named = {name: choice_words(name) for name in sorted(set(_names(schema))) if "_" in name}
    return named | LENGTH_NAMES


def _names(schema: object) -> Iterator[str]:
    if isinstance(schema, list):
        for each in schema:
            yield from _names(each)
    elif isinstance(schema, dict):
        yield from (name for name in schema.get("enum", []) if isinstance(name, str))
        for each in schema.values():
            yield from _names(each)

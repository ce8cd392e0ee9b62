"""The environment of a run: one id from our catalog, never a string that imports a module."""

from typing import Annotated

from pydantic import AfterValidator, Field

from backend.spec.environments import ENVIRONMENTS, REFUSED
from backend.spec.spec_part import Part, setting


def _known(environment_id: str) -> str:
    if environment_id in ENVIRONMENTS:
        return environment_id
    if environment_id in REFUSED:
        raise ValueError(
            f"cannot be trained here: {REFUSED[environment_id]}. Allowed: {', '.join(ENVIRONMENTS)}"
        )
    raise ValueError(f"unknown environment. Allowed: {', '.join(ENVIRONMENTS)}")


EnvironmentId = Annotated[
    str,
    Field(max_length=100),
    AfterValidator(_known),
    Field(json_schema_extra={"enum": list(ENVIRONMENTS)}),
]


class EnvironmentSpec(Part):
    """Which task, and how long an episode may be."""

    id: EnvironmentId = setting(
        "Pendulum-v1",
        "The Gymnasium task to learn.",
        label="Environment",
        source="Gymnasium registry",
    )
    max_episode_steps: int | None = setting(
        None,
        "Truncate episodes after this many steps; empty keeps the task's own limit.",
        unit="real steps",
        label="Episode limit",
        source="Gymnasium TimeLimit",
        ge=2,
        le=10_000,
    )

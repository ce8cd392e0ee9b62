"""The environment of a run: one id from our catalog, never a string that imports a module."""

from dataclasses import replace
from typing import Annotated

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from backend.spec.environments import ENVIRONMENTS, REFUSED, EnvironmentInfo
from backend.spec.problems import Impossible
from backend.spec.spec_part import Part, setting
from backend.spec.task_arguments import changed_arguments, refused_argument


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


def _kind_of_argument(value: object) -> str | None:
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int | float):
        return "number"
    return "range" if isinstance(value, list | tuple) else None


ArgumentValue = Annotated[
    Annotated[bool, Tag("flag")]
    | Annotated[float, Tag("number")]
    | Annotated[tuple[float, float], Field(strict=False), Tag("range")],
    Discriminator(
        _kind_of_argument,
        custom_error_type="task_argument",
        custom_error_message="true or false, a number, or two numbers",
    ),
]


class EnvironmentSpec(Part):
    """Which task, with which arguments, and how long an episode may be."""

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
    kwargs: dict[Annotated[str, Field(max_length=100)], ArgumentValue] = setting(
        {},
        "Arguments of the task's constructor, by name; those left out keep the task's own "
        'values. Ant-v5 takes {"include_cfrc_ext_in_observation": false}, for instance.',
        label="Task arguments",
        source="Gymnasium's constructors; MBPO leaves contact forces out of what Ant observes",
        max_length=20,
    )

    @property
    def info(self) -> EnvironmentInfo:
        """What is known of the task as it is made here: rules that arguments change are not."""
        info = ENVIRONMENTS[self.id]
        changed = changed_arguments(self.id, self.kwargs)
        if not changed:
            return info
        pays_otherwise = any(each.reward for each in changed)
        return replace(
            info,
            observation_dims=info.observation_dims - sum(each.dims for each in changed),
            known_termination=info.known_termination and not any(each.ends for each in changed),
            known_reward=info.known_reward and not pays_otherwise,
            least_reward=None if pays_otherwise else info.least_reward,
            most_reward=None if pays_otherwise else info.most_reward,
        )

    @model_validator(mode="after")
    def _takes_its_arguments(self) -> "EnvironmentSpec":
        refused = refused_argument(self.id, self.kwargs)
        if refused is not None:
            name, allowed = refused
            raise Impossible(f"environment.kwargs.{name}", self.kwargs[name], allowed)
        return self

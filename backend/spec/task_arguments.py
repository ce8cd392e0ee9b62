"""The arguments that a task's constructor takes and a spec may give, by task.

A table, as that of environments: the API checks a launch without importing a simulator.
`tests/worker/test_task_arguments.py` holds it against the constructors' own signatures. Arguments
that name files, change the camera or the length of a step are not among them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Literal

ArgumentKind = Literal["flag", "number", "range"]
Value = bool | float | tuple[float, float]
KINDS: Mapping[ArgumentKind, str] = {
    "flag": "true or false",
    "number": "a number",
    "range": "two numbers, the smaller one first",
}


@dataclass(frozen=True)
class TaskArgument:
    """One argument.

    Attributes:
        default: The constructor's own value; None where it is infinite on one side.
        reward: Whether the reward depends on it, so that no formula or bound is known otherwise.
        ends: Whether the end of an episode depends on it, likewise.
        dims: Numbers that it adds to the observation, behind all that is named before it; they are
            missing where it is false.
    """

    default: Value | None
    reward: bool = False
    ends: bool = False
    dims: int = 0

    @property
    def kind(self) -> ArgumentKind:
        """What its values are."""
        if isinstance(self.default, bool):
            return "flag"
        return "number" if isinstance(self.default, int | float) else "range"


def _paid(default: Value | None) -> TaskArgument:
    return TaskArgument(default, reward=True)


def _ending(default: Value | None) -> TaskArgument:
    return TaskArgument(default, reward=True, ends=True)


def _walking(
    forward: float, control: float, noise: float, alive: float | None = None
) -> dict[str, TaskArgument]:
    told = {
        "forward_reward_weight": _paid(forward),
        "ctrl_cost_weight": _paid(control),
        "reset_noise_scale": TaskArgument(noise),
    }
    if alive is None:
        return told
    return told | {
        "healthy_reward": _paid(alive),
        "terminate_when_unhealthy": _ending(default=True),
    }


_HUMANOID_SEES = {
    "include_cinert_in_observation": TaskArgument(default=True, dims=130),
    "include_cvel_in_observation": TaskArgument(default=True, dims=78),
    "include_qfrc_actuator_in_observation": TaskArgument(default=True, dims=17),
    "include_cfrc_ext_in_observation": TaskArgument(default=True, dims=78),
}
_GOAL = {"goal_velocity": _ending(0)}

ARGUMENTS: Mapping[str, Mapping[str, TaskArgument]] = {
    "Pendulum-v1": {"g": TaskArgument(10.0)},
    "MountainCarContinuous-v0": _GOAL,
    "MountainCar-v0": _GOAL,
    "CartPole-v1": {"sutton_barto_reward": _paid(default=False)},
    "InvertedPendulum-v5": {"reset_noise_scale": TaskArgument(0.01)},
    "InvertedDoublePendulum-v5": {
        "healthy_reward": _paid(10.0),
        "reset_noise_scale": TaskArgument(0.1),
    },
    "Reacher-v5": {"reward_dist_weight": _paid(1), "reward_control_weight": _paid(1)},
    "Pusher-v5": {
        "reward_near_weight": _paid(0.5),
        "reward_dist_weight": _paid(1),
        "reward_control_weight": _paid(0.1),
    },
    "Swimmer-v5": _walking(1.0, 1e-4, 0.1),
    "HalfCheetah-v5": _walking(1.0, 0.1, 0.1),
    "Hopper-v5": _walking(1.0, 1e-3, 5e-3, 1.0)
    | {
        "healthy_state_range": _ending((-100.0, 100.0)),
        "healthy_z_range": _ending(None),
        "healthy_angle_range": _ending((-0.2, 0.2)),
    },
    "Walker2d-v5": _walking(1.0, 1e-3, 5e-3, 1.0)
    | {"healthy_z_range": _ending((0.8, 2.0)), "healthy_angle_range": _ending((-1.0, 1.0))},
    "Ant-v5": _walking(1, 0.5, 0.1, 1.0)
    | {
        "contact_cost_weight": _paid(5e-4),
        "healthy_z_range": _ending((0.2, 1.0)),
        "contact_force_range": _paid((-1.0, 1.0)),
        "include_cfrc_ext_in_observation": TaskArgument(default=True, dims=78),
    },
    "Humanoid-v5": _walking(1.25, 0.1, 0.01, 5.0)
    | {
        "contact_cost_weight": _paid(5e-7),
        "contact_cost_range": _paid(None),
        "healthy_z_range": _ending((1.0, 2.0)),
    }
    | _HUMANOID_SEES,
    "HumanoidStandup-v5": {
        "uph_cost_weight": _paid(1),
        "ctrl_cost_weight": _paid(0.1),
        "impact_cost_weight": _paid(5e-7),
        "impact_cost_range": _paid(None),
        "reset_noise_scale": TaskArgument(0.01),
    }
    | _HUMANOID_SEES,
}


def refused_argument(environment_id: str, given: Mapping[str, Value]) -> tuple[str, str] | None:
    """The first argument that the task does not take with this value, and what is allowed."""
    known = ARGUMENTS.get(environment_id, {})
    for name, value in given.items():
        if name not in known:
            return name, ", ".join(known) or "nothing: this task takes no arguments"
        if not _fits(known[name].kind, value):
            return name, KINDS[known[name].kind]
    return None


def changed_arguments(environment_id: str, given: Mapping[str, Value]) -> list[TaskArgument]:
    """Those arguments that are given another value than the constructor's own."""
    known = ARGUMENTS.get(environment_id, {})
    return [known[name] for name, value in given.items() if value != known[name].default]


def _fits(kind: ArgumentKind, value: Value) -> bool:
    if kind == "flag" or isinstance(value, bool):
        return kind == "flag" and isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and isfinite(value)
    return isinstance(value, tuple) and value[0] < value[1]

"""The algorithm version and its improver: which of the lecture's versions a run follows."""

from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator

from backend.spec.environments import ActionKind
from backend.spec.spec_part import LengthKind, Part, setting


def version_text(version: object) -> object:
    """A version written without quotes, as YAML and forms read it, is the number's own text."""
    is_number = isinstance(version, int | float) and not isinstance(version, bool)
    return f"{version:.1f}" if is_number else version


Version = Literal["model-free", "0.5", "1.0", "1.5", "2.0", "2.5", "3.0"]
Improver = Literal[
    "sac",
    "redq",
    "mve",
    "steve",
    "dqn",
    "discrete_sac",
    "ppo",
    "actor_critic",
    "reinforce",
    "pathwise",
    "cem",
    "icem",
    "mppi",
    "random_shooting",
]

_PLANNERS: dict[ActionKind, tuple[Improver, ...]] = {
    "continuous": ("cem", "icem", "mppi", "random_shooting"),
    "discrete": ("cem", "random_shooting"),
}

# What may improve the policy in each version, by the kind of actions; `auto` takes the first.
IMPROVERS: dict[Version, dict[ActionKind, tuple[Improver, ...]]] = {
    "model-free": {
        "continuous": ("sac", "redq", "ppo"),
        "discrete": ("dqn", "discrete_sac", "ppo"),
    },
    "0.5": _PLANNERS,
    "1.0": _PLANNERS,
    "1.5": _PLANNERS,
    "2.0": {"continuous": ("pathwise",), "discrete": ()},
    "2.5": {
        "continuous": ("ppo", "actor_critic", "reinforce"),
        "discrete": ("ppo", "actor_critic", "reinforce"),
    },
    "3.0": {
        "continuous": ("sac", "redq", "mve", "steve"),
        "discrete": ("dqn", "discrete_sac"),
    },
}
PLANNING = frozenset[Version]({"0.5", "1.0", "1.5"})
VALUE_EXPANSION = frozenset[Improver]({"mve", "steve"})

# 0.5 fits its model once, and a length changes when the model is refitted. 1.0 shows what planning
# without feedback does, and to adapt to the measured error is feedback.
_LENGTHS: dict[Version, tuple[LengthKind, ...]] = {
    "0.5": ("constant",),
    "1.0": ("constant", "schedule"),
}


def usual_improver(version: Version, actions: ActionKind) -> Improver:
    """What `auto` takes."""
    return IMPROVERS[version][actions][0]


def uses_model(version: str) -> bool:
    """Whether a version fits a dynamics model and rolls it out."""
    return version != "model-free"


def lengths(version: Version) -> tuple[LengthKind, ...]:
    """The ways in which a version's rollout length may be given."""
    return _LENGTHS.get(version, get_args(LengthKind))


def chooses_starts(version: Version, improver: Improver) -> bool:
    """Whether a spec says where rollouts begin.

    A planner begins at the state it is in, value expansion at the states of its batch.
    """
    return version not in PLANNING and improver not in VALUE_EXPANSION


class AlgorithmSpec(Part):
    """The lecture's version number and the improver. The other parts hold the other choices."""

    version: Annotated[Version, BeforeValidator(version_text)] = setting(
        "3.0",
        "3.0 branches short model rollouts off real states and learns off-policy from both; "
        "2.5 takes policy gradients on model rollouts; 2.0 backpropagates through the model; "
        "1.5 plans anew at every step, 1.0 plans once and executes, 0.5 plans in a model of "
        "random data; model-free learns from real transitions only.",
        label="Algorithm version",
        source="CS285 Fall 2023, lectures 11 and 12",
    )
    improver: Literal["auto", Improver] = setting(
        "auto",
        "What improves the policy, or plans: auto takes the version's usual one for the "
        "environment's actions.",
        label="Improver",
        source="Haarnoja et al. 2018 (SAC); Chen et al. 2021 (REDQ); Feinberg et al. 2018 (MVE); "
        "Buckman et al. 2018 (STEVE); van Hasselt et al. 2016 (double DQN); Christodoulou 2019 "
        "(discrete SAC); Schulman et al. 2017 (PPO); Williams 1992 (REINFORCE); Chua et al. 2018 "
        "(CEM); Pinneri et al. 2020 (iCEM); Williams et al. 2017 (MPPI)",
    )

    @property
    def uses_model(self) -> bool:
        """Whether a dynamics model is fitted and rolled out."""
        return uses_model(self.version)

    @property
    def plans(self) -> bool:
        """Whether actions are planned through the model, without a policy network."""
        return self.version in PLANNING

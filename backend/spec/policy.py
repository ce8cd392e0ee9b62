"""The policy network, and how off-policy improvers learn: SAC, REDQ, MVE, STEVE and DQN."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from backend.spec.spec_part import Part, Widths, setting


def _kind_of_target(value: object) -> str | None:
    if isinstance(value, bool):
        return None
    return "number" if isinstance(value, int | float) else "name" if value == "auto" else None


TargetEntropy = Annotated[
    Annotated[Literal["auto"], Tag("name")]
    | Annotated[float, Field(ge=-1_000.0, le=1_000.0), Tag("number")],
    Discriminator(
        _kind_of_target,
        custom_error_type="target_entropy",
        custom_error_message="auto, or a number from -1000 to 1000",
    ),
]


class PolicySpec(Part):
    """Actor, critics and the ratio of learning to acting."""

    hidden: Widths = setting(
        (256, 256),
        "Width of each hidden layer of actor and critics.",
        unit="units",
        label="Policy layers",
        source="Haarnoja et al. 2018",
    )
    updates_per_step: int = setting(
        10,
        "Update-to-data ratio G: gradient updates of the policy per real step.",
        unit="updates per real step",
        label="Updates per step",
        source="Janner et al. 2019, appendix C: 10 to 40 by task",
        ge=1,
        le=1_000_000,
    )
    update_every: int = setting(
        1,
        "Real steps between bursts of updates; with more than 1 a burst makes updates_per_step "
        "updates, and G is that many divided by this.",
        unit="real steps",
        label="Update every",
        source="Haarnoja et al. 2018: 1; mbrl-lib: sac_updates_every_steps = 1",
        ge=1,
        le=1_000_000,
    )
    real_ratio: float = setting(
        0.05,
        "Share of every policy batch that is real; the rest is imagined.",
        unit="share of a batch",
        label="Real ratio",
        source="MBPO's published configurations",
        ge=0.0,
        le=1.0,
    )
    target_entropy: TargetEntropy = setting(
        "auto",
        "Entropy that the temperature is tuned to; auto is minus the number of action dimensions.",
        unit="nats",
        label="Target entropy",
        source="Haarnoja et al. 2018b, appendix D",
    )
    temperature: float | None = setting(
        None,
        "Weight of the entropy, held fixed; empty learns it, so that the entropy comes to its "
        "target.",
        unit="reward per nat",
        label="Temperature",
        source="Haarnoja et al. 2018b learn it; fixed at 0.2 in some of mbrl-lib's configurations",
        gt=0.0,
        le=1_000.0,
    )
    reward_scale: float = setting(
        1.0,
        "Rewards are multiplied by this before critics learn from them; what is measured of the "
        "critics is then in these units.",
        label="Reward scale",
        source="Haarnoja et al. 2018, appendix D: 5 or 20 by task; MBPO's configurations: 1",
        gt=0.0,
        le=1_000.0,
    )
    learning_rate: float = setting(
        3e-4,
        "Adam's step size for actor, critics and temperature.",
        label="Policy learning rate",
        source="Haarnoja et al. 2018",
        gt=0.0,
        le=1.0,
    )
    batch_size: int = setting(
        256,
        "Transitions per policy update.",
        unit="transitions",
        label="Policy batch size",
        source="Haarnoja et al. 2018",
        ge=2,
        le=65_536,
    )
    discount: float = setting(
        0.99, "Discount per step.", label="Discount", source="Haarnoja et al. 2018", ge=0.0, lt=1.0
    )
    target_rate: float = setting(
        0.005,
        "Share by which target critics move towards the critics at each update.",
        label="Target rate",
        source="Haarnoja et al. 2018",
        gt=0.0,
        le=1.0,
    )
    target_update_every: int = setting(
        1,
        "Updates between two moves of the target critics.",
        unit="updates",
        label="Target update interval",
        source="MBPO's published configurations: target_update_interval = 1; mbrl-lib's: 1 or 4",
        ge=1,
        le=1_000_000,
    )
    critics: int = setting(
        10,
        "REDQ's critics; the others have two.",
        unit="networks",
        label="REDQ critics",
        source="Chen et al. 2021 (REDQ): 10",
        ge=2,
        le=64,
    )
    critic_subset: int = setting(
        2,
        "How many of REDQ's critics, drawn anew at each update, form the target's minimum.",
        unit="networks",
        label="REDQ subset",
        source="Chen et al. 2021 (REDQ): 2",
        ge=1,
        le=64,
    )
    epsilon: float = setting(
        0.05,
        "Share of random actions that DQN comes down to.",
        unit="share of the actions",
        label="DQN epsilon",
        source="Mnih et al. 2015: 0.1; Stable-Baselines3: 0.05",
        ge=0.0,
        le=1.0,
    )
    epsilon_steps: int = setting(
        1_000,
        "Real steps over which DQN's share of random actions falls from 1 to epsilon.",
        unit="real steps",
        label="DQN epsilon steps",
        source="our default for short budgets",
        ge=0,
        le=100_000_000,
    )

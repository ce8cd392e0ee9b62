"""Named starting points for a spec, each with its source.

The `mbpo/*` presets are the MBPO authors' published configurations (repository jannerm/mbpo,
`examples/config`; Janner et al. 2019, appendix C), in real steps instead of epochs, on the
Gymnasium v5 tasks. Their evaluation settings are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.spec.run import RunSpec

_AUTHORS = "jannerm/mbpo, examples/config/{}/0.py"


@dataclass(frozen=True)
class Preset:
    """A named spec.

    Attributes:
        name: `family/task`.
        title: What it is, for a menu.
        source: Where the settings were published, and where we depart.
        spec: Only what differs from the defaults.
    """

    name: str
    title: str
    source: str
    spec: Mapping[str, Any]

    def run_spec(self) -> RunSpec:
        """The complete spec."""
        return RunSpec.model_validate(self.spec)


def _published(  # noqa: PLR0913 - one argument per published number
    task: str,
    environment: str,
    *,
    updates: int,
    target_entropy: float,
    env_steps: int,
    length: int | dict[str, Any] = 1,
    random_steps: int = 5_000,
    model: Mapping[str, Any] | None = None,
    rollout: Mapping[str, Any] | None = None,
    note: str = "",
) -> Preset:
    spec = {
        "environment": {"id": environment},
        "rollout": {"length": length, "per_step": 400, **(rollout or {})},
        "model": {"hidden": [200, 200, 200, 200], "fit_every": 250, **(model or {})},
        "policy": {
            "updates_per_step": updates,
            "target_entropy": target_entropy,
            "real_ratio": 0.05,
        },
        "training": {"env_steps": env_steps, "random_steps": random_steps},
        "evaluation": {"every": 250 if env_steps <= 20_000 else 1_000},
    }
    source = _AUTHORS.format(task.replace("half_cheetah", "halfcheetah")) + (
        f"; {note}" if note else ""
    )
    return Preset(f"mbpo/{task.replace('_', '-')}", f"MBPO on {environment}", source, spec)


def _named(*presets: Preset) -> dict[str, Preset]:
    return {preset.name: preset for preset in presets}


PRESETS = _named(
    Preset(
        "mbpo/pendulum",
        "MBPO on Pendulum-v1",
        "ours: the authors publish none for Pendulum; their InvertedPendulum settings "
        "with k = 5 and automatic entropy",
        {
            "environment": {"id": "Pendulum-v1"},
            "training": {"env_steps": 2_500, "random_steps": 500},
        },
    ),
    _published(
        "inverted_pendulum",
        "InvertedPendulum-v5",
        updates=10,
        target_entropy=-0.05,
        env_steps=20_000,
        random_steps=500,
    ),
    _published(
        "inverted_double_pendulum",
        "InvertedDoublePendulum-v5",
        updates=20,
        target_entropy=-0.5,
        env_steps=20_000,
        random_steps=500,
    ),
    _published(
        "hopper",
        "Hopper-v5",
        updates=20,
        target_entropy=-1.0,
        env_steps=125_000,
        length={"from": 1, "to": 15, "between": [20_000, 150_000]},
    ),
    _published("walker2d", "Walker2d-v5", updates=20, target_entropy=-3.0, env_steps=300_000),
    _published(
        "half_cheetah", "HalfCheetah-v5", updates=40, target_entropy=-3.0, env_steps=400_000
    ),
    _published(
        "ant",
        "Ant-v5",
        updates=20,
        target_entropy=-4.0,
        env_steps=300_000,
        length={"from": 1, "to": 25, "between": [20_000, 100_000]},
        note="they cut the observation to 27 numbers, we keep all 105",
    ),
    _published(
        "humanoid",
        "Humanoid-v5",
        updates=20,
        target_entropy=-2.0,
        env_steps=300_000,
        length={"from": 1, "to": 20, "between": [20_000, 300_000]},
        model={"hidden": [400, 400, 400, 400], "fit_every": 1_000},
        rollout={"per_step": 100, "retain_epochs": 5},
        note="they cut the observation to 45 numbers, we keep all 348",
    ),
    Preset(
        "sac/pendulum",
        "Model-free SAC on Pendulum-v1",
        "Haarnoja et al. 2018, one update per real step",
        {
            "environment": {"id": "Pendulum-v1"},
            "algorithm": {"version": "model-free"},
            "policy": {"updates_per_step": 1},
            "training": {"env_steps": 10_000, "random_steps": 500},
        },
    ),
    Preset(
        "pets/pendulum",
        "Planning at every step (CEM) on Pendulum-v1",
        "ours, after Chua et al. 2018 (PETS), with a smaller ensemble and fewer candidates",
        {
            "environment": {"id": "Pendulum-v1"},
            "algorithm": {"version": "1.5", "improver": "cem"},
            "rollout": {"length": 15},
            "model": {"hidden": [128, 128, 128], "members": 5},
            "planning": {"candidates": 100},
            "training": {"env_steps": 1_000, "random_steps": 500},
            "evaluation": {"episodes": 3, "horizon": 20},
        },
    ),
    Preset(
        "pathwise/pendulum",
        "Backpropagation through the model on Pendulum-v1",
        "ours: whole imagined episodes from initial states, as the lecture's version 2.0",
        {
            "environment": {"id": "Pendulum-v1"},
            "algorithm": {"version": "2.0"},
            "rollout": {"start": "initial", "length": 200},
            "gradient": {"rollouts": 32, "updates_per_fit": 40},
            "training": {"env_steps": 2_500, "random_steps": 500},
        },
    ),
    Preset(
        "me-trpo/pendulum",
        "Policy gradients in the model (PPO) on Pendulum-v1",
        "ours, after Kurutach et al. 2018 (ME-TRPO), with PPO in place of TRPO",
        {
            "environment": {"id": "Pendulum-v1"},
            "algorithm": {"version": "2.5", "improver": "ppo"},
            "rollout": {"start": "initial", "length": 200},
            "gradient": {"rollouts": 50},
            "policy": {"hidden": [64, 64]},
            "training": {"env_steps": 1_500, "random_steps": 500},
        },
    ),
    Preset(
        "ppo/pendulum",
        "Model-free PPO on Pendulum-v1",
        "ours, after Schulman et al. 2017, with updates of 1,000 steps",
        {
            "environment": {"id": "Pendulum-v1"},
            "algorithm": {"version": "model-free", "improver": "ppo"},
            "policy": {"hidden": [64, 64], "discount": 0.95},
            "training": {"env_steps": 100_000, "random_steps": 1},
            "evaluation": {"every": 5_000},
        },
    ),
    Preset(
        "ppo/cart-pole",
        "Model-free PPO on CartPole-v1",
        "ours, after Schulman et al. 2017, with updates of 1,000 steps",
        {
            "environment": {"id": "CartPole-v1"},
            "algorithm": {"version": "model-free", "improver": "ppo"},
            "policy": {"hidden": [64, 64]},
            "training": {"env_steps": 50_000, "random_steps": 1},
            "evaluation": {"every": 2_500},
        },
    ),
    Preset(
        "discrete-sac/cart-pole",
        "Model-free discrete SAC on CartPole-v1",
        "ours, after Christodoulou 2019",
        {
            "environment": {"id": "CartPole-v1"},
            "algorithm": {"version": "model-free", "improver": "discrete_sac"},
            "training": {"env_steps": 5_000, "random_steps": 500},
        },
    ),
)

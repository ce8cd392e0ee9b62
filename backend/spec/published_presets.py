"""The MBPO authors' published configurations.

Repository jannerm/mbpo, `examples/config` (Janner et al. 2019, appendix C), in real steps
instead of epochs, on the Gymnasium v5 tasks. Their evaluation settings are ours.
"""

from collections.abc import Mapping
from typing import Any

from backend.spec.preset import Preset

_AUTHORS = "jannerm/mbpo, examples/config/{}/0.py"


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


PUBLISHED_PRESETS = (
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
)

"""MBPO's published configurations (Janner et al. 2019), by its authors.

Each was read in the file and commit that stand beside it. What a file does not say but its code
does is read there. `departures` names what a preset sets otherwise, with the reason.
"""

from collections.abc import Mapping
from typing import Any

from tests.backend.spec.publication import Published, Settings

MBPO = "jannerm/mbpo"
# examples/development/base.py at 5cbe2faffd23585d2007f1e84c737a9bf41a784c
MBPO_BASE = {"lr": 3e-4, "target_update_interval": 1, "n_initial_exploration_steps": 5_000}
# The same in each of its files under examples/config.
MBPO_COMMON = {
    "epoch_length": 1_000,
    "train_every_n_steps": 1,
    "discount": 0.99,
    "tau": 5e-3,
    "reward_scale": 1.0,
    "model_train_freq": 250,
    "model_retain_epochs": 1,
    "rollout_batch_size": 100_000,
    "deterministic": False,
    "num_networks": 7,
    "num_elites": 5,
    "real_ratio": 0.05,
    "hidden_dim": 200,
}
# mbpo/algorithms/mbpo.py at e39fae3b604f4fdc0dea48030298f0ef0e941ff3 calls its fits with these.
MBPO_FITS = {"holdout_ratio": 0.2, "batch_size": 256}
# mbpo/models/constructor.py, which was read in samuelstanton/mbpo, a copy of theirs, at
# 215fa38b0ab8fa7a16fb54208e373d5f864d8599.
MBPO_NETWORK = {"weight_decay": [2.5e-5, 5e-5, 7.5e-5, 7.5e-5, 1e-4], "model_lr": 1e-3}
BUDGET = "the file has 1,000 to 3,000 epochs; as many real steps as mbrl-lib's file for the task"


def mbpo(
    task: str, commit: str, environment: str, own: Settings, departures: dict[str, str]
) -> Published:
    """One of the authors' own configurations."""
    settings = MBPO_BASE | MBPO_COMMON | MBPO_FITS | MBPO_NETWORK | own
    file = f"examples/config/{task}/0.py"
    return Published(MBPO, file, commit, environment, settings, departures)


# mbpo/env/ant.py and mbpo/env/humanoid.py at e39fae3b604f4fdc0dea48030298f0ef0e941ff3.
ANT = {"include_cfrc_ext_in_observation": False}
HUMANOID = {
    f"include_{part}_in_observation": False
    for part in ("cinert", "cvel", "qfrc_actuator", "cfrc_ext")
}
AS_READ = "e39fae3b604f4fdc0dea48030298f0ef0e941ff3"
PENDULA = {
    "n_epochs": 80,
    "epoch_length": 250,
    "rollout_schedule": [1, 15, 1, 1],
    "n_initial_exploration_steps": 500,
}

PUBLISHED = {
    "mbpo/hopper": mbpo(
        "hopper",
        AS_READ,
        "Hopper-v5",
        {"n_train_repeat": 20, "target_entropy": -1, "rollout_schedule": [20, 150, 1, 15]},
        {"training.env_steps": BUDGET},
    ),
    "mbpo/walker2d": mbpo(
        "walker2d",
        "56b50792a5e87a25eb99bdc91c02e11612195522",
        "Walker2d-v5",
        {"n_train_repeat": 20, "target_entropy": -3, "rollout_schedule": [20, 150, 1, 1]},
        {"training.env_steps": BUDGET},
    ),
    "mbpo/half-cheetah": mbpo(
        "halfcheetah",
        AS_READ,
        "HalfCheetah-v5",
        {"n_train_repeat": 40, "target_entropy": -3, "rollout_schedule": [20, 150, 1, 1]},
        {"training.env_steps": BUDGET},
    ),
    "mbpo/ant": mbpo(
        "ant",
        "5cbe2faffd23585d2007f1e84c737a9bf41a784c",
        "Ant-v5",
        {"n_train_repeat": 20, "target_entropy": -4, "rollout_schedule": [20, 100, 1, 25]}
        | {"arguments": ANT},
        {"training.env_steps": BUDGET},
    ),
    "mbpo/humanoid": mbpo(
        "humanoid",
        "7ffb5e4c4186eefd3d12cc8933c4fcaff3ef4f9e",
        "Humanoid-v5",
        {
            "n_train_repeat": 20,
            "target_entropy": -2,
            "rollout_schedule": [20, 300, 1, 25],
            "model_train_freq": 1_000,
            "model_retain_epochs": 5,
            "hidden_dim": 400,
            "arguments": HUMANOID,
        },
        {"training.env_steps": BUDGET},
    ),
    "mbpo/inverted-pendulum": mbpo(
        "inverted_pendulum",
        "16e93023f3a52c7a353b39a657251f3c96bdab72",
        "InvertedPendulum-v5",
        PENDULA | {"n_train_repeat": 10, "target_entropy": -0.05},
        {},
    ),
    "mbpo/inverted-double-pendulum": mbpo(
        "inverted_double_pendulum",
        "16e93023f3a52c7a353b39a657251f3c96bdab72",
        "InvertedDoublePendulum-v5",
        PENDULA | {"n_train_repeat": 20, "target_entropy": -0.5},
        {},
    ),
}


def spec(published: Mapping[str, Any]) -> Settings:
    """Values by path that the authors' numbers come to."""
    random, epoch = published["n_initial_exploration_steps"], published["epoch_length"]
    first, last, least, most = published["rollout_schedule"]
    length: object = least
    if least != most:
        # Epochs count from after the random steps.
        between = [random + first * epoch, random + last * epoch]
        length = {"from": least, "to": most, "between": between}
    told = {
        "rollout.length": length,
        "rollout.per_step": published["rollout_batch_size"] // published["model_train_freq"],
        "rollout.retain_epochs": published["model_retain_epochs"],
        "rollout.epoch_steps": epoch,
        "model.kind": "deterministic" if published["deterministic"] else "gaussian",
        "model.members": published["num_networks"],
        "model.elites": published["num_elites"],
        "model.hidden": 4 * [published["hidden_dim"]],
        "model.fit_every": published["model_train_freq"],
        "model.holdout_ratio": published["holdout_ratio"],
        "model.batch_size": published["batch_size"],
        "model.learning_rate": published["model_lr"],
        "policy.updates_per_step": published["n_train_repeat"],
        "policy.learning_rate": published["lr"],
        "policy.discount": published["discount"],
        "policy.target_rate": published["tau"],
        "policy.target_entropy": published["target_entropy"],
        "policy.real_ratio": published["real_ratio"],
        "training.random_steps": random,
        "evaluation.every": epoch,
    }
    if "n_epochs" in published:
        told["training.env_steps"] = random + published["n_epochs"] * epoch
    return told

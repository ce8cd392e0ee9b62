"""The published configurations of PETS (Chua et al. 2018), by its authors."""

from collections.abc import Mapping
from typing import Any

from tests.backend.spec.publication import Published, Settings
from tests.backend.spec.published_mbrl_lib import HOW_MEASURED

PETS = "kchua/handful-of-trials"
# At this commit too: dmbrl/config/default.py (`TSinf`, 20 particles, 5 networks), MPC.py of
# dmbrl/controllers (a plan at every step), BNN.py of dmbrl/modeling/models (batches of 32, no
# hold-out, learned bounds) and cem.py of dmbrl/misc/optimizers (truncated candidates).
COMMIT = "e1a62f217508a384e49ecf7d16a3249e187bcff9"
DEFAULTS = {
    "num_nets": 5, "mode": "TSinf", "npart": 20, "per": 1, "batch_size": 32, "holdout_ratio": 0.0,
    "epochs": 5, "max_iters": 5, "alpha": 0.1, "width": 200,
}  # fmt: skip
ENDS_BY_EPOCHS = {"model.patience": "they train for so many epochs and never stop earlier"}
OTHER_TASK = {"environment.max_episode_steps": "TASK_HORIZON of the file"}


def pets(task: str, environment: str, own: Settings, departures: dict[str, str]) -> Published:
    stated = HOW_MEASURED | ENDS_BY_EPOCHS | departures
    file = f"dmbrl/config/{task}.py"
    return Published(PETS, file, COMMIT, environment, DEFAULTS | own, stated)


PUBLISHED = {
    "pets/half-cheetah": pets("halfcheetah", "Branchpoint/PetsHalfCheetah-v0", {
        "TASK_HORIZON": 1_000, "NTRAIN_ITERS": 300, "PLAN_HOR": 30, "popsize": 500,
        "num_elites": 50, "learning_rate": 1e-3,
        "weight_decay": [2.5e-5, 5e-5, 7.5e-5, 7.5e-5, 1e-4],
    }, {}),
    "pets/pusher": pets("pusher", "Pusher-v5", {
        "TASK_HORIZON": 150, "NTRAIN_ITERS": 100, "PLAN_HOR": 25, "popsize": 500,
        "num_elites": 50, "learning_rate": 1e-3, "weight_decay": [2.5e-4, 5e-4, 5e-4, 7.5e-4],
    }, OTHER_TASK),
    "pets/reacher": pets("reacher", "Reacher-v5", {
        "TASK_HORIZON": 150, "NTRAIN_ITERS": 100, "PLAN_HOR": 25, "popsize": 400,
        "num_elites": 40, "learning_rate": 7.5e-4,
        "weight_decay": [2.5e-4, 5e-4, 5e-4, 5e-4, 7.5e-4],
    }, OTHER_TASK),
}  # fmt: skip


def spec(published: Mapping[str, Any]) -> Settings:
    """Values by path that the authors' numbers come to."""
    episode, decay = published["TASK_HORIZON"], published["weight_decay"]
    return {
        "algorithm.version": "1.5",
        "algorithm.improver": "cem",
        "rollout.length": published["PLAN_HOR"],
        "rollout.propagation": {"TSinf": "tsinf"}[published["mode"]],
        "model.kind": "gaussian",
        "model.members": published["num_nets"],
        "model.elites": published["num_nets"],
        "model.hidden": (len(decay) - 1) * [published["width"]],
        "model.activation": "silu",
        "model.log_variance_bounds": "learned",
        "model.fit_every": episode,
        "model.learning_rate": published["learning_rate"],
        "model.weight_decay": decay,
        "model.batch_size": published["batch_size"],
        "model.holdout_ratio": published["holdout_ratio"],
        "model.most_epochs": published["epochs"],
        "model.reward": "known",
        "planning.candidates": published["popsize"],
        "planning.iterations": published["max_iters"],
        "planning.elite_ratio": published["num_elites"] / published["popsize"],
        "planning.momentum": published["alpha"],
        "planning.particles": published["npart"],
        "planning.sampling": "truncated",
        "planning.replan_every": published["per"],
        "planning.initial_deviation": 0.5,
        "training.random_steps": episode,
        "training.env_steps": episode * (1 + published["NTRAIN_ITERS"]),
    }

"""mbrl-lib's published configurations, of MBPO and of PETS.

Its newest files of Hopper, HalfCheetah, Ant and Humanoid were read in a copy of the repository,
shizhec/mbrl-lib; two more copies (jbayrooti/mbrl-lib and lake1115/bde_mbpo) have the same numbers
but for one batch size.
"""

from collections.abc import Mapping
from typing import Any

from tests.backend.spec.publication import Published, Settings
from tests.backend.spec.published_mbpo import ANT, HUMANOID

MBRL_LIB = "facebookresearch/mbrl-lib"
COPY = "shizhec/mbrl-lib"
OVERRIDES = "mbrl/examples/conf/overrides"
# conf/dynamics_model/gaussian_mlp_ensemble.yaml at 4b51e43802cf9003415dfe4ae1b42a13dad3a3ea
MODEL = {
    "num_layers": 4,
    "ensemble_size": 7,
    "hid_size": 200,
    "deterministic": False,
    "propagation_method": "random_model",
    "learn_logvar_bounds": False,
    "activation": "SiLU",
}
# conf/algorithm/mbpo.yaml at 7397e584b0b37c3fd3ec82b3a2151a6179f8a6cb of the copy
MBPO = {"learned_rewards": True, "real_data_ratio": 0.0, "initial_exploration_steps": 5_000}
# The same in each of its files of MBPO.
OF_ALL = {
    "num_elites": 5,
    "model_batch_size": 256,
    "validation_ratio": 0.2,
    "freq_train_model": 250,
    "effective_model_rollouts_per_step": 400,
    "sac_updates_every_steps": 1,
    "sac_gamma": 0.99,
    "sac_tau": 0.005,
    "sac_alpha": 0.2,
    "sac_batch_size": 256,
}
# conf/algorithm/pets.yaml at 73c0e848d239fe770d348635b87ef8ebbec248ab
PETS = {"replan_freq": 1, "num_particles": 20, "target_is_delta": True}
OF_PETS = {
    "num_elites": 5,
    "model_lr": 2e-4,
    "model_wd": 3e-5,
    "model_batch_size": 32,
    "validation_ratio": 0,
    "patience": 25,
    "num_epochs_train_model": 25,
    "planning_horizon": 30,
    "cem_num_iters": 5,
    "cem_elite_ratio": 0.1,
    "cem_population_size": 350,
    "cem_alpha": 0.1,
    "cem_clipped_normal": False,
    "trial_length": 1_000,
    "learned_rewards": True,
}
HOW_MEASURED = dict.fromkeys(
    ("evaluation.every", "evaluation.episodes", "evaluation.horizon"),
    "they report the returns of training; an evaluation of ours plans whole episodes more",
)


def tuned(automatic: bool, target: float) -> Settings:
    return {"sac_automatic_entropy_tuning": automatic, "sac_target_entropy": target}


def mbpo(repository: str, task: str, commit: str, environment: str, own: Settings) -> Published:
    file = f"{OVERRIDES}/mbpo_{task}.yaml"
    return Published(repository, file, commit, environment, MODEL | MBPO | OF_ALL | own)


def pets(task: str, environment: str, own: Settings) -> Published:
    commit = "5fd2716530bf4814c3d4fe2e9b60a9a5e939d3cd"
    settings = MODEL | PETS | OF_PETS | own
    file = f"{OVERRIDES}/pets_{task}.yaml"
    return Published(MBRL_LIB, file, commit, environment, settings, HOW_MEASURED)


NEWER, NEWEST = (
    "ae995dcb63c820bbe36127e0eea0cf50f2d52e15",
    "7397e584b0b37c3fd3ec82b3a2151a6179f8a6cb",
)
LARGE = {
    "epoch_length": 1_000, "patience": 10, "model_lr": 3e-4, "model_wd": 5e-5,
    "num_steps": 300_000, "num_sac_updates_per_step": 20, "sac_target_update_interval": 4,
    "sac_hidden_size": 1_024, "sac_lr": 1e-4,
} | tuned(False, -1)  # fmt: skip

PUBLISHED = {
    "mbrl-mbpo/hopper": mbpo(COPY, "hopper", NEWEST, "Hopper-v5", {
        "num_steps": 125_000, "epoch_length": 1_000, "patience": 5, "model_lr": 1e-3,
        "model_wd": 1e-5, "rollout_schedule": [20, 150, 1, 15], "num_sac_updates_per_step": 40,
        "num_epochs_to_retain_sac_buffer": 1, "sac_target_update_interval": 4,
        "sac_hidden_size": 512, "sac_lr": 3e-4,
    } | tuned(False, 1)),
    "mbrl-mbpo/walker2d": mbpo(
        MBRL_LIB, "walker", "f1c8244c9defa50b136be2990983b3f20734c122", "Walker2d-v5",
        LARGE | {
            "model_lr": 1e-3, "model_wd": 1e-5, "rollout_schedule": [20, 150, 1, 1],
            "num_epochs_to_retain_sac_buffer": 1,
        },
    ),
    "mbrl-mbpo/half-cheetah": mbpo(COPY, "halfcheetah", NEWER, "HalfCheetah-v5", {
        "num_steps": 400_000, "epoch_length": 1_000, "patience": 5, "model_lr": 1e-3,
        "model_wd": 1e-5, "rollout_schedule": [20, 150, 1, 1], "num_sac_updates_per_step": 10,
        "num_epochs_to_retain_sac_buffer": 1, "sac_target_update_interval": 1,
        "sac_hidden_size": 512, "sac_lr": 3e-4,
    } | tuned(True, -1)),
    "mbrl-mbpo/ant": mbpo(COPY, "ant", NEWER, "Ant-v5", LARGE | {
        "rollout_schedule": [20, 100, 1, 25], "num_epochs_to_retain_sac_buffer": 1,
        "arguments": ANT,
    }),
    "mbrl-mbpo/humanoid": mbpo(COPY, "humanoid", NEWEST, "Humanoid-v5", LARGE | {
        "rollout_schedule": [20, 300, 1, 25], "num_epochs_to_retain_sac_buffer": 5,
        "arguments": HUMANOID,
    }),
    "mbrl-mbpo/inverted-pendulum": mbpo(
        MBRL_LIB, "inv_pendulum", "4544e49f39462d72cba6337653abd4892bf45838",
        "InvertedPendulum-v5", {
            "num_steps": 20_000, "epoch_length": 250, "patience": 5, "model_lr": 1e-3,
            "model_wd": 1e-5, "rollout_schedule": [1, 15, 1, 1], "num_sac_updates_per_step": 10,
            "num_epochs_to_retain_sac_buffer": 1, "sac_target_update_interval": 1,
            "sac_hidden_size": 256, "sac_lr": 3e-4,
        } | tuned(True, -1),
    ),
    "mbrl-pets/half-cheetah": pets(
        "halfcheetah", "Branchpoint/PetsHalfCheetah-v0",
        {"num_steps": 300_000, "freq_train_model": 1_000},
    ),
    "mbrl-pets/hopper": pets(
        "hopper", "Hopper-v5", {"num_steps": 125_000, "freq_train_model": 250}
    ),
}  # fmt: skip


def spec(published: Mapping[str, Any]) -> Settings:
    """Values by path that mbrl-lib's numbers come to."""
    told = _model(published)
    return told | (_planned(published) if "cem_alpha" in published else _branched(published))


def _model(published: Mapping[str, Any]) -> Settings:
    layers = published["num_layers"]
    return {
        "model.kind": "deterministic" if published["deterministic"] else "gaussian",
        "model.members": published["ensemble_size"],
        "model.elites": published["num_elites"],
        "model.hidden": layers * [published["hid_size"]],
        "model.activation": {"SiLU": "silu"}[published["activation"]],
        "model.log_variance_bounds": "learned" if published["learn_logvar_bounds"] else "fixed",
        "model.fit_every": published["freq_train_model"],
        "model.learning_rate": published["model_lr"],
        "model.weight_decay": (layers + 1) * [published["model_wd"]],
        "model.batch_size": published["model_batch_size"],
        "model.holdout_ratio": published["validation_ratio"],
        "model.patience": published["patience"],
        "model.most_epochs": published.get("num_epochs_train_model"),
        "model.reward": "learned" if published["learned_rewards"] else "known",
        "rollout.propagation": {"random_model": "ts1"}[published["propagation_method"]],
    }


def _branched(published: Mapping[str, Any]) -> Settings:
    random, epoch = published["initial_exploration_steps"], published["epoch_length"]
    first, last, least, most = published["rollout_schedule"]
    length: object = least
    if least != most:
        # mbrl/algorithms/mbpo.py asks the schedule for epoch + 1, counted from the random steps.
        between = [random + (first - 1) * epoch, random + (last - 1) * epoch]
        length = {"from": least, "to": most, "between": between}
    is_tuned = published["sac_automatic_entropy_tuning"]
    return {
        "rollout.length": length,
        "rollout.per_step": published["effective_model_rollouts_per_step"],
        "rollout.retain_epochs": published["num_epochs_to_retain_sac_buffer"],
        "rollout.epoch_steps": epoch,
        "policy.hidden": 2 * [published["sac_hidden_size"]],
        "policy.updates_per_step": published["num_sac_updates_per_step"],
        "policy.update_every": published["sac_updates_every_steps"],
        "policy.real_ratio": published["real_data_ratio"],
        "policy.temperature": None if is_tuned else published["sac_alpha"],
        "policy.target_entropy": published["sac_target_entropy"] if is_tuned else "auto",
        "policy.learning_rate": published["sac_lr"],
        "policy.batch_size": published["sac_batch_size"],
        "policy.discount": published["sac_gamma"],
        "policy.target_rate": published["sac_tau"],
        "policy.target_update_every": published["sac_target_update_interval"],
        "training.random_steps": random,
        "training.env_steps": random + published["num_steps"],
        "evaluation.every": epoch,
    }


def _planned(published: Mapping[str, Any]) -> Settings:
    random = published["trial_length"]
    return {
        "algorithm.version": "1.5",
        "algorithm.improver": "cem",
        "rollout.length": published["planning_horizon"],
        "planning.candidates": published["cem_population_size"],
        "planning.iterations": published["cem_num_iters"],
        "planning.elite_ratio": published["cem_elite_ratio"],
        "planning.momentum": published["cem_alpha"],
        "planning.particles": published["num_particles"],
        "planning.sampling": "clipped" if published["cem_clipped_normal"] else "truncated",
        "planning.replan_every": published["replan_freq"],
        # Its variance begins at a sixteenth of the squared range of actions, here [-1, 1].
        "planning.initial_deviation": 0.5,
        "training.random_steps": random,
        "training.env_steps": random + published["num_steps"],
    }

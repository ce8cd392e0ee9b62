"""Every version of the lecture with discrete actions, on CartPole-v1. All settings are ours."""

from backend.spec.preset import PresetTask

_TASK = PresetTask("cart-pole", "CartPole-v1")
_SMALL_MODEL = {"hidden": [128, 128, 128], "members": 5}


CART_POLE_PRESETS = (
    _TASK.preset(
        "mbpo-dqn",
        "Short model rollouts with double DQN",
        "after Janner et al. 2019 and van Hasselt et al. 2016",
        ("3.0", "dqn"),
        {
            "rollout": {"length": 3},
            "model": _SMALL_MODEL,
            "policy": {"updates_per_step": 10, "batch_size": 64, "learning_rate": 1e-3},
            "training": {"env_steps": 7_500, "random_steps": 500},
        },
    ),
    _TASK.preset(
        "mbpo-discrete-sac",
        "Short model rollouts with discrete SAC",
        "after Janner et al. 2019 and Christodoulou 2019",
        ("3.0", "discrete_sac"),
        {
            "rollout": {"length": 3},
            "model": _SMALL_MODEL,
            "policy": {"updates_per_step": 10, "batch_size": 64, "learning_rate": 1e-3},
            "training": {"env_steps": 5_000, "random_steps": 500},
        },
    ),
    _TASK.preset(
        "me-trpo",
        "Policy gradients in the model (PPO)",
        "after Kurutach et al. 2018 (ME-TRPO), with PPO in place of TRPO",
        ("2.5", "ppo"),
        {
            "rollout": {"start": "initial", "length": 200},
            "model": _SMALL_MODEL,
            "gradient": {"rollouts": 100, "minibatch": 1_000},
            "policy": {"hidden": [64, 64]},
            "training": {"env_steps": 2_500, "random_steps": 500},
        },
    ),
    _TASK.preset(
        "pets",
        "Planning at every step (CEM)",
        "after Chua et al. 2018 (PETS)",
        ("1.5", "cem"),
        {
            "rollout": {"length": 20},
            "model": {**_SMALL_MODEL, "fit_every": 100},
            "planning": {"candidates": 50},
            "training": {"env_steps": 1_000, "random_steps": 200},
            "evaluation": {"every": 200, "horizon": 20, "diagnostics_budget": 0.15},
        },
    ),
    _TASK.preset(
        "dqn",
        "Model-free double DQN",
        "after van Hasselt et al. 2016, with one small update per real step: with three large ones "
        "it stayed near 350 of 500",
        ("model-free", "dqn"),
        {
            "policy": {
                "updates_per_step": 1,
                "batch_size": 64,
                "learning_rate": 1e-3,
                "epsilon": 0.04,
                "epsilon_steps": 8_000,
            },
            "training": {"env_steps": 50_000, "random_steps": 1_000},
            "evaluation": {"every": 2_500},
        },
    ),
    _TASK.preset(
        "discrete-sac",
        "Model-free discrete SAC",
        "after Christodoulou 2019",
        ("model-free", "discrete_sac"),
        {"training": {"env_steps": 5_000, "random_steps": 500}},
    ),
    _TASK.preset(
        "ppo",
        "Model-free PPO",
        "after Schulman et al. 2017, with updates of 1,000 steps",
        ("model-free", "ppo"),
        {
            "policy": {"hidden": [64, 64]},
            "training": {"env_steps": 50_000, "random_steps": 1},
            "evaluation": {"every": 2_500},
        },
    ),
)

"""Every version of the lecture on Pendulum-v1, to be seen side by side. All settings are ours.

Where nothing else is said they follow the paper named, with smaller networks and fewer candidates:
the task is small. `tests/benchmarks/RESULTS.md` shows how those learn that were measured.
"""

from backend.spec.preset import PresetTask

_TASK = PresetTask("pendulum", "Pendulum-v1")
_SMALL_MODEL = {"hidden": [128, 128, 128], "members": 5}
_SMALL_POLICY = {"hidden": [64, 64], "discount": 0.95}
_PLANNING = {
    # Three quarters of a second, 15 steps, are too few to swing up from some starts.
    "rollout": {"length": 25},
    # A model of random data alone is wrong where plans go: one random episode, then fit often.
    "model": {**_SMALL_MODEL, "fit_every": 100},
    "planning": {"candidates": 100},
    "training": {"env_steps": 1_000, "random_steps": 200},
    # Asked to act in the model, a planner searches at every step: its diagnostics are dear.
    "evaluation": {"every": 200, "horizon": 20, "diagnostics_budget": 0.15},
}
# PPO on imagined rollouts as on real ones: few, large and careful steps.
_CAREFUL = {"entropy_bonus": 0.0, "learning_rate": 5e-4, "clip_norm": 0.5, "target_kl": 0.05}


PENDULUM_PRESETS = (
    _TASK.preset(
        "mbpo",
        "MBPO",
        "the authors publish none for Pendulum: their InvertedPendulum settings with k = 5 and "
        "automatic entropy",
        ("3.0", "sac"),
        {"training": {"env_steps": 2_500, "random_steps": 500}},
    ),
    _TASK.preset(
        "dyna",
        "Dyna (rollouts of one step)",
        "Sutton 1991, with SAC; as mbpo/pendulum with k = 1",
        ("3.0", "sac"),
        {
            "rollout": {"length": 1},
            "training": {"env_steps": 2_500, "random_steps": 500},
        },
    ),
    _TASK.preset(
        "mve",
        "Model-based value expansion",
        "after Feinberg et al. 2018, with SAC",
        ("3.0", "mve"),
        {
            "rollout": {"length": 3},
            "model": _SMALL_MODEL,
            "policy": {"discount": 0.98},
            "training": {"env_steps": 2_500, "random_steps": 500},
        },
    ),
    _TASK.preset(
        "steve",
        "STEVE",
        "after Buckman et al. 2018, with SAC",
        ("3.0", "steve"),
        {
            "rollout": {"length": 3},
            "model": _SMALL_MODEL,
            "policy": {"discount": 0.98, "updates_per_step": 5},
            "training": {"env_steps": 2_500, "random_steps": 500},
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
            "gradient": {**_CAREFUL, "rollouts": 100, "minibatch": 1_000, "entropy_bonus": 0.01},
            "policy": _SMALL_POLICY,
            "training": {"env_steps": 2_000, "random_steps": 500},
        },
    ),
    _TASK.preset(
        "actor-critic",
        "Actor-critic on branched model rollouts",
        "after Schulman et al. 2016 (GAE)",
        ("2.5", "actor_critic"),
        {
            "rollout": {"start": "real_uniform", "length": 20},
            "model": _SMALL_MODEL,
            "gradient": {
                "rollouts": 200,
                "updates_per_fit": 300,
                "epochs": 2,
                "entropy_bonus": 0.02,
                "improved_members": 0.0,
            },
            "policy": _SMALL_POLICY,
            "training": {"env_steps": 2_000, "random_steps": 500},
        },
    ),
    _TASK.preset(
        "reinforce",
        "REINFORCE on whole model rollouts",
        "after Williams 1992: the lecture's plain version 2.5",
        ("2.5", "reinforce"),
        {
            "rollout": {"start": "initial", "length": 200},
            "model": _SMALL_MODEL,
            "gradient": {
                "rollouts": 100,
                "updates_per_fit": 100,
                "epochs": 1,
                "entropy_bonus": 0.02,
            },
            "policy": _SMALL_POLICY,
            "training": {"env_steps": 2_000, "random_steps": 500},
        },
    ),
    _TASK.preset(
        "svg",
        "Backpropagation through short model rollouts",
        "after Heess et al. 2015 (SVG) and Amos et al. 2021 (SAC-SVG): a value ends each rollout",
        ("2.0", "pathwise"),
        {
            "rollout": {"start": "real_uniform", "length": 10},
            "model": _SMALL_MODEL,
            "gradient": {
                "terminal_value": True,
                "rollouts": 64,
                "updates_per_fit": 300,
                "epochs": 4,
                "minibatch": 128,
                "improved_members": 0.0,
            },
            "policy": {"hidden": [128, 128], "discount": 0.95},
            "training": {"env_steps": 1_500, "random_steps": 500},
        },
    ),
    _TASK.preset(
        "pathwise",
        "Backpropagation through whole model episodes",
        "the lecture's version 2.0 as it stands: no value, no truncation",
        ("2.0", "pathwise"),
        {
            "rollout": {"start": "initial", "length": 200},
            "model": _SMALL_MODEL,
            "gradient": {"rollouts": 32, "updates_per_fit": 40},
            "policy": {"hidden": [128, 128]},
            "training": {"env_steps": 2_000, "random_steps": 500},
        },
    ),
    _TASK.preset(
        "pets",
        "Planning at every step (CEM)",
        "after Chua et al. 2018 (PETS)",
        ("1.5", "cem"),
        _PLANNING,
    ),
    _TASK.preset(
        "icem",
        "Planning at every step (iCEM)",
        "after Pinneri et al. 2020",
        ("1.5", "icem"),
        _PLANNING,
    ),
    _TASK.preset(
        "mppi",
        "Planning at every step (MPPI)",
        "after Williams et al. 2017",
        ("1.5", "mppi"),
        _PLANNING,
    ),
    _TASK.preset(
        "random-shooting",
        "Planning at every step (random shooting)",
        "after Nagabandi et al. 2018, with as many sequences as the other planners try in all",
        ("1.5", "random_shooting"),
        {**_PLANNING, "planning": {"candidates": 300}},
    ),
    _TASK.preset(
        "plan-once",
        "Planning once, then executing",
        "the lecture's version 1.0: a plan of 50 steps, executed to its end",
        ("1.0", "cem"),
        {**_PLANNING, "rollout": {"length": 50}, "planning": {"candidates": 300, "iterations": 5}},
    ),
    _TASK.preset(
        "random-data",
        "Planning in a model of random data",
        "the lecture's version 0.5: one fit to 500 random steps, never again",
        ("0.5", "cem"),
        {
            **_PLANNING,
            "rollout": {"length": 15},
            "model": _SMALL_MODEL,
            "training": {"env_steps": 1_000, "random_steps": 500},
            "evaluation": {"horizon": 20, "diagnostics_budget": 0.15},
        },
    ),
    _TASK.preset(
        "sac",
        "Model-free SAC",
        "Haarnoja et al. 2018, one update per real step",
        ("model-free", "sac"),
        {
            "policy": {"updates_per_step": 1},
            "training": {"env_steps": 10_000, "random_steps": 500},
        },
    ),
    _TASK.preset(
        "redq",
        "Model-free REDQ",
        "after Chen et al. 2021, with five critics and ten updates per real step",
        ("model-free", "redq"),
        {
            "policy": {"critics": 5, "updates_per_step": 10},
            "training": {"env_steps": 2_000, "random_steps": 500},
        },
    ),
    _TASK.preset(
        "ppo",
        "Model-free PPO",
        "after Schulman et al. 2017, with updates of 4,000 steps",
        ("model-free", "ppo"),
        {
            "policy": {"hidden": [64, 64], "discount": 0.9},
            "gradient": {**_CAREFUL, "minibatch": 200, "steps_per_update": 4_000, "epochs": 20},
            "training": {"env_steps": 100_000, "random_steps": 1},
            "evaluation": {"every": 5_000},
        },
    ),
)

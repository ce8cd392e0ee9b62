"""On-policy gradients: through the model (2.0), on model rollouts (2.5), and PPO on real steps."""

from backend.spec.spec_part import Part, setting

# Start states of a check, tried by common draws: `tests/benchmarks/statistics/metrpo_check.py`.
VALIDATION_STARTS = 100


class GradientSpec(Part):
    """How policy gradients are estimated and applied."""

    rollouts: int = setting(
        100,
        "Imagined rollouts behind each gradient.",
        unit="rollouts",
        label="Rollouts per gradient",
        source="our default; Kurutach et al. 2018 (ME-TRPO) use 50,000 steps",
        ge=2,
        le=100_000,
    )
    updates_per_fit: int = setting(
        30,
        "Most policy updates between two refits of the model, with no new real data.",
        unit="updates",
        label="Updates per refit",
        source="our default",
        ge=1,
        le=10_000,
    )
    learning_rate: float = setting(
        1e-3,
        "Adam's step size for policy and value function in the on-policy improvers.",
        label="Gradient learning rate",
        source="our default for small networks and few updates",
        gt=0.0,
        le=1.0,
    )
    clip_norm: float | None = setting(
        1.0,
        "Scale the policy's gradient down to this norm; empty never clips. The norm before "
        "clipping is logged.",
        label="Clip gradient norm",
        source="our default",
        gt=0.0,
        le=1e6,
    )
    terminal_value: bool = setting(
        default=False,
        description="Add a learned value of the last state to an imagined rollout's return (2.0); "
        "actor_critic and ppo always do, reinforce where rollouts are shorter than episodes.",
        label="Terminal value",
        source="Heess et al. 2015 (SVG); Clavera et al. 2020 (MAAC)",
    )
    gae_lambda: float = setting(
        0.95,
        "Weight of longer returns in the advantage: 0 is one step, 1 the whole rollout.",
        label="GAE lambda",
        source="Schulman et al. 2016 (GAE)",
        ge=0.0,
        le=1.0,
    )
    entropy_bonus: float = setting(
        0.003,
        "Weight of the policy's entropy in the objective, with advantages of deviation 1.",
        label="Entropy bonus",
        source="Schulman et al. 2017 (PPO): 0 to 0.01",
        ge=0.0,
        le=10.0,
    )
    clip_ratio: float = setting(
        0.2,
        "PPO's clip of the probability ratio around 1.",
        label="PPO clip",
        source="Schulman et al. 2017 (PPO)",
        gt=0.0,
        lt=1.0,
    )
    target_kl: float = setting(
        0.02,
        "PPO stops an update's epochs when the policy has moved this far.",
        unit="nats",
        label="PPO target KL",
        source="OpenAI Spinning Up: 0.01 to 0.05",
        gt=0.0,
        le=100.0,
    )
    epochs: int = setting(
        10,
        "Passes over each update's data: of the value function, and of PPO's policy.",
        unit="epochs",
        label="Epochs per update",
        source="Schulman et al. 2017 (PPO), table 3",
        ge=1,
        le=1_000,
    )
    minibatch: int = setting(
        512,
        "Transitions per gradient step of PPO, and of the value function.",
        unit="transitions",
        label="Minibatch",
        source="our default; Schulman et al. 2017 (PPO) use 64 of 2,048",
        ge=2,
        le=1_000_000,
    )
    steps_per_update: int = setting(
        1_000,
        "Real steps between updates of model-free PPO.",
        unit="real steps",
        label="PPO steps per update",
        source="Schulman et al. 2017 (PPO), table 3: 2,048",
        ge=2,
        le=1_000_000,
    )
    validate_every: int = setting(
        5,
        "Updates between checks of the policy's return in each elite.",
        unit="updates",
        label="Validate every",
        source="Kurutach et al. 2018 (ME-TRPO): 5",
        ge=1,
        le=10_000,
    )
    improved_members: float = setting(
        0.7,
        "Stop improving in a model when the return has improved in fewer than this share of the "
        "elites; 0 never stops early.",
        unit="share of the elites",
        label="Elites that must improve",
        source="Kurutach et al. 2018 (ME-TRPO): 0.7",
        ge=0.0,
        le=1.0,
    )

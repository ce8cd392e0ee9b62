"""From which return on a task counts as solved."""

# `reward_threshold` of the registry of Gymnasium 1.4 (`gymnasium/envs/__init__.py`). Pusher has 0,
# which no policy reaches, since every step costs; tasks that are not here have none.
SOLVED_RETURNS = {
    "MountainCarContinuous-v0": 90.0,
    "CartPole-v1": 475.0,
    "MountainCar-v0": -110.0,
    "Acrobot-v1": -100.0,
    "InvertedPendulum-v5": 950.0,
    "InvertedDoublePendulum-v5": 9_100.0,
    "Reacher-v5": -3.75,
    "Swimmer-v5": 360.0,
    "Hopper-v5": 3_800.0,
    "HalfCheetah-v5": 4_800.0,
    "Ant-v5": 6_000.0,
}

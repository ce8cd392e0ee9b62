"""stable-baselines3's DQN on CartPole-v1, to be set beside `dqn/cart-pole`.

    .venv/peers/bin/python -m tests.benchmarks.learning.peer_dqn --seeds 0-4

The settings are those of RL Baselines3 Zoo (hyperparams/dqn.yml). Evaluated as ours: five episodes
of the greedy policy, the mean of the last three evaluations against the bar of 475.
"""

import argparse
import statistics
import time
from typing import Any

import gymnasium
import torch

from backend.cli.launch_input import read_seeds
from tests.benchmarks.engine.peers import peer

ENVIRONMENT = "CartPole-v1"
STEPS = 50_000
EVERY = 2_500
EPISODES = 5
PUBLISHED = {
    "learning_rate": 2.3e-3,
    "batch_size": 64,
    "buffer_size": 100_000,
    "learning_starts": 1_000,
    "gamma": 0.99,
    "target_update_interval": 10,
    "train_freq": 256,
    "gradient_steps": 128,
    "exploration_fraction": 0.16,
    "exploration_final_eps": 0.04,
    "policy_kwargs": {"net_arch": [256, 256]},
}


def curve(seed: int, steps: int) -> dict[int, float]:
    """Mean return of the greedy policy by real step."""
    agent: Any = peer("stable_baselines3").DQN(
        "MlpPolicy", gymnasium.make(ENVIRONMENT), seed=seed, device="cpu", **PUBLISHED
    )
    judge: gymnasium.Env[Any, Any] = gymnasium.make(ENVIRONMENT)
    judge.reset(seed=seed)
    evaluate = peer("stable_baselines3.common.evaluation").evaluate_policy
    found: dict[int, float] = {}

    def measure(told: dict[str, Any], _: dict[str, Any]) -> bool:
        done = told["self"].num_timesteps
        if done % EVERY == 0:
            found[done] = evaluate(agent, judge, EPISODES, warn=False)[0]
        return True

    agent.learn(steps, callback=measure)
    return found


def main() -> None:
    """Train each seed and print its row."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=read_seeds, default="0-4")
    parser.add_argument("--steps", type=int, default=STEPS)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    print("| seed | last three evaluations | CPU s | real return by step |")
    print("|---|---|---|---|")
    for seed in asked.seeds:
        began = time.process_time()
        found = curve(seed, asked.steps)
        spent = time.process_time() - began
        last = statistics.mean(list(found.values())[-3:])
        told = "; ".join(f"{step}: {value:.0f}" for step, value in found.items())
        print(f"| {seed} | {last:.1f} | {spent:.0f} | {told} |", flush=True)


if __name__ == "__main__":
    main()

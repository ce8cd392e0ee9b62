"""What bfloat16 rollouts do to predictions: how far they are from those in float32.

A model of Hopper fitted on 5,000 random transitions, 2,000 of them as starts, and the actions that
an untrained SAC policy of 2 x 256 takes on float32's way. Both precisions start together and take
the same actions; the elites' mean is fed back, without noise. Beside it: how far the elites' means
are from each other after one step, and how far the model is from the truth after one step of D.
Root mean squares in deviations of each observation dimension over D.
"""

import torch
from torch import Tensor

from tests.benchmarks.engine import hopper
from tests.benchmarks.engine.race import apply
from worker.mbrl.dynamics.learned_model import new_model
from worker.mbrl.dynamics.rollout_precision import model_in_bfloat16, policy_in_bfloat16
from worker.mbrl.generators import Generators
from worker.mbrl.materials import Materials
from worker.mbrl.policy.improvers.off_policy import off_policy_updates

STARTS, LENGTH, WIDTH = 2_000, 5, 256


def rms(difference: Tensor) -> float:
    """Root mean square over everything."""
    return float(difference.square().mean().sqrt())


def main() -> None:
    """Fit, roll out twice, print."""
    apply("ours")
    device = torch.device("cpu")
    generators = Generators.seeded(0, device)
    real = hopper.our_buffer(hopper.record(), device)
    model = new_model(hopper.spec(version="3.0"), hopper.TASK, generators, device)
    model.refit(real, generators)
    materials = Materials(hopper.spec(WIDTH), hopper.TASK, real, generators, device)
    agent = off_policy_updates(materials).agent
    full, short = model.steps, model_in_bfloat16(model.steps)
    scale = full.ensemble.normaliser.observation_scale
    drawn = real.columns.unpack(real.draw(STARTS, generators.rollouts))
    obs = drawn.obs
    policy, short_policy = agent.policy, policy_in_bfloat16(agent)
    print(f"actions, largest difference: {_largest(policy.decide(obs), short_policy.decide(obs))}")
    truth = rms((full.mean(obs, drawn.act) - drawn.obs_next) / scale)
    print(f"one step of D, float32 from the truth: {truth:.4f}")
    print(f"one step, an elite from the elites' mean: {rms(full.disagreement(obs, drawn.act)):.4f}")
    exact, rounded = obs, obs
    for step in range(1, LENGTH + 1):
        act = policy.explore(exact, generators.rollouts)
        exact, rounded = full.mean(exact, act), short.mean(rounded, act)
        print(f"step {step}, bfloat16 from float32: {rms((rounded - exact) / scale):.4f}")


def _largest(left: Tensor, right: Tensor) -> str:
    return f"{float((left - right).abs().max()):.4f}"


if __name__ == "__main__":
    main()

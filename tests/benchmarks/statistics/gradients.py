"""Total variance of pathwise over likelihood-ratio gradients on a torque pendulum.

    python -m tests.benchmarks.statistics.gradients [--truths 200]

The model is Gymnasium's Pendulum-v1 itself, written in torch, so that nothing but the estimators
differs; the policy is a fresh network. Printed are the ratios with the baseline of a likelihood
ratio from other starts (one rollout each) and from the same start (four), and how often the 95 %
interval of 32 starts holds the ratio of many.
"""

import argparse
import math
from collections.abc import Sequence

import torch
from torch import Generator, Tensor

from backend.spec.rollout import Propagation
from worker.environments.rewards import pendulum
from worker.mbrl.dynamics.model import ImaginedStep
from worker.mbrl.evaluation.gradient_spread import GradientSpread, spread_of, variance_ratio
from worker.mbrl.evaluation.gradients import (
    Question,
    imagine,
    likelihood_ratio,
    pathwise,
)
from worker.mbrl.policy.tanh_gaussian import TanhGaussian

HORIZONS = (1, 5, 10, 20)
NO_REWARD = torch.zeros(())
STARTS, MANY_STARTS = 32, 2_000
TIME_STEP, LARGEST_SPEED, LARGEST_TORQUE = 0.05, 8.0, 2.0


class Pendulum:
    """Pendulum-v1: observations are cosine, sine and speed of an angle that is 0 upright."""

    propagation: Propagation = "mean"

    def draw_members(self, count: int, generator: Generator) -> None:
        """There is one truth."""
        del count, generator

    def expected(self, obs: Tensor, act: Tensor) -> tuple[Tensor, Tensor]:
        """The next state and the reward."""
        found = self.sample(obs, act, Generator())
        return found.obs_next, found.reward

    def mean(self, obs: Tensor, act: Tensor) -> Tensor:
        """The next state."""
        return self.expected(obs, act)[0]

    def means(self, obs: Tensor, act: Tensor) -> Tensor:
        """The next state, as the only member has it."""
        return self.expected(obs.squeeze(0), act)[0].unsqueeze(0)

    def sample(
        self, obs: Tensor, act: Tensor, generator: Generator, members: Tensor | None = None
    ) -> ImaginedStep:
        """One step; nothing of it is random."""
        del generator, members
        torque = LARGEST_TORQUE * act[:, 0].clamp(-1.0, 1.0)
        speed = obs[:, 2] + (15.0 * obs[:, 1] + 3.0 * torque) * TIME_STEP
        speed = speed.clamp(-LARGEST_SPEED, LARGEST_SPEED)
        angle = torch.atan2(obs[:, 1], obs[:, 0]) + speed * TIME_STEP
        fine = torch.ones(len(obs), dtype=torch.bool)
        reached = torch.stack((angle.cos(), angle.sin(), speed), dim=1)
        return ImaginedStep(reached, pendulum(obs, act, reached), ~fine, fine, fine)


def starts_of(count: int, generator: Generator) -> Tensor:
    """As Pendulum-v1 begins."""
    angle, speed = (torch.rand(2, count, generator=generator) * 2.0 - 1.0).unbind()
    return torch.stack(((math.pi * angle).cos(), (math.pi * angle).sin(), speed), dim=1)


def spreads(
    policy: TanhGaussian, starts: Tensor, generator: Generator, horizons: Sequence[int] = HORIZONS
) -> tuple[GradientSpread, GradientSpread]:
    """Of both kinds, as the diagnostics measure them."""
    question = Question(starts, torch.ones(3), NO_REWARD, tuple(horizons))
    imagined = imagine(Pendulum(), policy, question, generator)
    return (
        spread_of(pathwise(imagined, policy, horizons)),
        spread_of(likelihood_ratio(imagined, policy, horizons)),
    )


def by_other_starts(policy: TanhGaussian, starts: Tensor, generator: Generator) -> Tensor:
    """The ratios as they were: one rollout from each start, the others as its baseline."""
    question = Question(starts, torch.ones(3), NO_REWARD, HORIZONS, rollouts=1)
    imagined = imagine(Pendulum(), policy, question, generator)
    path = spread_of(pathwise(imagined, policy, HORIZONS))
    rewards, count = imagined.rewards.detach(), len(starts)
    parameters, variances = list(policy.parameters()), []
    for horizon in HORIZONS:
        to_go = rewards[:horizon].flip(0).cumsum(dim=0).flip(0)
        weights = to_go - (to_go.sum(dim=1, keepdim=True) - to_go) / (count - 1)
        rows = []
        for start in range(count):
            log_p = policy.log_probability(
                imagined.obs[:horizon, start], imagined.act[:horizon, start]
            )
            rows.append(torch.autograd.grad(log_p, parameters, weights[:, start])[0].flatten())
        variances.append(spread_of([torch.stack(rows)]).total_variance[0])
    return path.total_variance / torch.stack(variances)


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--truths", type=int, default=200)
    truths = parser.parse_args().truths
    generator = torch.Generator().manual_seed(0)
    policy = TanhGaussian(3, 1, (64, 64), generator)
    before = by_other_starts(policy, starts_of(MANY_STARTS, generator), generator)
    path, ratio = spreads(policy, starts_of(MANY_STARTS, generator), generator)
    truth = path.total_variance / ratio.total_variance
    held, one = torch.zeros(len(HORIZONS)), None
    for _ in range(truths):
        one = variance_ratio(*spreads(policy, starts_of(STARTS, generator), generator))
        held += ((one.low <= truth) & (truth <= one.high)).float() / truths
    print(
        "| h | other starts | same start | of 32 starts, 95 % | holds it |\n|---|---|---|---|---|"
    )
    for place, horizon in enumerate(HORIZONS):
        told = "" if one is None else f"{one.low[place]:.1e} to {one.high[place]:.1e}"
        print(
            f"| {horizon} | {before[place]:.1e} | {truth[place]:.1e} | {told} | {held[place]:.0%} |"
        )


if __name__ == "__main__":
    main()

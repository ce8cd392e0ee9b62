"""How often ME-TRPO's check goes on after an improvement, and after none, where the truth is known.

    python -m tests.benchmarks.statistics.metrpo_check

Five linear models that differ a little, s' = a_i s + b_i u + noise, pay -s^2 - u^2 / 10 for 30
steps; a policy is u = -k s + noise. Policies are found whose mean return over models, starts and
noise lies above that of a first one by so many deviations of a single rollout's return; a gain of 0
is that of another policy just as good. The check compares the two as a run does: it goes on when
the return rose in at least 70 % of the models. Printed is the share of 400 checks that go on, by
the starts, by whether both policies are tried by the same draws, and by whether they act noisily.
"""

from dataclasses import dataclass
from itertools import starmap

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from backend.spec.gradient import VALIDATION_STARTS, GradientSpec
from worker.mbrl.dynamics.cut_off import AfterCutOff
from worker.mbrl.dynamics.model import ImaginedStep
from worker.mbrl.dynamics.trajectory_batch import imagine

CHECKS, STEPS, FIRST = 400, 30, 0.2
A = torch.tensor([0.96, 0.98, 1.0, 1.01, 0.97])
B = torch.tensor([0.10, 0.12, 0.09, 0.11, 0.10])
NOISE, ACTION_NOISE = 0.5, 0.5
GAINS = (-0.5, -0.1, -0.05, 0.0, 0.02, 0.05, 0.1, 0.25, 0.5)


@dataclass(frozen=True)
class Way:
    """How a check is made.

    Attributes:
        name: What it is called in the table.
        starts: Start states, the same before and after.
        common: Whether the draws are the same before and after too.
        noisy: Whether the policy acts with its noise.
    """

    name: str
    starts: int
    common: bool
    noisy: bool


WAYS = (
    Way("before: 20 starts, own draws, no action noise", 20, common=False, noisy=False),
    Way("20 starts, common draws", 20, common=True, noisy=True),
    Way(f"{VALIDATION_STARTS} starts, own draws", VALIDATION_STARTS, common=False, noisy=True),
    Way(
        f"now: {VALIDATION_STARTS} starts, common draws", VALIDATION_STARTS, common=True, noisy=True
    ),
)


class Models:
    """The five, one for each rollout."""

    propagation = "tsinf"

    def draw_members(self, count: int, generator: Generator) -> Tensor:
        """Any of them."""
        return torch.randint(len(A), (count,), generator=generator)

    def sample(
        self, obs: Tensor, act: Tensor, generator: Generator, members: Tensor
    ) -> ImaginedStep:
        """One step of each row in its own model."""
        noise = NOISE * torch.randn(obs.shape, generator=generator)
        reached = A[members, None] * obs + B[members, None] * act + noise
        fine = torch.ones(len(obs), dtype=torch.bool)
        paid = -(obs.square() + 0.1 * act.square())[:, 0]
        return ImaginedStep(reached, paid, ~fine, fine, fine)


def returns(
    gain: float, starts: Float[Tensor, "batch obs"], *, noisy: bool, seed: int
) -> Float[Tensor, "check elite start"]:
    """Return of the policy u = -gain s from each start of each check in each model."""
    draws = Generator().manual_seed(seed)
    rows = starts.repeat(len(A), 1)
    members = torch.arange(len(A)).repeat_interleave(len(starts))

    def act(obs: Tensor) -> Tensor:
        return -gain * obs + ACTION_NOISE * noisy * torch.randn(obs.shape, generator=draws)

    rollouts = imagine(Models(), act, rows, STEPS, draws, members)
    nothing_lost = AfterCutOff("worst", lambda: torch.zeros(()))
    return rollouts.returns(nothing_lost).view(len(A), CHECKS, -1).movedim(0, 1)


def policy_with(wanted: float) -> float:
    """The gain k whose return lies so many deviations above the first policy's."""
    starts = torch.randn(CHECKS * 4, 1, generator=Generator().manual_seed(99))
    before = returns(FIRST, starts, noisy=True, seed=98)
    deviation = float(before.std(dim=(0, 2)).mean())

    def gained(gain: float) -> float:
        change = returns(gain, starts, noisy=True, seed=98) - before
        return float(change.mean()) / deviation

    grid = torch.linspace(-1.0, 12.0, 27).tolist()
    values = [gained(gain) for gain in grid]
    best = max(range(len(grid)), key=values.__getitem__)
    # On the far side of the best, where a policy as good as the first one is another one.
    far = range(best, len(grid)) if wanted <= 0.0 else range(best + 1)
    place = min(far, key=lambda at: abs(values[at] - wanted))
    low, high = grid[max(place - 1, 0)], grid[min(place + 1, len(grid) - 1)]
    falls = wanted <= 0.0
    for _ in range(12):
        middle = (low + high) / 2
        if (gained(middle) > wanted) == falls:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def goes_on(way: Way, after: float) -> float:
    """Share of the checks that go on."""
    starts = torch.randn(CHECKS * way.starts, 1, generator=Generator().manual_seed(1))
    first = returns(FIRST, starts, noisy=way.noisy, seed=2).mean(dim=2)
    second = returns(after, starts, noisy=way.noisy, seed=2 if way.common else 3).mean(dim=2)
    share = (second > first).float().mean(dim=1)
    return float((share >= GradientSpec().improved_members).float().mean())


def main() -> None:
    """Print one row for each way."""
    policies = [(gain, policy_with(gain)) for gain in GAINS]
    print("| check | " + " | ".join(f"gain {gain:g}" for gain in GAINS) + " |")
    print("|---" * (len(GAINS) + 1) + "|")
    for way in WAYS:
        shares = [goes_on(way, policy) for _, policy in policies]
        print(f"| {way.name} | " + " | ".join(f"{share:.1%}" for share in shares) + " |")
    print("policies k: " + ", ".join(starmap("{:g} has {:.3f}".format, policies)))


if __name__ == "__main__":
    main()

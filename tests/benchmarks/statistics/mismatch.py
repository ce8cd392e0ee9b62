"""Whether episodes of one process are told apart, and whether those of two are.

    python -m tests.benchmarks.statistics.mismatch [--truths 200]

Episodes of 20 states, `near` where each began or `free` of it. `by states` gives each state to an
episode of its own, as the classifier's halves did before. Printed are the mean area, its extremes,
how often its 95 % interval holds the truth (0.5, and of a shift the mean of all draws), how wide it
is, and how often it lies above 0.5.
"""

import argparse
import math

import torch
from torch import Generator

from worker.mbrl.evaluation.mismatch import Area, States, two_sample_auc

STEPS, DIMS = 20, 3
COUNTS = ((3, 3), (5, 5), (5, 15), (10, 10), (10, 20))
SHIFTS = (0.0, 1.5, 3.0)
# Deviations of where episodes begin, and of a step.
KINDS = {"near": (1.0, 0.1), "free": (0.5, 1.0)}


def walks(episodes: int, shift: float, kind: str, generator: Generator) -> States:
    """Episodes that begin about `shift`; those that stay near add up their steps."""
    level, step = KINDS[kind]
    begun = level * torch.randn((episodes, 1, DIMS), generator=generator) + shift / math.sqrt(DIMS)
    steps = step * torch.randn((episodes, STEPS, DIMS), generator=generator)
    moved = steps.cumsum(dim=1) if kind == "near" else steps
    return States((begun + moved).flatten(0, 1), torch.arange(episodes).repeat_interleave(STEPS))


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--truths", type=int, default=200)
    truths = parser.parse_args().truths
    generator = Generator().manual_seed(0)
    print("| split | states | episodes | shift | mean | least to most | holds | width | above |")
    print("|---|---|---|---|---|---|---|---|---|")
    for kind in KINDS:
        for first, second in COUNTS:
            for shift in SHIFTS:
                found = [
                    two_sample_auc(
                        walks(first, 0.0, kind, generator),
                        walks(second, shift, kind, generator),
                        generator,
                    )
                    for _ in range(truths)
                ]
                _print(f"by episodes | {kind} | {first}, {second} | {shift}", found, shift)
    for first, second in COUNTS:
        alone = [
            [apart(walks(count, 0.0, "near", generator)) for count in (first, second)]
            for _ in range(truths // 10)
        ]
        found = [two_sample_auc(*pair, generator) for pair in alone]
        _print(f"by states | near | {first}, {second} | 0.0", found, 0.0)


def apart(states: States) -> States:
    """Each state of an episode of its own."""
    return States(states.obs, torch.arange(len(states.obs)))


def _print(name: str, found: list[Area], shift: float) -> None:
    values = [each.value for each in found]
    mean = sum(values) / len(found)
    truth = mean if shift else 0.5
    holds = sum(each.low <= truth <= each.high for each in found) / len(found)
    above = sum(each.low > 0.5 for each in found) / len(found)
    width = sum(each.high - each.low for each in found) / len(found)
    spread = f"{min(values):.2f} to {max(values):.2f}"
    print(
        f"| {name} | {mean:.2f} | {spread} | {holds:.0%} | {width:.2f} | {above:.0%} |", flush=True
    )


if __name__ == "__main__":
    main()

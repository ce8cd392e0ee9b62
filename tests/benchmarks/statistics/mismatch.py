"""Whether episodes of one process are told apart, and whether those of two are.

    python -m tests.benchmarks.statistics.mismatch [--truths 200]

Episodes of 20 states that stay near where each began. `by states` gives each state to an episode
of its own, as the classifier's halves did before. Printed are the mean area, its extremes, how
often its 95 % interval holds 0.5, and how often it lies above.
"""

import argparse
import math

import torch
from torch import Generator

from worker.mbrl.evaluation.mismatch import Area, States, two_sample_auc

STEPS, DIMS = 20, 3
COUNTS = ((5, 5), (5, 15), (10, 10))
SHIFTS = (0.0, 1.5, 3.0)


def walks(episodes: int, shift: float, generator: Generator) -> States:
    """Episodes whose starts have a deviation of 1 about `shift`, and whose steps are of 0.1."""
    begun = torch.randn((episodes, 1, DIMS), generator=generator) + shift / math.sqrt(DIMS)
    moved = 0.1 * torch.randn((episodes, STEPS, DIMS), generator=generator).cumsum(dim=1)
    return States((begun + moved).flatten(0, 1), torch.arange(episodes).repeat_interleave(STEPS))


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--truths", type=int, default=200)
    truths = parser.parse_args().truths
    generator = Generator().manual_seed(0)
    print("| split | episodes | shift | mean | least to most | holds 0.5 | above |")
    print("|---|---|---|---|---|---|---|")
    for first, second in COUNTS:
        for shift in SHIFTS:
            pairs = [
                (walks(first, 0.0, generator), walks(second, shift, generator))
                for _ in range(truths)
            ]
            found = [two_sample_auc(*pair, generator) for pair in pairs]
            _print(f"by episodes | {first}, {second} | {shift}", found)
        alone = [
            tuple(States(each.obs, torch.arange(len(each.obs))) for each in pair)
            for pair in (
                (walks(first, 0.0, generator), walks(second, 0.0, generator)) for _ in range(truths)
            )
        ]
        _print(
            f"by states | {first}, {second} | 0.0", [two_sample_auc(*p, generator) for p in alone]
        )


def _print(name: str, found: list[Area]) -> None:
    values = [each.value for each in found]
    holds = sum(each.low <= 0.5 <= each.high for each in found) / len(found)
    above = sum(each.low > 0.5 for each in found) / len(found)
    spread = f"{min(values):.2f} to {max(values):.2f}"
    print(f"| {name} | {sum(values) / len(found):.2f} | {spread} | {holds:.0%} | {above:.0%} |")


if __name__ == "__main__":
    main()

"""What the rank correlation of disagreement and error is worth, and its interval.

    python -m tests.benchmarks.statistics.calibration [--truths 200]

Disagreement and error of windows over five steps, from normal processes: a part that a whole
episode shares, one that goes on from window to window, and one that goes on from step to step. The
error follows the disagreement with the same r in each part, so Spearman's correlation is
6 / pi arcsin(r / 2). Printed are the deviation of what is found, and how often three nominal 95 %
intervals hold the truth, with their mean width in brackets: ours, by jackknife over episodes; the
jackknife with the normal quantile; and Fisher's as if each start were an episode of its own.
"""

import argparse
import math

import torch
from torch import Generator, Tensor

from worker.mbrl.evaluation.calibration import Correlation, rank_correlation
from worker.mbrl.evaluation.student import student_quantile

STEPS = 5
# Share of the variance that an episode shares, and what goes on from one window to the next.
KINDS = {"alike": (0.3, 0.8), "independent": (0.0, 0.0)}
# Episodes, and windows of each: as before, and as now.
COUNTS = ((5, 4), (5, 20), (10, 10))
RS = (0.0, 0.5, 0.9)
OF_STEP = 0.2


def windows_of(episodes: int, each: int, kind: str, generator: Generator) -> Tensor:
    """Standard normal numbers of (start, step), the starts of an episode one after another."""
    shared, kept = KINDS[kind]
    level = torch.randn((episodes, 1), generator=generator)
    fresh = torch.randn((episodes, each), generator=generator)
    going = [fresh[:, 0]]
    for now in range(1, each):
        going.append(kept * going[-1] + math.sqrt(1.0 - kept**2) * fresh[:, now])
    of_window = math.sqrt(shared) * level + math.sqrt(1.0 - shared) * torch.stack(going, dim=1)
    of_step = torch.randn((episodes * each, STEPS), generator=generator)
    return math.sqrt(1.0 - OF_STEP) * of_window.view(-1, 1) + math.sqrt(OF_STEP) * of_step


def found_in(episodes: int, each: int, kind: str, r: float, generator: Generator) -> Correlation:
    """One set of windows."""
    apart, other = (windows_of(episodes, each, kind, generator) for _ in range(2))
    errors = r * apart + math.sqrt(1.0 - r**2) * other
    return rank_correlation(apart, errors, torch.arange(episodes).repeat_interleave(each))


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--truths", type=int, default=200)
    truths = parser.parse_args().truths
    generator = Generator().manual_seed(0)
    print(
        "| windows | episodes | starts | truth | mean | deviation | ours | normal | as if alone |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for kind in KINDS:
        for episodes, each in COUNTS:
            for r in RS:
                drawn = [found_in(episodes, each, kind, r, generator) for _ in range(truths)]
                truth = 6.0 / math.pi * math.asin(r / 2.0)
                _print(f"{kind} | {episodes} | {episodes * each}", truth, drawn, episodes, each)


def _print(name: str, truth: float, drawn: list[Correlation], episodes: int, each: int) -> None:
    found = torch.tensor([(of.value, of.low, of.high) for of in drawn], dtype=torch.float64)
    centre, low, high = found.T.atanh()
    ours = 0.5 * (high - low)
    alone = torch.full_like(ours, 1.96 / math.sqrt(episodes * each - 3))
    reaches = ours, ours * 1.96 / student_quantile(episodes - 1), alone
    cells = [_holds(centre, reach, truth) for reach in reaches]
    value = found[:, 0]
    about = f"{truth:.2f} | {value.mean():.2f} | {value.std():.2f}"
    print(f"| {name} | {about} | {' | '.join(cells)} |", flush=True)


def _holds(centre: Tensor, reach: Tensor, truth: float) -> str:
    low, high = (centre - reach).tanh(), (centre + reach).tanh()
    held = ((low <= truth) & (truth <= high)).double().mean()
    return f"{held:.0%} ({(high - low).nanmean():.2f})"


if __name__ == "__main__":
    main()

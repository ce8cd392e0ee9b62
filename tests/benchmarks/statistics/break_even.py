"""How often the interval of the break-even horizon holds the true one, over planted curves.

    python -m tests.benchmarks.statistics.break_even [--draws 1000]

Persistence errs by sqrt(h), the model so that their mean curves cross at a known h. Each episode
has a size of its own (deviation 0.4 of both errors' logarithm) and a quality of its own (0.2 to 0.5
of the model's alone), and noise of 0.1 at each step, correlated by 0.9 between neighbours. Beside
the interval of the page stands a percentile bootstrap over the episodes.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from backend.db.break_even import break_even
from backend.db.profiles import Floats, StoredProfile

HORIZON = 50
RESAMPLES = 400
EPISODES = (5, 10, 20)
QUALITIES = (0.2, 0.5)
H = np.arange(1.0, HORIZON + 1.0)
BEYOND = HORIZON + 1


@dataclass(frozen=True)
class Planted:
    """Mean curves of a model and of persistence that cross at a known h.

    Attributes:
        name: What it is called in the table.
        error: The model's, over that of persistence.
    """

    name: str
    error: Callable[[Floats], Floats]

    @property
    def truth(self) -> int:
        """The first h at which the model is no better; one beyond the horizon if there is none."""
        lost = self.error(H) >= 1.0
        return int(np.argmax(lost)) + 1 if lost.any() else BEYOND


PLANTED = (
    Planted("crosses steeply at 6", lambda h: (h / 5.5) ** 0.8),
    Planted("crosses slowly at 20", lambda h: (h / 19.5) ** 0.3),
    Planted("crosses slowly at 45", lambda h: (h / 44.5) ** 0.5),
    Planted("never falls to it", lambda h: (h / 120.0) ** 0.5),
    Planted("never beats it", lambda h: 1.6 + 0.0 * h),
    Planted("dips at 3 to 5", lambda h: np.where((h > 2) & (h < 6), 1.5, 0.3)),
)


def draw(planted: Planted, count: int, quality: float, random: np.random.Generator) -> list[Floats]:
    """Episodes of the model's error and of persistence's, one a row."""
    size = np.exp(0.4 * random.standard_normal((count, 1)))
    own = np.exp(quality * random.standard_normal((count, 1)) - 0.5 * quality**2)
    both = []
    for curve in (planted.error(H) * np.sqrt(H) * own, np.sqrt(H)):
        noise = random.standard_normal((count, HORIZON))
        for step in range(1, HORIZON):
            noise[:, step] = 0.9 * noise[:, step - 1] + np.sqrt(0.19) * noise[:, step]
        both.append(curve * size * np.exp(0.1 * noise - 0.005))
    return both


def ours(error: Floats, persistence: Floats) -> tuple[int, int]:
    """The interval that the page says."""
    curves = [_stored(rows) for rows in (error, persistence)]
    skill = _stored((1.0 - error.mean(axis=0) / persistence.mean(axis=0))[None])
    found = break_even(skill, *curves)
    if found is None:
        raise ValueError("a curve of skill has a break-even horizon")
    return found.low or BEYOND, found.high or BEYOND


def bootstrapped(
    error: Floats, persistence: Floats, random: np.random.Generator
) -> tuple[int, int]:
    """The percentile interval over resampled episodes."""
    chosen = random.integers(len(error), size=(RESAMPLES, len(error)))
    lost = (persistence - error)[chosen].mean(axis=1) <= 0.0
    at = np.where(lost.any(axis=1), lost.argmax(axis=1) + 1, BEYOND)
    low, high = np.quantile(at, [0.025, 0.975], method="inverted_cdf")
    return int(low), int(high)


def _stored(rows: Floats) -> StoredProfile:
    mean = rows.mean(axis=0)
    steps, starts = H.astype(int), np.ones(len(rows), int)
    return StoredProfile("", "", "", 0, "", steps, mean, mean, mean, mean, steps, rows, starts)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    random = np.random.default_rng(asked.seed)
    print(
        "| episodes | quality | curve | true h | Student's covers | bootstrap covers | "
        "median width |"
    )
    print("|---|---|---|---|---|---|---|")
    for count in EPISODES:
        for quality in QUALITIES:
            for planted in PLANTED:
                print(_row(planted, count, quality, asked.draws, random))


def _row(
    planted: Planted, count: int, quality: float, draws: int, random: np.random.Generator
) -> str:
    held, widths = np.zeros(2), []
    for _ in range(draws):
        rows = draw(planted, count, quality, random)
        ends = ours(*rows), bootstrapped(*rows, random)
        held += [low <= planted.truth <= high for low, high in ends]
        widths.append(ends[0][1] - ends[0][0])
    shares = [f"{100.0 * share:.0f} %" for share in held / draws]
    truth = planted.truth if planted.truth < BEYOND else f"> {HORIZON}"
    return (
        f"| {count} | {quality:g} | {planted.name} | {truth} | {shares[0]} | {shares[1]} | "
        f"{np.median(widths):.0f} |"
    )


if __name__ == "__main__":
    main()

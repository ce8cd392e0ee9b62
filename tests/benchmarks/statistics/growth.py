"""Whether the verdict on an error's growth is right, over planted curves.

    python -m tests.benchmarks.statistics.growth [--draws 200]

Prints one row for each planted curve and noise, then what a verdict costs. Each draw has 5 to 20
episodes with noise of 10 to 30 %, in proportion to the error: `independent` at each step,
`correlated` between neighbouring steps by 0.9, `own growth`, where each episode has a size and
a growth of its own beside a little noise, `own rates`, where log L of each episode is off by a
deviation of 0.05, or `own size`, where each episode is worse throughout by 20 % and noise of a step
is 3 %.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from backend.verdict.growth import Growth, Kind, growth
from backend.verdict.growth_laws import Floats, Noise, fit_laws
from backend.verdict.growth_words import NEARLY, named
from backend.verdict.mean_curve import MeanCurve

EPSILON = 0.02
NOISES = ("independent", "correlated", "own growth", "own rates", "own size")
# Deviation at each step, beside a size of the whole episode.
OF_A_STEP = 0.03
# Deviation of log L between episodes.
OWN_RATES = 0.05
HORIZONS = (50, 20)
RUNS_IN_A_COMPARISON = 500
RESAMPLES = 200


@dataclass(frozen=True)
class Planted:
    """A curve whose law is known.

    Attributes:
        name: What it is called in the table.
        curve: Its value at each h.
        kinds: What it is right to call it.
        factor: The true L, where it has one.
        exponent: The true p, where it has one.
        own: The curves of episodes with factors of their own, one a row, where it has a factor.
    """

    name: str
    curve: Callable[[Floats], Floats]
    kinds: frozenset[Kind]
    factor: float | None = None
    exponent: float | None = None
    own: Callable[[Floats, Floats], Floats] | None = None


def _lipschitz(factor: float) -> Planted:
    kind: Kind = "saturating" if factor < 1.0 else "linear" if factor == 1.0 else "exploding"
    curve = partial(_lipschitz_curve, factor=np.array(factor))
    return Planted(f"L = {factor:g}", curve, frozenset({kind}), factor, own=_lipschitz_curve)


def _lipschitz_curve(h: Floats, factor: Floats) -> Floats:
    rate = np.log(factor)[..., None]
    safe = np.where(rate == 0.0, 1.0, rate)
    curve: Floats = np.where(rate == 0.0, h, np.expm1(safe * h) / np.expm1(safe))
    return curve


def _exponential(factor: float) -> Planted:
    curve = partial(_exponential_curve, factor=np.array(factor))
    kinds: frozenset[Kind] = frozenset({"exploding"})
    return Planted(f"{factor:g}^h", curve, kinds, factor, own=_exponential_curve)


def _exponential_curve(h: Floats, factor: Floats) -> Floats:
    return np.exp(np.log(factor)[..., None] * h)


PLANTED = (
    *map(_lipschitz, (0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2)),
    Planted("flat", np.ones_like, frozenset({"constant"})),
    Planted("affine, 5 + h", lambda h: 5.0 + h, frozenset({"affine"})),
    Planted("affine, 10 + h", lambda h: 10.0 + h, frozenset({"affine"})),
    *map(_exponential, (1.04, 1.15)),
    Planted("sqrt h", np.sqrt, frozenset({"power"}), exponent=0.5),
    Planted("h^1.5", lambda h: h**1.5, frozenset({"power"}), exponent=1.5),
    Planted("step", lambda h: np.where(h <= len(h) / 2, 1.0, 4.0), frozenset({"none"})),
)

# Of no law, and near one: that one is right to be named only with how far it is off.
NEAR_A_LAW = (
    Planted("h + .05 h^2", lambda h: h + 0.05 * h**2, frozenset({"none"})),
    Planted("h + .2 h^2", lambda h: h + 0.2 * h**2, frozenset({"none"})),
    Planted(
        "h^.7 (1 + .163 (h - 1))",
        lambda h: h**0.7 * (1.0 + 0.163 * (h - 1.0)),
        frozenset({"none"}),
    ),
)


def draw(
    planted: Planted,
    horizon: int,
    noise: str,
    generator: np.random.Generator,
    count: int | None = None,
) -> MeanCurve:
    """Episodes of a planted curve, 5 to 20 where it is not said how many, and their mean."""
    h = np.arange(1.0, horizon + 1.0)
    count = int(generator.integers(5, 21)) if count is None else count
    size = generator.uniform(0.1, 0.3)
    normal = generator.standard_normal((count, horizon))
    if noise == "correlated":
        for step in range(1, horizon):
            normal[:, step] = 0.9 * normal[:, step - 1] + np.sqrt(0.19) * normal[:, step]
    if noise == "own growth":
        along = h / horizon - 0.5
        own = generator.standard_normal((count, 2))
        normal = own[:, :1] + own[:, 1:] * along + 0.2 * normal
    # Log-normal with the relative deviation asked for and mean 1: an error is never negative.
    scale = np.sqrt(np.log1p(size**2))
    if noise == "own size":
        normal = (0.2 * generator.standard_normal((count, 1)) + OF_A_STEP * normal) / scale
    curves = planted.curve(h)
    if noise == "own rates" and planted.own is not None and planted.factor is not None:
        off = OWN_RATES * generator.standard_normal(count)
        curves = planted.own(h, planted.factor * np.exp(off))
    episodes = EPSILON * curves * np.exp(scale * normal - 0.5 * scale**2)
    return MeanCurve(episodes.mean(axis=0), episodes, np.ones(count))


@dataclass
class Tally:
    """What the verdicts on many draws of one curve were."""

    draws: int = 0
    named: int = 0
    alone: int = 0
    above_one: int = 0
    covered: list[bool] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)

    def add(self, verdict: Growth, planted: Planted) -> None:
        """Count one."""
        self.draws += 1
        is_near = "none" in planted.kinds and verdict.off_by is not None
        right = is_near or bool(planted.kinds & set(verdict.kinds))
        self.named += right
        self.alone += right and (is_near or set(verdict.kinds) <= planted.kinds)
        factor, exponent = verdict.factor, verdict.exponent
        self.above_one += factor is not None and factor.value > 1.0
        for truth, said in ((planted.factor, factor), (planted.exponent, exponent)):
            if truth is not None and said is not None and said.low is not None:
                self.covered.append(said.low <= truth <= (said.high or said.low))
        words = named(verdict)
        if not planted.kinds & set(verdict.kinds) or words.startswith(NEARLY):
            self.others[words] = self.others.get(words, 0) + 1


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    generator = np.random.default_rng(asked.seed)
    print("| H | noise | curve | right | alone | L above 1 | interval covers | said instead |")
    print("|---|---|---|---|---|---|---|---|")
    for horizon in HORIZONS:
        for noise in NOISES:
            for planted in (*PLANTED, *NEAR_A_LAW):
                if noise == "own rates" and planted.own is None:
                    continue
                tally = Tally()
                for _ in range(asked.draws):
                    verdict = growth(draw(planted, horizon, noise, generator))
                    if verdict is not None:
                        tally.add(verdict, planted)
                print(_row(horizon, noise, planted, tally))
    _print_intervals(asked.draws, generator)
    _print_cost(generator)


def _print_intervals(draws: int, generator: np.random.Generator) -> None:
    """How often an interval holds the truth: the jackknife's, and a percentile bootstrap's."""
    print("\n| episodes | curve | jackknife covers | percentile bootstrap covers |")
    print("|---|---|---|---|")
    for count in (3, 5, 10, 20):
        for planted in (_lipschitz(0.9), _lipschitz(1.1)):
            truth = planted.factor or 1.0
            held = np.zeros(2)
            for _ in range(draws):
                measured = draw(planted, 50, "own growth", generator, count)
                verdict = growth(measured)
                said = None if verdict is None else verdict.factor
                if said is not None and said.low is not None and said.high is not None:
                    held[0] += said.low <= truth <= said.high
                low, high = _bootstrapped(measured, generator)
                held[1] += low <= truth <= high
            shares = [f"{100.0 * share:.0f} %" for share in held / draws]
            print(f"| {count} | {planted.name} | {shares[0]} | {shares[1]} |")


def _bootstrapped(measured: MeanCurve, generator: np.random.Generator) -> tuple[float, float]:
    count = len(measured.episodes)
    chosen = generator.integers(count, size=(RESAMPLES, count))
    means = measured.episodes[chosen].mean(axis=1)
    noise = Noise.of(measured.relative())
    rates = fit_laws(np.log(means), noise, "per step")["lipschitz"].shape
    low, high = np.exp(np.quantile(rates, [0.025, 0.975]))
    return float(low), float(high)


def _row(horizon: int, noise: str, planted: Planted, tally: Tally) -> str:
    share = [f"{100.0 * count / tally.draws:.1f} %" for count in (tally.named, tally.alone)]
    covers = (
        f"{100.0 * np.mean(tally.covered):.0f} % of {len(tally.covered)}" if tally.covered else "-"
    )
    wrong = ", ".join(f"{words} {count}" for words, count in tally.others.items()) or "-"
    return (
        f"| {horizon} | {noise} | {planted.name} | {share[0]} | {share[1]} | {tally.above_one} | "
        f"{covers} | {wrong} |"
    )


def _print_cost(generator: np.random.Generator) -> None:
    for noise in ("independent", "own rates"):
        growth(draw(PLANTED[0], 50, noise, generator))
        drawn = [
            draw(PLANTED[place % len(PLANTED)], 50, noise, generator)
            for place in range(RUNS_IN_A_COMPARISON)
        ]
        started = time.process_time()
        for measured in drawn:
            growth(measured)
        took = 1e3 * (time.process_time() - started) / len(drawn)
        print(f"\n{noise}: a verdict takes {took:.2f} ms of CPU time, mean of {len(drawn)}.")


if __name__ == "__main__":
    main()

"""How often each interval over seeds holds the truth, where the truth is known.

    python -m tests.benchmarks.statistics.intervals [--draws 2000] [--resamples 999] [--only TABLE]

Returns of 3, 5, 10 and 20 seeds are drawn from a normal truth, a skewed one (log-normal, with a
deviation of 1 of the logarithm) and a failing one, in which every fifth seed pays about 0 and the
others about 1. Printed is the share of draws in which a nominal 95 % interval holds what it is an
interval of, with its median width in deviations of the truth in brackets. No interval counts as a
miss.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from backend.groups.coverage import IMPROVED
from backend.groups.estimates import Estimate, band, estimate
from backend.spec.diagnostic import Scale
from backend.statistics.improvement import improvement
from backend.statistics.location import interquartile_mean, median
from backend.statistics.pooled import pooled_iqm
from backend.statistics.shares import share_reaching

Floats = NDArray[np.float64]
Interval = tuple[Floats, Floats]
Method = Callable[[Floats, int, np.random.Generator], Interval]
COUNTS = (3, 5, 10, 20)
CHUNK = 250
TAIL = 0.025


@dataclass(frozen=True)
class Truth:
    """Where seeds' returns come from."""

    name: str
    draw: Callable[[np.random.Generator, tuple[int, ...]], Floats]

    def of(self, statistic: Callable[[Floats], float]) -> float:
        """A statistic of the whole truth, from a million seeds."""
        return statistic(self.draw(np.random.default_rng(1), (1_000_000,)))


def failing(spread: float) -> Truth:
    """Every fifth seed pays about 0 and the others about 1, each with this deviation."""

    def draw(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
        return rng.normal(0.0, spread, shape) + (rng.random(shape) >= 0.2)

    return Truth("every fifth fails", draw)


TRUTHS = (
    Truth("normal", lambda rng, shape: rng.normal(10.0, 1.0, shape)),
    Truth("log-normal", lambda rng, shape: rng.lognormal(0.0, 1.0, shape)),
    failing(0.1),
)


def _diverging(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Normal returns, of which every fifth is not a number, whatever it would have been."""
    return np.where(rng.random(shape) < 0.2, np.nan, rng.normal(10.0, 1.0, shape))


DIVERGING = Truth("every fifth diverges", _diverging)
# Deviations of seeds that succeed and of those that fail, in the distance between the two.
SPREADS = (0.01, 0.03, 0.1, 0.3, 1.0)


def _ours(scale: Scale) -> Method:
    def student(samples: Floats, resamples: int, rng: np.random.Generator) -> Interval:
        del resamples, rng
        found = band(samples.T, scale)
        return found.low, found.high

    return student


def _bootstrap(name: str) -> Method:
    """By scipy: `percentile` or `BCa`."""

    def of_scipy(samples: Floats, resamples: int, rng: np.random.Generator) -> Interval:
        with np.errstate(all="ignore"):
            found = stats.bootstrap(
                (samples,), np.mean, axis=-1, n_resamples=resamples, method=name, rng=rng
            ).confidence_interval
        return found.low, found.high

    return of_scipy


def _studentised(samples: Floats, resamples: int, rng: np.random.Generator) -> Interval:
    """Bootstrap-t (Efron and Tibshirani 1993, section 12.5); resamples without spread left out."""
    count = samples.shape[-1]
    drawn = samples[:, rng.integers(0, count, (resamples, count))]
    mean, error = samples.mean(-1), samples.std(-1, ddof=1) / np.sqrt(count)
    with np.errstate(all="ignore"):
        ratio = (drawn.mean(-1) - mean[:, None]) / (drawn.std(-1, ddof=1) / np.sqrt(count))
    usable = np.where(drawn.std(-1) > 1e-12, ratio, np.nan)
    low, high = np.nanquantile(usable, [TAIL, 1.0 - TAIL], axis=-1)
    return mean - high * error, mean - low * error


METHODS: dict[str, Method] = {
    "Student": _ours("linear"),
    "percentile bootstrap": _bootstrap("percentile"),
    "BCa": _bootstrap("BCa"),
    "bootstrap-t": _studentised,
}


def coverage(interval: Interval, truth: float) -> float:
    """Share of intervals that hold it."""
    return float(np.mean((interval[0] <= truth) & (truth <= interval[1])))


def chunked(samples: Floats, resamples: int, rng: np.random.Generator, method: Method) -> Interval:
    """The intervals of many samples, some at a time for the memory's sake."""
    parts = [
        method(samples[at : at + CHUNK], resamples, rng) for at in range(0, len(samples), CHUNK)
    ]
    return np.concatenate([low for low, _ in parts]), np.concatenate([high for _, high in parts])


def print_means(draws: int, resamples: int, rng: np.random.Generator) -> None:
    """Intervals of the mean, and Student's on the log scale."""
    print("| truth | interval | of | " + " | ".join(f"n = {n}" for n in COUNTS) + " |")
    print("|---|---|---|" + "---|" * len(COUNTS))
    for truth in TRUTHS:
        samples = {n: truth.draw(rng, (draws, n)) for n in COUNTS}
        mean, unit = truth.of(np.mean), truth.of(np.std)
        for name, method in METHODS.items():
            found = {n: chunked(each, resamples, rng, method) for n, each in samples.items()}
            print(_row(truth.name, name, "mean", found, mean, unit))
        if truth.name != "every fifth fails":
            found = {n: _ours("log")(each, 0, rng) for n, each in samples.items()}
            middle = truth.of(lambda values: float(np.exp(np.log(values).mean())))
            print(_row(truth.name, "Student of logarithms", "geometric mean", found, middle, unit))
            print(_row(truth.name, "Student of logarithms", "mean", found, mean, unit))


def _row(
    truth: str, name: str, of: str, found: dict[int, Interval], aim: float, unit: float
) -> str:
    cells = [
        f"{coverage(each, aim):.0%} ({np.nanmedian(each[1] - each[0]) / unit:.1f})"
        if np.isfinite(each[0]).any()
        else "none"
        for each in found.values()
    ]
    return f"| {truth} | {name} | {of} | " + " | ".join(cells) + " |"


def _location(statistic: Callable[[Floats], Estimate]) -> Method:
    def interval(samples: Floats, resamples: int, rng: np.random.Generator) -> Interval:
        del resamples, rng
        found = [statistic(row) for row in samples]
        ends = [(each.low, each.high) for each in found]
        low, high = np.array(
            [(np.nan, np.nan) if a is None or b is None else (a, b) for a, b in ends]
        ).T
        return low, high

    return interval


def _percentile(statistic: Callable[..., Floats]) -> Method:
    """The percentile bootstrap of any statistic along the last axis."""

    def interval(samples: Floats, resamples: int, rng: np.random.Generator) -> Interval:
        count = samples.shape[-1]
        drawn = samples[:, rng.integers(0, count, (resamples, count))]
        low, high = np.quantile(statistic(drawn, axis=-1), [TAIL, 1.0 - TAIL], axis=-1)
        return low, high

    return interval


def _trimmed(samples: Floats, axis: int) -> Floats:
    trimmed: Floats = stats.trim_mean(samples, 0.25, axis=axis)
    return trimmed


def print_robust(draws: int, resamples: int, rng: np.random.Generator) -> None:
    """Intervals of the median and of the interquartile mean."""
    print("\n| truth | interval | of | " + " | ".join(f"n = {n}" for n in COUNTS) + " |")
    print("|---|---|---|" + "---|" * len(COUNTS))
    for truth in TRUTHS:
        samples = {n: truth.draw(rng, (draws, n)) for n in COUNTS}
        unit = truth.of(np.std)
        middles = {
            "median": (
                truth.of(np.median),
                {
                    "order statistics": _location(median),
                    "percentile bootstrap": _percentile(np.median),
                },
            ),
            "IQM": (
                truth.of(lambda values: float(stats.trim_mean(values, 0.25))),
                {
                    "Tukey and McLaughlin": _location(interquartile_mean),
                    "percentile bootstrap": _percentile(_trimmed),
                },
            ),
        }
        for of, (aim, methods) in middles.items():
            for name, method in methods.items():
                found = {n: chunked(each, resamples, rng, method) for n, each in samples.items()}
                print(_row(truth.name, name, of, found, aim, unit))


ESTIMATES: dict[str, Callable[[Floats], Estimate]] = {
    "mean": lambda values: estimate(list(values)),
    "median": lambda values: median(list(values)),
    "IQM": lambda values: interquartile_mean(list(values)),
    "median of those that did not": lambda values: median(list(values[np.isfinite(values)])),
    "IQM of those that did not": lambda values: interquartile_mean(
        list(values[np.isfinite(values)])
    ),
}


def held(truth: Truth, statistic: str, n: int, draws: int) -> tuple[float, float]:
    """How often the program's interval of a statistic of n seeds holds it, and how often it is.

    The truth is that of the statistic with seeds that diverged as the lowest.
    """
    rng = np.random.default_rng(n)
    of_truth = ESTIMATES[statistic.removesuffix(" of those that did not")]
    aim = truth.of(lambda values: float(of_truth(values).mean or 0.0))
    ends = np.array(
        [
            (
                np.nan if found.low is None else found.low,
                np.nan if found.high is None else found.high,
            )
            for found in map(ESTIMATES[statistic], truth.draw(rng, (draws, n)))
        ]
    )
    known = ~np.isnan(ends).any(1)
    if not known.any():
        return 0.0, 0.0
    return coverage((ends[known, 0], ends[known, 1]), aim), float(known.mean())


def covered(truth: Truth, statistic: str, n: int, draws: int) -> float:
    """How often the program's interval of a statistic of n seeds holds it, where there is one."""
    return held(truth, statistic, n, draws)[0]


def _held_words(truth: Truth, statistic: str, n: int, draws: int) -> str:
    found, known = held(truth, statistic, n, draws)
    if not known:
        return "none"
    return f"{found:.0%}" if known > 0.995 else f"{found:.0%} ({1.0 - known:.0%} none)"


def print_told(draws: int) -> None:
    """What the program says of its intervals, and what diverged seeds do to them."""
    heads = " | ".join(f"n = {n}" for n in COUNTS)
    print(f"\n| truth | interval of | {heads} |")
    print("|---|---|" + "---|" * len(COUNTS))
    asked = [(truth, statistic) for truth in TRUTHS for statistic in ("mean", "median", "IQM")]
    asked += [(DIVERGING, statistic) for statistic in list(ESTIMATES)[1:]]
    for truth, statistic in asked:
        cells = [_held_words(truth, statistic, n, draws) for n in COUNTS]
        print(f"| {truth.name} | {statistic} | " + " | ".join(cells) + " |")


def print_failing(draws: int) -> None:
    """How much the program's intervals where every fifth seed fails hang on the seeds' spread."""
    print(
        "\n| deviation of the seeds | interval of | "
        + " | ".join(f"n = {n}" for n in COUNTS)
        + " |"
    )
    print("|---|---|" + "---|" * len(COUNTS))
    for spread in SPREADS:
        for statistic in ("mean", "median", "IQM"):
            cells = [_held_words(failing(spread), statistic, n, draws) for n in COUNTS]
            print(f"| {spread} | {statistic} | " + " | ".join(cells) + " |")


def print_shares(draws: int, rng: np.random.Generator) -> None:
    """Exact intervals of the share of seeds that do not fail."""
    print("\n| chance | " + " | ".join(f"n = {n}" for n in COUNTS) + " |")
    print("|---|" + "---|" * len(COUNTS))
    for chance in (0.5, 0.8, 0.95):
        cells = []
        for n in COUNTS:
            found = [share_reaching(row, 1.0) for row in rng.random((draws, n)) < chance]
            held = [each is not None and each.low <= chance <= each.high for each in found]
            cells.append(f"{np.mean(held):.0%}")
        print(f"| {chance} | " + " | ".join(cells) + " |")


def improvement_coverage(n: int, draws: int, rng: np.random.Generator) -> list[float]:
    """How often Newcombe's interval over n normal seeds each holds each of the probabilities."""
    held = []
    for chance in IMPROVED:
        x, y = _groups(chance, n, draws, rng)
        found = [improvement(first, second) for first, second in zip(x, y, strict=True)]
        ends = np.array([(each.low, each.high) for each in found if each is not None], float)
        held.append(coverage((ends[:, 0], ends[:, 1]), chance))
    return held


def _groups(chance: float, n: int, draws: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    apart = np.sqrt(2.0) * stats.norm.ppf(chance)
    return rng.normal(apart, 1.0, (draws, n)), rng.normal(0.0, 1.0, (draws, n))


def print_improvement(draws: int, resamples: int, rng: np.random.Generator) -> None:
    """Intervals of the probability of improvement between two groups of normal returns."""
    print("\n| probability | interval | " + " | ".join(f"n = {n}" for n in COUNTS) + " |")
    print("|---|---|" + "---|" * len(COUNTS))
    ours = [improvement_coverage(n, draws, rng) for n in COUNTS]
    for place, chance in enumerate(IMPROVED):
        cells = [f"{of_count[place]:.0%}" for of_count in ours]
        print(f"| {chance} | Newcombe | " + " | ".join(cells) + " |")
        theirs = [_bootstrapped(*_groups(chance, n, draws, rng), resamples, rng) for n in COUNTS]
        cells = [f"{coverage(each, chance):.0%}" for each in theirs]
        print(f"| {chance} | percentile bootstrap | " + " | ".join(cells) + " |")


def _bootstrapped(x: Floats, y: Floats, resamples: int, rng: np.random.Generator) -> Interval:
    n = x.shape[-1]
    wins = (1.0 + np.sign(x[:, :, None] - y[:, None, :])) / 2.0
    drawn = np.empty((len(x), resamples))
    for at in range(resamples):
        first, second = rng.integers(0, n, (2, n))
        drawn[:, at] = wins[:, first][:, :, second].mean((1, 2))
    low, high = np.quantile(drawn, [TAIL, 1.0 - TAIL], axis=-1)
    return low, high


def pooled_coverage(truth: Truth, tasks: int, n: int, draws: int) -> float:
    """How often the interval of the IQM over tasks, one apart, with n seeds each, holds it."""
    rng = np.random.default_rng([tasks, n])
    shift = np.arange(tasks)[:, None]
    many = truth.draw(np.random.default_rng(1), (tasks, 200_000)) + shift
    aim = float(stats.trim_mean(many, 0.25, axis=None))
    held = 0
    for _ in range(draws):
        found = pooled_iqm((truth.draw(rng, (tasks, n)) + shift).tolist())
        low, high = found.low, found.high
        held += low is not None and high is not None and low <= aim <= high
    return held / draws


def print_pooled(draws: int) -> None:
    """The interquartile mean over tasks, by the stratified bootstrap: seeds of each task."""
    print("\n| truth | tasks | " + " | ".join(f"n = {n}" for n in COUNTS) + " |")
    print("|---|---|" + "---|" * len(COUNTS))
    for truth in TRUTHS:
        for tasks in (2, 5):
            held = [pooled_coverage(truth, tasks, n, draws) for n in COUNTS]
            print(
                f"| {truth.name} | {tasks} | " + " | ".join(f"{each:.0%}" for each in held) + " |"
            )


def main() -> None:
    """Print all tables, or one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=2_000)
    parser.add_argument("--resamples", type=int, default=999)
    tables: dict[str, Callable[[int, int], None]] = {
        "means": lambda draws, resamples: print_means(draws, resamples, np.random.default_rng(0)),
        "robust": lambda draws, resamples: print_robust(draws, resamples, np.random.default_rng(1)),
        "told": lambda draws, _: print_told(draws),
        "failing": lambda draws, _: print_failing(draws),
        "shares": lambda draws, _: print_shares(draws, np.random.default_rng(2)),
        "improvement": lambda draws, resamples: print_improvement(
            draws, resamples, np.random.default_rng(3)
        ),
        "pooled": lambda draws, _: print_pooled(draws // 2),
    }
    parser.add_argument("--only", choices=tables)
    asked = parser.parse_args()
    for name in [asked.only] if asked.only else tables:
        tables[name](asked.draws, asked.resamples)


if __name__ == "__main__":
    main()

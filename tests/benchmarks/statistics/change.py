"""Whether a run learned, judged where the truth is known.

    python -m tests.benchmarks.statistics.change

Series of evaluations, 2,000 of each kind and number. Printed is how often the first sentence of a
run says that the return rose or fell, and that it has fallen back, and how often its interval holds
the truth where one is shown: first for noise of many kinds about a return that does not change,
then for three truths that change by 5 or 10 deviations of one evaluation, then for all noises about
a jump of 30.
"""

import zlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from backend.db.learning import compared, learning_of
from backend.db.series import Points
from backend.spec.measures import Measures
from backend.verdict.learned import change_in
from backend.verdict.sentence import Judged, verdict

DRAWS = 2_000
COUNTS = (5, 6, 7, 8, 12, 16, 20, 60)
Floats = NDArray[np.float64]
SAID = ("It learned", "It got worse", "fallen back")
HEAD = "| evaluations | rose | got worse | fallen back | interval holds the truth |"
RUN = Judged("succeeded", "model-free", 1)


def _autoregressive(rng: np.random.Generator, count: int) -> Floats:
    shocks = rng.standard_normal(count) * np.where(np.arange(count) > 0, 0.75**0.5, 1.0)
    for at in range(1, count):
        shocks[at] += 0.5 * shocks[at - 1]
    return shocks


def _bounded(rng: np.random.Generator, count: int) -> Floats:
    usual = rng.integers(495, 501, count).astype(np.float64)
    return np.where(rng.random(count) < 0.1, 60.0, usual)


NOISES: dict[str, Callable[[np.random.Generator, int], Floats]] = {
    "normal": lambda rng, count: rng.standard_normal(count),
    "log-normal": lambda rng, count: np.exp(rng.standard_normal(count)),
    "one in ten fails, by 20": lambda rng, count: (
        rng.standard_normal(count) - 20.0 * (rng.random(count) < 0.1)
    ),
    "495 to 500, one in ten 60": _bounded,
    "0 or 1, one in five 1": lambda rng, count: 1.0 * (rng.random(count) < 0.2),
    "0 or 1, half of them 1": lambda rng, count: 1.0 * (rng.random(count) < 0.5),
    "0 or 10, and 0.3 of normal": lambda rng, count: (
        10.0 * (rng.random(count) < 0.5) + 0.3 * rng.standard_normal(count)
    ),
    "autocorrelation 0.5": _autoregressive,
}
TRUTHS: dict[str, Callable[[Floats], Floats]] = {
    "a jump": lambda at: 1.0 * (at > 1 / 3),
    "an even rise": lambda at: at,
    "a rise, half lost": lambda at: np.where(at < 0.6, at / 0.6, 1.0 - (at - 0.6) / 0.8),
}


def main() -> None:
    """Print three tables."""
    print(f"| noise, no change {HEAD}\n|---|---|---|---|---|---|")
    for name in NOISES:
        for count in COUNTS:
            print(f"| {name} | {count} | {_row(np.zeros(count), name)} |", flush=True)
    print(f"\n| truth, deviations {HEAD}\n|---|---|---|---|---|---|")
    for name, truth in TRUTHS.items():
        for size in (5.0, 10.0):
            for count in COUNTS:
                told = _row(size * truth(np.linspace(0.0, 1.0, count)), "normal")
                print(f"| {name}, {size:.0f} | {count} | {told} |", flush=True)
    print(f"\n| noise about a jump of 30 {HEAD}\n|---|---|---|---|---|---|")
    for name in NOISES:
        for count in COUNTS[4:]:
            jump = 30.0 * TRUTHS["a jump"](np.linspace(0.0, 1.0, count))
            print(f"| {name} | {count} | {_row(jump, name)} |", flush=True)


def _row(truth: Floats, noise: str) -> str:
    rng = np.random.default_rng([len(truth), zlib.crc32(noise.encode())])
    each = compared(len(truth))
    change = truth[-each:].mean() - truth[:each].mean()
    said, held = [], []
    for _ in range(DRAWS):
        values = truth + NOISES[noise](rng, len(truth))
        steps = np.arange(1, len(values) + 1)
        found = Measures(**learning_of(Points(steps, values, np.zeros(len(values)))))
        words, told = verdict(RUN, found), change_in(found)
        said.append([part in words for part in SAID])
        if told is not None and told.half_width is not None:
            held.append(abs(told.by - change) <= told.half_width)
    cells = [f"{share:.1%}" for share in np.mean(said, axis=0)]
    return " | ".join([*cells, f"{np.mean(held):.1%}" if held else "none is shown"])


if __name__ == "__main__":
    main()

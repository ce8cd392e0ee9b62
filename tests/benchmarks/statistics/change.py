"""Whether a run learned, judged where the truth is known.

    python -m tests.benchmarks.statistics.change

Series of evaluations with normal noise, 20,000 of each kind and number: nothing is learned; all is
learned in one jump at a third of the run; the return rises evenly; it rises and falls back by half.
The change from first to last is 10 deviations of one evaluation. Printed is how often the first
sentence of a run says that the return rose, fell, and that it has fallen back.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from backend.db.measures import learning_of
from backend.db.series import Points
from backend.spec.measures import Measures
from backend.verdict.sentence import Judged, verdict

DRAWS = 20_000
SIZE = 10.0
COUNTS = (3, 4, 5, 6, 8, 12, 20, 60)
Truth = Callable[[NDArray[np.float64]], NDArray[np.float64]]
TRUTHS: dict[str, Truth] = {
    "nothing": lambda at: 0.0 * at,
    "a jump": lambda at: SIZE * (at > 1 / 3),
    "an even rise": lambda at: SIZE * at,
    "a rise, half lost": lambda at: SIZE * np.where(at < 0.6, at / 0.6, 1.0 - (at - 0.6) / 0.8),
}
RUN = Judged("succeeded", "model-free", 1)


def main() -> None:
    """Print one table."""
    rng = np.random.default_rng(0)
    print("| truth | evaluations | rose | got worse | fallen back |\n|---|---|---|---|---|")
    for name, truth in TRUTHS.items():
        for count in COUNTS:
            at = np.linspace(0.0, 1.0, count)
            series = truth(at) + rng.standard_normal((DRAWS, count))
            said = [_said(values) for values in series]
            shares = [
                sum(words in each for each in said) / DRAWS
                for words in ("It learned", "It got worse", "fallen back")
            ]
            print(f"| {name} | {count} | " + " | ".join(f"{share:.1%}" for share in shares) + " |")


def _said(values: NDArray[np.float64]) -> str:
    real = Points(np.arange(1, len(values) + 1), values, np.zeros(len(values)))
    return verdict(RUN, Measures(**learning_of(real)))


if __name__ == "__main__":
    main()

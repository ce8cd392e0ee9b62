"""Fits of the ensemble: ours against mbrl's ModelTrainer.

7 members of 4 x 200 units on the same 5,000 transitions, a fifth held out, batch 256. Both sides
take their statistics, draw bootstraps, train, judge the hold-out after every epoch, keep the best
weights and choose elites. Ours decides when to stop; mbrl is told to take as many epochs.
Milliseconds are CPU time of the fit divided by its gradient steps.
"""

import math
from collections.abc import Iterator

import torch

from tests.benchmarks.engine import hopper
from tests.benchmarks.engine.peers import peer
from tests.benchmarks.engine.race import (
    Contestant,
    arguments,
    device_of,
    race,
    rows,
    settle,
    show,
)
from worker.mbrl.dynamics.learned_model import new_model
from worker.mbrl.generators import Generators

TARGET = 1.45
STEPS_PER_EPOCH = math.ceil(0.8 * hopper.TRANSITIONS / 256)


def contestants(device: torch.device) -> list[Contestant]:
    """Both sides, going on from their last weights fit by fit, as a run does."""
    recorded = hopper.record()
    generators = Generators.seeded(0, device)
    real = hopper.our_buffer(recorded, device)
    model = new_model(hopper.spec(version="3.0"), hopper.TASK, generators, device)
    buffer = hopper.mbrl_buffer(recorded)
    their_model = hopper.mbrl_model(hopper.OBSERVATION_DIMS, hopper.ACTION_DIMS, device)
    trainer = peer("mbrl.models").ModelTrainer(their_model, optim_lr=1e-3, weight_decay=5e-5)
    taken: list[int] = []

    def ours() -> int:
        taken.append(model.refit(real, generators).epochs)
        return taken[-1] * STEPS_PER_EPOCH

    def mbrl() -> int:
        hopper.mbrl_fit(their_model, trainer, buffer, taken[-1])
        return taken[-1] * STEPS_PER_EPOCH

    return [Contestant("ours", ours), Contestant("mbrl ModelTrainer", mbrl)]


def lines(rounds: int, device: torch.device) -> Iterator[str]:
    """The table."""
    yield from rows("fit 7 x 4 x 200", race(contestants(device), rounds, device), TARGET)


def main() -> None:
    """Time and print."""
    asked = arguments(__doc__).parse_args()
    device = device_of(asked)
    settle("tests.benchmarks.engine.fit")
    show(lines(asked.rounds, device))


if __name__ == "__main__":
    main()

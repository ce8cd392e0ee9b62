"""Policy updates: our SAC against stable-baselines3's and mbrl's.

Batch 256 drawn from a buffer of the same 5,000 transitions (11 observations, 3 actions), two hidden
layers. Milliseconds are CPU time of one update of critics, actor, temperature and targets, the draw
of its batch included.
"""

from collections.abc import Iterator
from itertools import count
from typing import Any

import gymnasium
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
from worker.mbrl.generators import Generators
from worker.mbrl.materials import Materials
from worker.mbrl.versions.model_free import ModelFree

BATCH = 256
TARGETS = {256: 1.4, 1024: 1.2}
# Multiples of our updates per real step.
UPDATES = {256: 150, 1024: 20}


def ours(
    recorded: hopper.Recorded, width: int, device: torch.device, *, cuda_graphs: bool
) -> Contestant:
    """Ours: version model-free, learning from one real step after another."""
    real = hopper.our_buffer(recorded, device)
    generators = Generators.seeded(0, device)
    spec = hopper.spec(width, cuda_graphs=cuda_graphs)
    learner = ModelFree(Materials(spec, hopper.TASK, real, generators, device))
    per_step = spec.policy.updates_per_step

    def work() -> int:
        for _ in range(UPDATES[width] // per_step):
            learner.learn()
        learner.measured()
        return UPDATES[width]

    return Contestant("ours", work)


def stable_baselines(recorded: hopper.Recorded, width: int, device: torch.device) -> Contestant:
    """stable-baselines3's `SAC.train`."""
    environment: gymnasium.Env[Any, Any] = gymnasium.make(hopper.ENVIRONMENT)
    agent = peer("stable_baselines3").SAC(
        "MlpPolicy", environment, buffer_size=hopper.TRANSITIONS, seed=0, device=device,
        policy_kwargs={"net_arch": [width, width]},
    )  # fmt: skip
    agent.set_logger(peer("stable_baselines3.common.logger").configure(None, []))
    for row in range(hopper.TRANSITIONS):
        one = slice(row, row + 1)
        agent.replay_buffer.add(
            recorded.obs[one], recorded.obs_next[one], recorded.act[one], recorded.reward[one],
            recorded.terminated[one], [{}],
        )  # fmt: skip

    def work() -> int:
        agent.train(gradient_steps=UPDATES[width], batch_size=BATCH)
        return UPDATES[width]

    return Contestant("stable-baselines3 SAC", work)


def mbrl(recorded: hopper.Recorded, width: int, device: torch.device) -> Contestant:
    """mbrl's `SAC.update_parameters`."""
    environment: gymnasium.Env[Any, Any] = gymnasium.make(hopper.ENVIRONMENT)
    agent = hopper.mbrl_sac(hopper.OBSERVATION_DIMS, environment.action_space, width, device)
    buffer = hopper.mbrl_buffer(recorded)
    made = count()

    def work() -> int:
        for _ in range(UPDATES[width]):
            agent.update_parameters(buffer, BATCH, next(made), reverse_mask=True)
        return UPDATES[width]

    return Contestant("mbrl SAC", work)


def lines(
    widths: list[int], rounds: int, device: torch.device, *, cuda_graphs: bool
) -> Iterator[str]:
    """The table, width by width."""
    recorded = hopper.record()
    for width in widths:
        contestants = [
            ours(recorded, width, device, cuda_graphs=cuda_graphs),
            stable_baselines(recorded, width, device),
            mbrl(recorded, width, device),
        ]
        yield from rows(f"SAC {width}", race(contestants, rounds, device), TARGETS[width])


def main() -> None:
    """Time and print."""
    parser = arguments(__doc__)
    parser.add_argument("--widths", nargs="+", type=int, default=[256, 1024], choices=TARGETS)
    parser.add_argument(
        "--cuda-graphs", action="store_true", help="ours with compute.cuda_graphs; needs a GPU"
    )
    asked = parser.parse_args()
    if asked.cuda_graphs and asked.device != "cuda":
        parser.error("--cuda-graphs needs --device cuda")
    device = device_of(asked)
    settle("tests.benchmarks.engine.sac")
    show(lines(asked.widths, asked.rounds, device, cuda_graphs=asked.cuda_graphs))


if __name__ == "__main__":
    main()

"""One end-to-end run of one side in a process of its own, told as one line of JSON.

Started by `tests.benchmarks.engine.mbpo`. CPU seconds do not include imports; memory is the most
that the process ever held.
"""

import argparse
import json
import resource
import time
from dataclasses import dataclass, field
from typing import Any

import gymnasium
import numpy as np
import torch

from backend.spec.model import ModelSpec
from backend.spec.run import RunSpec
from tests.benchmarks.engine import hopper
from tests.benchmarks.engine.peers import peer
from tests.benchmarks.engine.race import apply
from worker.jobs.build import build_trainer
from worker.mbrl.trainer import PHASES

ENVIRONMENT = "Pendulum-v1"
OBSERVATION_DIMS, ACTION_DIMS = 3, 1
RANDOM_STEPS, STEPS, FIT_EVERY = 500, 1_000, 250
UPDATES_PER_STEP, ROLLOUTS_PER_STEP, LENGTH = 10, 400, 5
ROLLOUTS = ROLLOUTS_PER_STEP * FIT_EVERY
REAL_RATIO, BATCH, WIDTH = 0.05, 256, 256
COLLECTING, FITTING = PHASES["collect"], PHASES["fit"]
KIB_PER_MIB = 1024


@dataclass
class Told:
    """What a run tells.

    Attributes:
        cpu: CPU seconds by what they went into.
        epochs: Epochs of each fit.
        imported_mib: Memory when all was imported and nothing begun.
        peak_mib: The most memory ever held.
    """

    cpu: dict[str, float] = field(default_factory=dict)
    epochs: list[int] = field(default_factory=list)
    imported_mib: float = 0.0
    peak_mib: float = 0.0

    def spend(self, what: str, started: float) -> None:
        """Add what was spent since `started`."""
        self.cpu[what] = self.cpu.get(what, 0.0) + time.process_time() - started


def peak_mib() -> float:
    """The most memory that this process ever held (Linux counts it in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_MIB


def ours(seed: int, most_epochs: int) -> Told:
    """The trainer as the worker drives it, less recording and checkpoints."""
    spec = RunSpec.model_validate(
        {
            "environment": {"id": ENVIRONMENT},
            "rollout": {"length": LENGTH, "per_step": ROLLOUTS_PER_STEP},
            "model": {"fit_every": FIT_EVERY, "most_epochs": most_epochs},
            "policy": {"updates_per_step": UPDATES_PER_STEP, "real_ratio": REAL_RATIO},
            "training": {"env_steps": STEPS, "random_steps": RANDOM_STEPS},
            "evaluation": {"every": 1_000_000, "episodes": 1},
            "seed": seed,
            "compute": {"device": "cpu"},
        }
    )
    told = Told(imported_mib=peak_mib())
    trainer = build_trainer(spec)
    while not trainer.finished:
        phase, started = trainer.phase, time.process_time()
        report = trainer.iterate()
        told.spend(phase, started)
        told.epochs += [int(s.value) for s in report.scalars if s.key == "model/epochs"]
    return told


class Mbrl:
    """mbrl's parts in the order of its `mbpo.train`, fitted when ours is and for as long.

    Its own loop neither fits nor updates in the first `freq_train_model` steps after the random
    ones, saves every model and every best agent, and logs. None of that is here.
    """

    def __init__(self, seed: int) -> None:
        models, new_buffer = peer("mbrl.models"), peer("mbrl.util").ReplayBuffer
        self.common, self.planning = peer("mbrl.util.common"), peer("mbrl.planning")
        self.roll = peer("mbrl.algorithms.mbpo").rollout_model_and_populate_sac_buffer
        new_agent = peer("mbrl.planning.sac_wrapper").SACAgent
        self.told = Told(imported_mib=peak_mib())
        torch.manual_seed(seed)
        self.rng = np.random.default_rng(seed)
        self.environment: gymnasium.Env[Any, Any] = gymnasium.make(ENVIRONMENT)
        self.environment.action_space.seed(seed)
        device, generator = torch.device("cpu"), torch.Generator().manual_seed(seed)
        shapes = (OBSERVATION_DIMS,), (ACTION_DIMS,)
        self.real = new_buffer(STEPS, *shapes, rng=self.rng)
        self.imagined = new_buffer(ROLLOUTS * LENGTH, *shapes, rng=self.rng)
        self.model = hopper.mbrl_model(OBSERVATION_DIMS, ACTION_DIMS, device)
        self.trainer = models.ModelTrainer(self.model, optim_lr=1e-3, weight_decay=5e-5)
        never = peer("mbrl.env.termination_fns").no_termination
        self.steps = models.ModelEnv(self.environment, self.model, never, generator=generator)
        space = self.environment.action_space
        self.sac = hopper.mbrl_sac(OBSERVATION_DIMS, space, WIDTH, device)
        self.agent = new_agent(self.sac)
        self.updates = 0

    def explore(self) -> None:
        """The random steps."""
        everywhere = self.planning.RandomAgent(self.environment)
        self.common.rollout_agent_trajectories(
            self.environment, RANDOM_STEPS, everywhere, {}, replay_buffer=self.real
        )

    def fit(self, epochs: int) -> None:
        """A fit and the rollouts that follow it."""
        hopper.mbrl_fit(self.model, self.trainer, self.real, epochs)
        self.roll(self.steps, self.real, self.agent, self.imagined, True, LENGTH, ROLLOUTS)

    def step(self, obs: Any) -> Any:
        """One real step and the updates that follow it; the next observation."""
        obs_next, _, terminated, truncated, _ = self.common.step_env_and_add_to_buffer(
            self.environment, obs, self.agent, {"sample": True}, self.real
        )
        for _ in range(UPDATES_PER_STEP):
            which = self.real if self.rng.random() < REAL_RATIO else self.imagined
            self.sac.update_parameters(which, BATCH, self.updates, reverse_mask=True)
            self.updates += 1
        return self.environment.reset()[0] if terminated or truncated else obs_next

    def run(self, seed: int, epochs: list[int]) -> Told:
        """All of it."""
        self.told.epochs, fits = epochs, iter(epochs)
        started = time.process_time()
        self.explore()
        self.told.spend(COLLECTING, started)
        obs, _ = self.environment.reset(seed=seed)
        for step in range(RANDOM_STEPS, STEPS):
            started = time.process_time()
            if step % FIT_EVERY == 0:
                self.fit(next(fits))
                self.told.spend(FITTING, started)
                started = time.process_time()
            obs = self.step(obs)
            self.told.spend(COLLECTING, started)
        return self.told


def main() -> None:
    """Run one side and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("side", choices=("ours", "mbrl"))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--settings", choices=("ours", "defaults"), default="defaults")
    parser.add_argument("--epochs", nargs="+", type=int, default=[], help="of each fit of mbrl's")
    parser.add_argument("--most-epochs", type=int, default=ModelSpec().most_epochs)
    asked = parser.parse_args()
    apply(asked.settings)
    told = (
        ours(asked.seed, asked.most_epochs)
        if asked.side == "ours"
        else Mbrl(asked.seed).run(asked.seed, asked.epochs)
    )
    told.peak_mib = peak_mib()
    print(json.dumps(vars(told)))


if __name__ == "__main__":
    main()

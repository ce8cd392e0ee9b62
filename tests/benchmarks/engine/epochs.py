"""When a fit should end: errors, and the policy's return, against the epochs of a fit.

    python -m tests.benchmarks.engine.epochs fits --seeds 0 1
    python -m tests.benchmarks.engine.epochs runs --seeds 0 1 2

`fits`: a new ensemble learns from 500 steps of a random policy, without a cap, and is judged after
every round on its hold-out and on 2,000 steps of other episodes. From that record it is worked out
what each cap would have kept. `runs`: short runs of MBPO with each cap; their returns, the epochs
of their fits and CPU seconds. Models are 5 members of 3 x 128 units, which takes a fifth of the
time of the default's.
"""

import argparse
import json
import math
import statistics
import time
from collections.abc import Iterator, Sequence
from typing import Any

import torch

from backend.spec.run import RunSpec
from worker.environments.gymnasium_environment import task_of
from worker.jobs.build import build_trainer, set_switches
from worker.mbrl.collector import Collector
from worker.mbrl.dynamics.ensemble_fit import EnsembleFit, FitData, normalised
from worker.mbrl.dynamics.ensemble_loss import negative_log_likelihood
from worker.mbrl.dynamics.learned_model import new_model
from worker.mbrl.generators import Generators
from worker.mbrl.policy.policy import RandomPolicy
from worker.mbrl.replay.real_buffer import RealBuffer
from worker.mbrl.replay.transitions import Columns, Transitions

CPU = torch.device("cpu")
STEPS = {
    "Pendulum-v1": 1_500, "Reacher-v5": 1_500, "CartPole-v1": 1_500, "InvertedPendulum-v5": 1_250,
    "Hopper-v5": 2_000,
}  # fmt: skip
RANDOM_STEPS, TEST_STEPS, ROUND = 500, 2_000, 8
CAPS = (None, 1_000, 300)
FIT_CAPS = (100, 200, 300, 500, 750, 1_000, 1_500, 2_000, None)
MOST_EPOCHS = 4_000
MEMBERS, ELITES = 5, 4
Row = dict[str, list[float]]
"""What each member came to after a round, by kind of error."""


def spec_of(environment: str, seed: int, cap: int | None) -> RunSpec:
    """A short run of MBPO."""
    return RunSpec.model_validate(
        {
            "environment": {"id": environment},
            "algorithm": {"version": "3.0"},
            "model": {
                "hidden": [128, 128, 128], "members": MEMBERS, "elites": ELITES, "most_epochs": cap,
            },
            "policy": {
                "hidden": [128, 128], "updates_per_step": 5, "batch_size": 128,
                "learning_rate": 1e-3,
            },
            "rollout": {"length": 3, "per_step": 100},
            "training": {"env_steps": STEPS[environment], "random_steps": RANDOM_STEPS},
            "evaluation": {"every": 250, "horizon": 10, "diagnostics_budget": 0.01},
            "seed": seed,
            "compute": {"device": "cpu"},
        }
    )  # fmt: skip


def played(spec: RunSpec, steps: int, seed: int) -> RealBuffer:
    """Steps of a random policy."""
    task, generators = task_of(spec), Generators.seeded(seed, CPU)
    real = RealBuffer(Columns(task.observation_dims, task.action_dims), steps, CPU)
    policy = RandomPolicy(task.action_dims, generators.exploration, task.actions)
    collector = Collector(task.make(), policy, real, generators)
    for _ in range(steps):
        collector.step(None)
    return real


class Watched(EnsembleFit):
    """A fit that remembers every round's errors, on its hold-out and on unseen transitions."""

    def watch(self, unseen: Transitions) -> list[Row]:
        """Begin."""
        self.unseen, self.rounds = unseen, list[Row]()
        return self.rounds

    @torch.no_grad()
    def holdout_errors(self, data: FitData) -> torch.Tensor:
        errors = super().holdout_errors(data)
        every = torch.arange(TEST_STEPS)
        test = normalised(self.ensemble, self.unseen, every, every)
        prediction = self.ensemble.predict(test.inputs.expand(MEMBERS, -1, -1))
        off = prediction.mean - test.targets
        likelihood = negative_log_likelihood(prediction, test.targets.expand_as(prediction.mean))
        self.rounds.append(
            {
                "holdout": errors.tolist(),
                "test": off.square().mean(dim=(1, 2)).tolist(),
                "likelihood": likelihood.tolist(),
            }
        )
        return errors


def rounds_of(environment: str, seed: int) -> tuple[list[Row], float]:
    """The rounds of a fit on 500 transitions, and its CPU seconds for each."""
    spec = spec_of(environment, seed, MOST_EPOCHS)
    real, unseen = played(spec, RANDOM_STEPS, seed), played(spec, TEST_STEPS, 1_000 + seed)
    model = new_model(spec, task_of(spec), Generators.seeded(seed, CPU), CPU)
    model.fit = Watched(model.fit.ensemble, spec.model)
    rounds = model.fit.watch(unseen.columns.unpack(unseen.rows))
    started = time.process_time()
    model.refit(real, Generators.seeded(seed, CPU))
    return rounds[:-1], (time.process_time() - started) / len(rounds)


def kept(rounds: Sequence[Row]) -> dict[str, float]:
    """Errors of the elites, each member at its best round so far by the hold-out."""
    best, at = [math.inf] * MEMBERS, [0] * MEMBERS
    for number, row in enumerate(rounds):
        for member, error in enumerate(row["holdout"]):
            if error < 0.99 * best[member]:
                best[member], at[member] = error, number
    elites = sorted(range(MEMBERS), key=best.__getitem__)[:ELITES]
    return {
        kind: statistics.mean(rounds[at[member]][kind][member] for member in elites)
        for kind in rounds[0]
    }


def fits(tasks: Sequence[str], seeds: Sequence[int]) -> Iterator[str]:
    """A row for every task, seed and cap."""
    yield "| task | seed | cap | epochs | held out | unseen | likelihood, unseen |"
    yield "|---|---|---|---|---|---|---|"
    for task in tasks:
        for seed in seeds:
            rounds, _ = rounds_of(task, seed)
            for cap in FIT_CAPS:
                count = len(rounds) if cap is None else min(len(rounds), math.ceil(cap / ROUND))
                found = kept(rounds[:count])
                cells = (task, seed, cap or "none", count * ROUND, f"{found['holdout']:.2g}")
                numbers = (f"{found['test']:.2g}", f"{found['likelihood']:.2f}")
                yield f"| {' | '.join(map(str, cells + numbers))} |"


def trained(task: str, seed: int, cap: int | None) -> dict[str, Any]:
    """A run: its CPU seconds by phase, and its series."""
    trainer = build_trainer(spec_of(task, seed, cap))
    cpu: dict[str, float] = {}
    series: dict[str, list[float]] = {}
    while not trainer.finished:
        phase, started = trainer.phase, time.process_time()
        report = trainer.iterate()
        cpu[phase] = cpu.get(phase, 0.0) + time.process_time() - started
        for scalar in report.scalars:
            series.setdefault(scalar.key, []).append(scalar.value)
    return {"cpu": cpu, "series": series}


def runs(tasks: Sequence[str], seeds: Sequence[int]) -> Iterator[str]:
    """A row for every run."""
    yield "| task | seed | cap | epochs | held out, last | returns | fits, CPU s | all, CPU s |"
    yield "|---|---|---|---|---|---|---|---|"
    for seed in seeds:
        for task in tasks:
            for cap in CAPS:
                found = trained(task, seed, cap)
                series, cpu = found["series"], found["cpu"]
                cells = (
                    task, seed, cap or "none",
                    ", ".join(f"{each:.0f}" for each in series["model/epochs"]),
                    f"{series['model/loss_holdout'][-1]:.2g}",
                    ", ".join(f"{each:.3g}" for each in series["return/real"]),
                    f"{cpu['fitting the model']:.0f}", f"{sum(cpu.values()):.0f}",
                )  # fmt: skip
                yield f"| {' | '.join(map(str, cells))} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("fits", "runs"))
    parser.add_argument("--tasks", nargs="+", default=list(STEPS), choices=STEPS)
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    asked = parser.parse_args()
    set_switches()
    print(json.dumps(vars(asked)))
    for line in {"fits": fits, "runs": runs}[asked.what](asked.tasks, asked.seeds):
        print(line, flush=True)


if __name__ == "__main__":
    main()

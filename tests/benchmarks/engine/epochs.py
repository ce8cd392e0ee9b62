"""When a fit should end: errors, and the policy's return, against the epochs of a fit.

    python -m tests.benchmarks.engine.epochs fits --seeds 0 1 --block 25
    python -m tests.benchmarks.engine.epochs runs --seeds 0 1 2 --caps 0 2000 1000 300 > runs.jsonl
    python -m tests.benchmarks.engine.epochs table runs.jsonl

`fits`: a new ensemble learns from 500 steps of a random policy, without a cap, and is judged after
every round on its hold-out and on 2,000 steps of other episodes. From that record it is worked out
what each cap would have kept, and what weights kept by the held-out likelihood. `runs`: short runs
of MBPO with each cap; their returns, the epochs of their fits, CPU seconds, and after every fit its
error on D of another run. A run whose fits no cap reaches is that of the smaller cap too, and is
not made again. `table`: their means, and differences from the run of the same seed that has no cap,
or the largest one. Models are 5 members of 3 x 128 units, which take a fifth of the default's time.
"""

import argparse
import json
import math
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import torch

from backend.spec.model import ModelSpec
from backend.spec.run import RunSpec
from worker.environments.gymnasium_environment import task_of
from worker.jobs.build import build_trainer, set_switches
from worker.mbrl.collector import Collector
from worker.mbrl.dynamics.ensemble_fit import EnsembleFit, FitData, normalised
from worker.mbrl.dynamics.ensemble_loss import negative_log_likelihood
from worker.mbrl.dynamics.gaussian_ensemble import GaussianEnsemble
from worker.mbrl.dynamics.learned_model import new_model
from worker.mbrl.dynamics.normaliser import SMALLEST_DEVIATION
from worker.mbrl.evaluation.student import student_quantile
from worker.mbrl.generators import Generators
from worker.mbrl.policy.policy import RandomPolicy
from worker.mbrl.replay.real_buffer import RealBuffer
from worker.mbrl.replay.transitions import Columns, Transitions
from worker.mbrl.trainer import PHASES, Trainer

CPU = torch.device("cpu")
STEPS = {
    "Pendulum-v1": 1_250, "InvertedPendulum-v5": 1_000, "CartPole-v1": 1_250, "Reacher-v5": 1_000,
    "Hopper-v5": 1_250,
}  # fmt: skip
RANDOM_STEPS, TEST_STEPS, ROUND = 500, 2_000, 8
CAPS = (0, 2_000, 1_000, 300)
OTHER_SEED, OTHER_CAP = 1_000, 100
FIT_CAPS = (100, 200, 300, 500, 750, 1_000, 1_500, 2_000, None)
MOST_EPOCHS = 4_000
MEMBERS, ELITES = 5, 4
Row = dict[str, list[float]]
"""What each member came to after a round, by kind of error."""


def spec_of(environment: str, seed: int, cap: int | None, block: int = 1) -> RunSpec:
    """A short run of MBPO."""
    return RunSpec.model_validate(
        {
            "environment": {"id": environment},
            "algorithm": {"version": "3.0"},
            "model": {
                "hidden": [128, 128, 128], "members": MEMBERS, "elites": ELITES, "most_epochs": cap,
                "holdout_block": block,
            },
            "policy": {
                "hidden": [128, 128], "updates_per_step": 5, "batch_size": 128,
                "learning_rate": 1e-3,
            },
            "rollout": {"length": 3, "per_step": 100},
            "training": {"env_steps": STEPS[environment], "random_steps": RANDOM_STEPS},
            "evaluation": {
                "every": 250, "episodes": 10, "horizon": 10, "diagnostics_budget": 0.01,
            },
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
        held = [
            len(inputs[0]) * negative_log_likelihood(self.ensemble.predict(inputs), targets)
            for inputs, targets in data.held_out(MEMBERS)
        ]
        self.rounds.append(
            {
                "holdout": errors.tolist(),
                "nats": (torch.stack(held).sum(dim=0) / len(data.holdout)).tolist(),
                "test": off.square().mean(dim=(1, 2)).tolist(),
                "likelihood": likelihood.tolist(),
            }
        )
        return errors


def rounds_of(environment: str, seed: int, block: int) -> tuple[list[Row], float]:
    """The rounds of a fit on 500 transitions, and its CPU seconds for each."""
    spec = spec_of(environment, seed, MOST_EPOCHS, block)
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
    return errors_at(rounds, at, best)


def kept_by_nats(rounds: Sequence[Row], patience: int) -> tuple[int, dict[str, float]]:
    """The same by the held-out likelihood, and the rounds until no member gained 0.01 nats."""
    best, at, stale = [math.inf] * MEMBERS, [0] * MEMBERS, 0
    for number, row in enumerate(rounds):
        stale += 1
        for member, nats in enumerate(row["nats"]):
            if nats < best[member] - 0.01:
                best[member], at[member], stale = nats, number, 0
        if stale == patience:
            break
    return number + 1, errors_at(rounds, at, best)


def errors_at(rounds: Sequence[Row], at: Sequence[int], best: Sequence[float]) -> dict[str, float]:
    """Means over the elites, each at a round of its own."""
    elites = sorted(range(MEMBERS), key=best.__getitem__)[:ELITES]
    return {
        kind: statistics.mean(rounds[at[member]][kind][member] for member in elites)
        for kind in rounds[0]
    }


def fits(tasks: Sequence[str], seeds: Sequence[int], block: int) -> Iterator[str]:
    """A row for every task, seed and cap, and one for weights kept by the likelihood."""
    yield "| task | seed | block | kept by, cap | epochs | held out | unseen | nats there |"
    yield "|---|---|---|---|---|---|---|---|"
    for task in tasks:
        for seed in seeds:
            rounds, _ = rounds_of(task, seed, block)
            ways = {
                f"error, {cap or 'none'}": min(len(rounds), -(-(cap or MOST_EPOCHS) // ROUND))
                for cap in FIT_CAPS
            }
            found = {told: (count, kept(rounds[:count])) for told, count in ways.items()}
            found["likelihood, none"] = kept_by_nats(rounds, ModelSpec().patience)
            for told, (count, errors) in found.items():
                numbers = (errors[kind] for kind in ("holdout", "test", "likelihood"))
                cells = (task, seed, block, told, count * ROUND, *(f"{n:.2g}" for n in numbers))
                yield f"| {' | '.join(map(str, cells))} |"


def transitions_of(trainer: Trainer) -> Transitions:
    """All that a run has really seen."""
    real = trainer._real
    return real.columns.unpack(real.rows.clone())


def other_run(task: str) -> Transitions:
    """D of a run with a seed of its own: random episodes, then those of a learning policy."""
    trainer = build_trainer(spec_of(task, OTHER_SEED, OTHER_CAP))
    while not trainer.finished:
        trainer.iterate()
    return transitions_of(trainer)


@torch.no_grad()
def errors_on(ensemble: GaussianEnsemble, unseen: Transitions) -> tuple[float, float]:
    """Squared error and negative log-likelihood per dimension, mean over the elites.

    Both in deviations of the unseen targets, so that they compare between fits and runs.
    """
    normaliser = ensemble.normaliser
    inputs = normaliser.inputs(unseen.obs, unseen.act)
    prediction = ensemble.predict_elites(inputs.expand(len(ensemble.elites), -1, -1))
    targets = normaliser.targets(unseen)
    scale = targets.std(dim=0, correction=0)
    # What never changes (CartPole's reward) has no deviation to count in.
    varies = scale > SMALLEST_DEVIATION
    off = ((prediction.mean - targets) / scale)[..., varies]
    log_variance = (prediction.log_variance - 2.0 * scale.log())[..., varies]
    likelihood = 0.5 * (off.square() * torch.exp(-log_variance) + log_variance + math.log(math.tau))
    return float(off.square().mean()), float(likelihood.mean())


def trained(
    task: str, seed: int, cap: int | None, block: int, unseen: Transitions
) -> dict[str, Any]:
    """A run: CPU seconds by phase, its series, and its errors on another run after every fit."""
    trainer = build_trainer(spec_of(task, seed, cap, block))
    cpu: dict[str, float] = {}
    series: dict[str, list[float]] = {"unseen": [], "likelihood": []}
    while not trainer.finished:
        phase, started = trainer.phase, time.process_time()
        report = trainer.iterate()
        cpu[phase] = cpu.get(phase, 0.0) + time.process_time() - started
        for scalar in report.scalars:
            series.setdefault(scalar.key, []).append(scalar.value)
        if phase == PHASES["fit"]:
            ensemble = trainer._learner.model.ensemble
            for key, value in zip(
                ("unseen", "likelihood"), errors_on(ensemble, unseen), strict=True
            ):
                series[key].append(value)
    made = {"task": task, "seed": seed, "cap": cap, "block": block}
    return made | {"cpu": cpu, "series": series}


def runs(
    tasks: Sequence[str], seeds: Sequence[int], caps: Sequence[int | None], block: int
) -> Iterator[str]:
    """A run a line, as JSON. One whose fits no cap reaches is the run of the next cap as well."""
    others = {task: other_run(task) for task in tasks}
    for seed in seeds:
        for task in tasks:
            longest, found = math.inf, dict[str, Any]()
            for cap in caps:
                if longest > (cap or math.inf) or not found:
                    found = trained(task, seed, cap, block, others[task])
                    longest = max(found["series"]["model/epochs"])
                yield json.dumps(found | {"cap": cap, "made_with": found["cap"]})


Run = dict[str, Any]


def found_in(files: Sequence[Path]) -> dict[str, dict[str, dict[int, Run]]]:
    """The runs of some files by task, by what they were told of fits, and by seed."""
    every: dict[str, dict[str, dict[int, Run]]] = {}
    for line in (line for file in files for line in file.read_text().splitlines()):
        run = json.loads(line)
        if "task" in run:
            block = run.get("block", 1)
            told = f"{run['cap'] or 'none'}" + (f", blocks of {block}" if block > 1 else "")
            every.setdefault(run["task"], {}).setdefault(told, {})[run["seed"]] = run
    return every


def final(run: Run) -> float:
    """Mean return of the last two evaluations."""
    return statistics.mean(run["series"]["return/real"][-2:])


def area(run: Run) -> float:
    """Mean return of the evaluations after the first fit, which is the area under the curve."""
    return statistics.mean(run["series"]["return/real"][1:])


MEASURES: dict[str, Callable[[Run], float]] = {
    "epochs of all fits": lambda run: sum(run["series"]["model/epochs"]),
    "error on another run": lambda run: statistics.mean(run["series"]["unseen"]),
    "nats there": lambda run: statistics.mean(run["series"]["likelihood"]),
    "final return": final,
    "mean return": area,
    "fits, CPU s": lambda run: run["cpu"][PHASES["fit"]],
    "all, CPU s": lambda run: sum(run["cpu"].values()),
}


def table(files: Sequence[Path]) -> Iterator[str]:
    """Means over seeds; then differences of returns from those without a cap, seed by seed."""
    every = found_in(files)
    yield f"| task | cap | n | {' | '.join(MEASURES)} |"
    yield f"|{'---|' * (3 + len(MEASURES))}"
    for task, ways in every.items():
        for told, by_seed in ways.items():
            means = [statistics.mean(map(of, by_seed.values())) for of in MEASURES.values()]
            yield f"| {task} | {told} | {len(by_seed)} | {' | '.join(f'{m:.3g}' for m in means)} |"
    yield "\n| cap | measure | differences / range of the task's returns | n | mean, 95 % |"
    yield "|---|---|---|---|---|"
    for told in dict.fromkeys(told for ways in every.values() for told in ways):
        for name, of in (("final return", final), ("mean return", area)):
            apart = list(differences(every, told, of))
            values = [value for _, value in apart]
            if told != "none" and len(values) > 1:
                listed = "; ".join(f"{task} {value:+.2f}" for task, value in apart if value)
                half = student_quantile(len(values) - 1) * statistics.stdev(values)
                interval = f"{statistics.mean(values):+.3f} +- {half / len(values) ** 0.5:.3f}"
                yield f"| {told} | {name} | {listed} | {len(values)} | {interval} |"


def differences(
    every: dict[str, dict[str, dict[int, Run]]], told: str, of: Callable[[Run], float]
) -> Iterator[tuple[str, float]]:
    """From the run of its seed with no cap or the largest, in ranges of the task's returns."""
    for task, ways in every.items():
        returns = [
            value
            for by_seed in ways.values()
            for run in by_seed.values()
            for value in run["series"]["return/real"]
        ]
        for seed, run in ways.get(told, {}).items():
            longest = next(by_seed[seed] for by_seed in ways.values() if seed in by_seed)
            if run is not longest:
                yield task, (of(run) - of(longest)) / (max(returns) - min(returns))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("fits", "runs", "table"))
    parser.add_argument("files", nargs="*", type=Path, help="of runs, for the table")
    parser.add_argument("--tasks", nargs="+", default=list(STEPS), choices=STEPS)
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--caps", nargs="+", type=int, default=list(CAPS), help="0 for none")
    parser.add_argument("--block", type=int, default=1, help="steps held out together")
    asked = parser.parse_args()
    set_switches()
    caps = [cap or None for cap in asked.caps]
    lines = {
        "fits": lambda: fits(asked.tasks, asked.seeds, asked.block),
        "runs": lambda: runs(asked.tasks, asked.seeds, caps, asked.block),
        "table": lambda: table(asked.files),
    }
    for line in lines[asked.what]():
        print(line, flush=True)


if __name__ == "__main__":
    main()

"""The runs of "The lecture in nine figures", and what is read from them."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from example_runs import Example, Instance

Runs = Mapping[str, list[dict[str, Any]]]
# By evaluation, by horizon: the mean.
Curve = dict[int, dict[int, float]]

BRANCHED = (
    "model.hidden=[64,64] model.members=3 model.elites=2 policy.hidden=[32,32] "
    "policy.updates_per_step=4 policy.batch_size=128 rollout.per_step=20 rollout.length=10 "
    "training.env_steps=1200 training.random_steps=400 model.fit_every=200 evaluation.every=400 "
    "evaluation.episodes=3 evaluation.diagnostics_budget=1"
)
GRADIENTS = (
    "model.hidden=[64,64] model.members=3 model.elites=2 policy.hidden=[32,32] "
    "gradient.rollouts=16 gradient.updates_per_fit=20 training.env_steps=800 "
    "training.random_steps=400 evaluation.every=200 evaluation.episodes=3 "
    "evaluation.diagnostics_budget=1"
)
FEW = (
    "environment.id=Branchpoint/DoubleIntegrator-v0 model.hidden=[64,64] model.members=4 "
    "model.elites=3 policy.hidden=[64,64] policy.batch_size=128 policy.updates_per_step=40 "
    "training.random_steps=50 training.env_steps=200 model.fit_every=25 evaluation.every=25 "
    "evaluation.episodes=5"
)
STARTS = {
    "start initial": "initial",
    "start uniform": "real_uniform",
    "start on policy": "real_on_policy",
}

RUNS = (
    Example(
        "double pendulum",
        "two links on a cart, which fall",
        "pathwise/pendulum",
        f"environment.id=InvertedDoublePendulum-v5 rollout.length=20 {GRADIENTS}",
    ),
    Example(
        "damped",
        "two damped oscillators",
        "pathwise/pendulum",
        "environment.id=Branchpoint/Linear-v0 rollout.length=50 evaluation.horizon=100 "
        f"{GRADIENTS}",
    ),
    Example(
        "young network",
        "many policy gradients in one small network that was fitted to few steps",
        "me-trpo/pendulum",
        "model.members=1 model.elites=1 model.hidden=[16] policy.hidden=[32,32] "
        "model.fit_every=100 rollout.length=60 gradient.rollouts=30 gradient.updates_per_fit=10 "
        "gradient.improved_members=0 training.random_steps=60 training.env_steps=500 "
        "evaluation.every=50 evaluation.episodes=2 evaluation.horizon=200 "
        "evaluation.diagnostics_budget=1",
    ),
    Example(
        "random data",
        "one fit to random steps, and a planner in that model",
        "random-data/pendulum",
        "planning.candidates=100 planning.iterations=3 model.hidden=[64,64] model.members=3 "
        "model.elites=2 training.random_steps=300 training.env_steps=400 evaluation.every=100 "
        "evaluation.episodes=2 evaluation.diagnostics_budget=1",
    ),
    *(
        Example(name, name, "mbpo/pendulum", f"{BRANCHED} rollout.start={start}")
        for name, start in STARTS.items()
    ),
    Example(
        "few steps, 3.0",
        "200 real steps, many updates from short rollouts",
        "mbpo/pendulum",
        f"{FEW} rollout.length=20 rollout.per_step=200 model.reward=known",
        "0-4",
    ),
    Example(
        "few steps, model-free",
        "the same steps and updates on real data alone",
        "mbpo/pendulum",
        f"{FEW} algorithm.version=model-free",
        "0-4",
    ),
)


@dataclass(frozen=True)
class Told:
    """What the sentences of a figure are made from: the instance, and the runs of each example."""

    instance: Instance
    runs: Runs

    def curve(self, example: str, what: str, policy: str = "current", seed: int = 0) -> Curve:
        """A diagnostic over the horizon, as it is exported."""
        found: Curve = {}
        for row in self._exported(self.runs[example][seed], what):
            if row["policy"] == policy:
                found.setdefault(int(row["env_step"]), {})[int(row["horizon"])] = float(row["mean"])
        return found

    def last(
        self, example: str, what: str, policy: str = "current", seed: int = 0
    ) -> dict[int, float]:
        """The same at the last evaluation that has it."""
        curve = self.curve(example, what, policy, seed)
        return curve[max(curve)]

    def series(self, example: str, key: str, seed: int = 0) -> dict[int, float]:
        """A series by real step."""
        rows = self._exported(self.runs[example][seed], "series")
        return {int(row["env_step"]): float(row["value"]) for row in rows if row["key"] == key}

    def warnings(self, example: str, seed: int = 0) -> list[str]:
        """The warnings of a run, in the page's words."""
        shown = self.instance.command("show", self.runs[example][seed]["id"], "--json")
        return [each["sentence"] for each in json.loads(shown)["warnings"]]

    def _exported(self, run: Mapping[str, Any], what: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(_export(self.instance, run["id"], what))))


@cache
def _export(instance: Instance, run_id: str, what: str) -> str:
    return instance.command("export", run_id, "--what", what, "--format", "csv")

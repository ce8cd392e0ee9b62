"""Makes the suite of an environment: `branchpoint suite make`, a process of its own.

It trains a policy with the project's own engine, or takes those of runs, records fixed episodes of
them, and writes one file.
"""

import argparse
import io
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import torch
from sqlalchemy import or_, select

from backend.db import artifact_files, suites
from backend.db.queue import Claim
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.suite_file import FEWEST_EPISODES, SuiteFile, identity
from backend.db.suite_file import Unusable as UnusableSuite
from backend.db.tables import Run
from backend.spec.environment import EnvironmentSpec
from backend.spec.run import RunSpec
from worker.environments.gymnasium_environment import task_of
from worker.jobs.build import build_trainer, set_switches
from worker.jobs.checkpoint import CheckpointStore, Unusable
from worker.jobs.suite_episodes import Actor, Recording
from worker.mbrl.policy.policy import RandomPolicy

# Real steps of training, by the kind of actions.
STEPS = {"continuous": 5_000, "discrete": 30_000}
# Those of our model-free presets for Pendulum-v1 and CartPole-v1.
SETTINGS: dict[str, dict[str, Any]] = {
    "continuous": {"updates_per_step": 1},
    "discrete": {
        "updates_per_step": 1,
        "batch_size": 64,
        "learning_rate": 0.001,
        "epsilon": 0.04,
        "epsilon_steps": 8_000,
    },
}
PACKAGES = ("branchpoint", "gymnasium", "mujoco", "torch")


@dataclass(frozen=True)
class Order:
    """What suite is wanted.

    Attributes:
        environment: The task.
        seed: Of training, episodes and noise.
        steps: Real steps of training; None takes the usual ones.
        episode_steps: Where longer episodes are cut off.
        runs: Runs whose policies act; without any, one is trained.
        command: How it was asked for.
    """

    environment: EnvironmentSpec
    seed: int = 0
    steps: int | None = None
    episode_steps: int = 200
    runs: Sequence[Run] = ()
    command: str = ""

    @property
    def training(self) -> RunSpec:
        """A run that learns a policy from real transitions alone: SAC, or double DQN."""
        actions = RunSpec(environment=self.environment).info.actions
        steps = self.steps or STEPS[actions]
        return RunSpec.model_validate(
            {
                "environment": self.environment,
                "algorithm": {"version": "model-free"},
                "policy": SETTINGS[actions],
                "training": {"env_steps": steps, "random_steps": min(500, steps // 5)},
                "evaluation": {"every": steps, "episodes": 1},
                "seed": self.seed,
            }
        )

    @property
    def acting(self) -> RunSpec:
        """The run's environment, with episodes that are cut off earlier."""
        limit = min(self.episode_steps, self.training.episode_limit)
        environment = self.environment.model_copy(update={"max_episode_steps": limit})
        return RunSpec(environment=environment)


def make(order: Order) -> SuiteFile:
    """Act, record and cut.

    Raises:
        LookupError, Unusable: When the policy of a run cannot be had.
    """
    set_switches()
    task, device = task_of(order.acting), torch.device("cpu")
    recording = Recording(task, device, order.seed)
    policies = len(order.runs) or 2
    count = max(2, -(-FEWEST_EPISODES // (1 + 2 * policies)))
    generator = torch.Generator().manual_seed(order.seed)
    random = RandomPolicy(task.action_dims, generator, task.actions)
    recording.add(Actor("random", random, {}), count)
    for actor in _of_runs(order.runs) if order.runs else _trained(order.training):
        recording.add(actor, count)
        recording.add(Actor(actor.name, actor.policy, actor.told, noise=True), count)
    return recording.suite(
        {
            "environment": identity(order.environment),
            "versions": {name: version(name) for name in PACKAGES},
            "training": None if order.runs else order.training.document(),
            "seed": order.seed,
            "command": order.command,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
    )


def _trained(spec: RunSpec) -> Iterator[Actor]:
    """The policy in the middle of its training, and at the end."""
    trainer, whole = build_trainer(spec), spec.training.env_steps
    for name, steps in (("half-trained", whole // 2), ("trained", whole)):
        while trainer.env_steps < steps:
            trainer.iterate()
        _say(f"{name}: {trainer.env_steps:,} real steps of {spec.improver}")
        yield Actor(name, trainer.policy, {"steps": trainer.env_steps})


def _of_runs(runs: Sequence[Run]) -> Iterator[Actor]:
    """The policies of these runs, as far as each has come."""
    settings = DatabaseSettings()
    database = Database(settings)
    for run in runs:
        spec = RunSpec.model_validate(run.spec)
        # Nothing is written by it: it only says whose checkpoints are read.
        store = CheckpointStore(database, settings.artifacts, Claim(run.id, 0, spec, ""))
        known = store.known()
        if not known:
            raise LookupError(f"run {run.name} has no checkpoint to take a policy from")
        trainer = build_trainer(spec)
        trainer.load_state_dict(store.load(known[0]))
        told = {"run": run.id, "steps": trainer.env_steps}
        yield Actor(f"{run.name} at step {trainer.env_steps:,}", trainer.policy, told)


def _found(environment: str, named: Sequence[str]) -> Iterator[Run]:
    """The runs that are named, all of one environment.

    Raises:
        LookupError: When a name fits none or several, or they act in other environments.
    """
    if not named:
        return
    database, told = Database(DatabaseSettings()), None
    for name in named:
        with database.reading() as session:
            fits = or_(Run.id.startswith(name, autoescape=True), Run.name == name)
            runs = session.scalars(select(Run).where(fits, Run.deleted_at.is_(None))).all()
        if len(runs) != 1:
            raise LookupError(f"{name!r} names {len(runs)} runs here, and one is needed")
        found = identity(RunSpec.model_validate(runs[0].spec).environment)
        if found["id"] != environment or (told is not None and found != told):
            raise LookupError(
                f"run {name} acts in {found}, and the suite is of {told or environment}"
            )
        told = found
        yield runs[0]


def main() -> int:
    """Make the suite that the command line names; the exit status."""
    arguments = _arguments()
    try:
        runs = list(_found(arguments.environment, arguments.of))
        environment = (
            RunSpec.model_validate(runs[0].spec).environment.model_copy(
                update={"max_episode_steps": None}
            )
            if runs
            else EnvironmentSpec(id=arguments.environment)
        )
        suite = make(
            Order(
                environment,
                arguments.seed,
                arguments.steps,
                runs=runs,
                command=_command(arguments),
            )
        )
        suite.check()
    except (LookupError, ValueError, Unusable, UnusableSuite) as error:
        _say(f"error: {error}")
        return 2
    _write(suite, arguments.out or suites.folder(DatabaseSettings().artifacts))
    return 0


def _command(arguments: argparse.Namespace) -> str:
    """What makes the same suite again, wherever it is written to."""
    words = ["branchpoint suite make", shlex.quote(arguments.environment)]
    words += [f"--from {shlex.quote(name)}" for name in arguments.of]
    if arguments.steps is not None:
        words.append(f"--steps {arguments.steps}")
    return " ".join([*words, f"--seed {arguments.seed}"])


def _write(suite: SuiteFile, folder: str) -> None:
    content, uri = suite.encode(), f"{folder}/{suites.file_name(suite)}"
    artifact_files.write(uri, io.BytesIO(content))
    for each in suite.about["policies"]:
        mean = sum(each["returns"]) / len(each["returns"])
        _say(f"{each['name']}: {len(each['returns'])} episodes, mean return {mean:.1f}")
    _say(
        f"{len(suite.lengths)} episodes, {len(suite.starts)} starts, horizon {suite.horizon}, "
        f"{len(content):,} bytes, checksum {suite.checksum[:12]}\n{uri}"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="branchpoint suite make", description=__doc__)
    parser.add_argument("environment")
    parser.add_argument("--from", dest="of", action="append", default=[], metavar="RUN")
    parser.add_argument("--steps", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", help="Another folder than the data folder's.")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

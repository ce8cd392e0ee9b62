"""The example runs of the guide: what they are, where they run, what came of them."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BRANCHPOINT = Path(sys.executable).parent / "branchpoint"
ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/\?token=\S+")
POLL_SECONDS = 10.0

SMALL = (
    "model.hidden=[64,64] model.members=4 model.elites=3 model.fit_every=500 policy.hidden=[64,64] "
    "policy.updates_per_step=10 policy.batch_size=128 rollout.per_step=40 training.env_steps=2000 "
    "training.random_steps=500 evaluation.every=250 evaluation.episodes=3"
)
POOR = "model.members=1 model.elites=1 policy.hidden=[32,32]"


@dataclass(frozen=True)
class Example:
    """Runs that the guide shows.

    Attributes:
        name: What the guide calls it; it begins the runs' names.
        about: What it is an example of.
        preset: Where its spec begins.
        changes: What it changes: for each `--set` a word.
        seeds: As `--seeds` takes them.
    """

    name: str
    about: str
    preset: str
    changes: str
    seeds: str = "0"

    @property
    def arguments(self) -> list[str]:
        """What follows `branchpoint launch`."""
        changes = [part for change in self.changes.split() for part in ("--set", change)]
        return [self.preset, *changes, "--seeds", self.seeds, "--name", self.name]

    @property
    def command(self) -> str:
        """The launch as a reader types it."""
        quoted = [f"'{each}'" if re.search(r"[\[{ ]", each) else each for each in self.arguments]
        return "branchpoint launch " + " ".join(quoted)


EXAMPLES = (
    Example(
        "short",
        "short rollouts within what the measured error allows; the return rises, not clearly in "
        "every seed",
        "mbpo/pendulum",
        f"{SMALL} rollout.length=1",
        "0-2",
    ),
    Example(
        "long",
        "rollouts longer than the measured error allows",
        "mbpo/pendulum",
        f"{SMALL} rollout.length=20",
        "0-2",
    ),
    Example(
        "poor model",
        "bad: one tiny network, fitted with steps that are too large to 50 random steps",
        "mbpo/pendulum",
        f"{POOR} model.hidden=[8] model.learning_rate=0.1 policy.updates_per_step=1 "
        "rollout.length=20 rollout.per_step=20 training.random_steps=50 training.env_steps=300 "
        "evaluation.every=100",
    ),
    Example(
        "exploits",
        "bad: long rollouts in a poor model, which promises more than the world pays",
        "me-trpo/pendulum",
        f"{POOR} model.hidden=[16] model.fit_every=100 rollout.length=60 gradient.rollouts=30 "
        "gradient.updates_per_fit=10 gradient.improved_members=0 training.random_steps=60 "
        "training.env_steps=500 evaluation.every=50 evaluation.episodes=2",
    ),
    Example(
        "cut off",
        "bad: a model whose imagination leaves everything observed",
        "mbpo/pendulum",
        f"{POOR} model.hidden=[200] model.learning_rate=0.1 policy.updates_per_step=1 "
        "rollout.length=20 rollout.per_step=20 training.random_steps=20 training.env_steps=150 "
        "evaluation.every=50",
    ),
    Example(
        "steady",
        "good: a model of a linear system, which is easy to fit; its policy does not learn",
        "mbpo/pendulum",
        "environment.id=Branchpoint/LQR-v0 model.hidden=[32,32] model.members=3 model.elites=2 "
        "policy.hidden=[32,32] policy.updates_per_step=4 policy.batch_size=128 rollout.per_step=20 "
        "training.env_steps=1200 training.random_steps=300 evaluation.every=100 "
        "evaluation.diagnostics_budget=1",
    ),
    Example(
        "gradients",
        "gradients through the model, which keep their size over 50 imagined steps",
        "pathwise/pendulum",
        "model.hidden=[64,64] model.members=2 model.elites=2 policy.hidden=[32,32] "
        "gradient.rollouts=8 gradient.updates_per_fit=10 training.env_steps=500 "
        "training.random_steps=300 evaluation.every=100 evaluation.episodes=2 "
        "evaluation.diagnostics_budget=1",
    ),
)


class Instance:
    """A running instance and its command line."""

    def __init__(self, sign_in: str, data: Path) -> None:
        """Keep the printed address and the data folder."""
        self.sign_in = sign_in
        self.url = sign_in.partition("/?")[0]
        self._data = data

    def command(self, *arguments: str) -> str:
        """What a command prints.

        Raises:
            subprocess.CalledProcessError: When it fails.
        """
        done = subprocess.run(
            [BRANCHPOINT, *arguments],
            env=os.environ | {"BRANCHPOINT_DATA": str(self._data)},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout

    def runs(self, *filters: str) -> list[dict[str, Any]]:
        """The runs that a filter leaves."""
        told = json.loads(self.command("runs", "--json", "--limit", "500", *filters))
        items: list[dict[str, Any]] = told["items"] if isinstance(told, dict) else told
        return items


@contextmanager
def running(data: Path) -> Iterator[Instance]:
    """An instance on `data`, stopped as Ctrl-C stops it. It leaves the machine to others."""
    process = subprocess.Popen(
        ["nice", "-n", "10", BRANCHPOINT, "up", "--port", "0", "--data", data],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Instance(_printed(process), data)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _printed(process: subprocess.Popen[str]) -> str:
    said = ""
    for line in process.stdout or ():
        said += line
        if found := ADDRESS.search(said):
            return found.group(0)
    raise RuntimeError(f"the instance ended before it was ready: {said}")


def launched(
    instance: Instance, examples: Sequence[Example], experiment: str
) -> dict[str, list[dict[str, Any]]]:
    """The runs of each example, launched where they have not ended before, when all have ended.

    Raises:
        RuntimeError: When a run did not succeed.
    """
    for example in examples:
        if not instance.runs("--tag", example.name):
            where = ("--tag", example.name, "--experiment", experiment)
            instance.command("launch", *example.arguments, *where)
    while going := instance.runs("--status", "queued,running"):
        sys.stdout.write(f"still running: {len(going)}\n")
        sys.stdout.flush()
        time.sleep(POLL_SECONDS)
    found = {example.name: instance.runs("--tag", example.name) for example in examples}
    bad = [run["name"] for runs in found.values() for run in runs if run["status"] != "succeeded"]
    if bad:
        raise RuntimeError(f"these runs did not succeed: {', '.join(bad)}")
    return {name: sorted(runs, key=lambda run: int(run["seed"])) for name, runs in found.items()}


HEAD = """# The example runs

The pictures of this guide are of these runs. `make pictures` launches them, takes the pictures and
writes this page. Each verdict is what `branchpoint show RUN` printed, without what the run cost.
"""


def describe(instance: Instance, runs: Mapping[str, list[dict[str, Any]]], page: Path) -> None:
    """Write the page of the guide that says what was launched, and what came of it."""
    parts = [HEAD]
    for example in EXAMPLES:
        told = [_told(instance, run) for run in runs[example.name]]
        about = f"{example.about[:1].upper()}{example.about[1:]}."
        parts.append(
            f"## {example.name}\n\n{about}\n\n"
            f"```sh by scripts/example_runs.py\n{example.command}\n```\n\n" + "\n".join([*told, ""])
        )
    page.write_text("\n".join(parts))


def _told(instance: Instance, run: Mapping[str, Any]) -> str:
    shown = json.loads(instance.command("show", run["id"], "--json"))
    verdict = shown["verdict"].partition(" It cost ")[0]
    warned = "".join(f" **{each['label']}**" for each in shown["warnings"])
    return f"- Seed {run['seed']}: {verdict}{warned}"

"""What runs have measured, read back through the command line."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from backend.groups.estimates import Estimate, estimate

BRANCHPOINT = Path(sys.executable).parent / "branchpoint"
POLL_SECONDS = 5.0

Run = dict[str, Any]
Series = dict[str, dict[int, float]]
"""Values by key and real step."""


def branchpoint(*arguments: str) -> str:
    """What a command prints; a failed one ends the benchmark."""
    done = subprocess.run([BRANCHPOINT, *arguments], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


@dataclass(frozen=True)
class RunCurves:
    """A run and all of its series."""

    run: Run
    series: Series

    def last(self, key: str, count: int = 1) -> float:
        """Mean of the last values."""
        return statistics.mean(list(self.series[key].values())[-count:])

    @property
    def seconds(self) -> float:
        """From its start to its end by the clock."""
        began, ended = (
            datetime.fromisoformat(self.run[name]) for name in ("started_at", "finished_at")
        )
        return (ended - began).total_seconds()


@dataclass(frozen=True)
class Group:
    """The seeds of one experiment.

    Attributes:
        name: The experiment's.
        environment: What all of them were trained in.
        members: Those that succeeded.
        unfinished: Those that failed or were cancelled, unless the seed was launched again.
    """

    name: str
    environment: str
    members: Sequence[RunCurves]
    unfinished: Sequence[Run]

    def curve(self, key: str) -> dict[int, Estimate]:
        """Mean over the seeds, with its interval, at each real step that all of them have."""
        curves = [each.series.get(key, {}) for each in self.members]
        steps = [step for step in curves[0] if all(step in each for each in curves)]
        return {step: estimate([each[step] for each in curves]) for step in steps}


def experiments() -> dict[str, dict[str, int]]:
    """How many runs of each experiment are in each state, by its name."""
    found = json.loads(branchpoint("experiments", "--json"))["items"]
    return {each["name"]: each["run_counts"] for each in found}


def wait_for(names: Sequence[str]) -> None:
    """Return when none of their runs is queued or running."""
    while any(experiments()[name][state] for name in names for state in ("queued", "running")):
        time.sleep(POLL_SECONDS)


def runs_of(experiment: str) -> list[Run]:
    """Its runs, by seed."""
    found: list[Run] = json.loads(branchpoint("runs", "-e", experiment, "--json"))["items"]
    return sorted(found, key=lambda run: run["seed"])


def measured(run: Run) -> RunCurves:
    """The run with its series."""
    series: Series = {}
    told = branchpoint("export", run["id"], "--what", "series", "--format", "json")
    for point in json.loads(told):
        series.setdefault(point["key"], {})[point["env_step"]] = point["value"]
    return RunCurves(run, series)


def group(experiment: str, runs: Sequence[Run]) -> Group:
    """The experiment's runs, read; none is running any more.

    Raises:
        SystemExit: When none of them succeeded, with the reasons.
    """
    succeeded = [measured(run) for run in runs if run["status"] == "succeeded"]
    seeds = {each.run["seed"] for each in succeeded}
    unfinished = [run for run in runs if run["status"] != "succeeded" and run["seed"] not in seeds]
    if not succeeded:
        reasons = "; ".join(f"seed {run['seed']} {why(run)}" for run in unfinished)
        raise SystemExit(f"no run of {experiment} succeeded: {reasons or 'there are none'}")
    return Group(experiment, runs[0]["environment"], succeeded, unfinished)


def why(run: Run) -> str:
    """What became of a run that did not succeed."""
    return f"{run['status']}: {run['failure_reason']}" if run["failure_reason"] else run["status"]

"""Learning curves through the product itself: launched, trained and read as a user would.

`branchpoint up` must be running. Then
`python -m tests.benchmarks.learning [--tasks pendulum inverted-pendulum] [--versions 3.0 ...]`
launches 2,500 real steps (500 random), 10 updates per step, seeds 0 to 4, waits, and prints a row
for each run: the mean of its last three evaluations, CPU seconds, share spent on diagnostics, wall
seconds; then the mean real return over the seeds at each evaluation, with its 95 % interval.
`--presets ppo/cart-pole ...` launches presets as they are, with their own budgets. `--experiment
ID` prints the tables of runs that are there already.
"""

import argparse
import json
import statistics
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from backend.aggregation.estimates import estimate

BRANCHPOINT = Path(sys.executable).parent / "branchpoint"
BARS = {"Pendulum-v1": -200.0, "InvertedPendulum-v5": 900.0, "CartPole-v1": 475.0}
HEAD = (
    "| environment | version | k | seed | last three evaluations | CPU s | diagnostics | wall s |"
)


def branchpoint(*arguments: str) -> str:
    """What a command prints; a failed one ends the benchmark."""
    done = subprocess.run([BRANCHPOINT, *arguments], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def launch(task: str, version: str, seeds: str) -> list[dict]:
    """Train and wait; the runs as they ended."""
    settings = (
        "training.env_steps=2500",
        "training.random_steps=500",
        f"algorithm.version={version}",
    )
    options = [part for setting in settings for part in ("--set", setting)]
    name = f"{version} on {task}"
    told = branchpoint(
        "launch", f"mbpo/{task}", *options, "--seeds", seeds, "-e", name, "--wait", "--json"
    )
    return json.loads(told)["runs"]


def launch_preset(preset: str, seeds: str) -> list[dict]:
    """Train a preset as it is, and wait; the runs as they ended."""
    told = branchpoint("launch", preset, "--seeds", seeds, "-e", preset, "--wait", "--json")
    return json.loads(told)["runs"]


Series = dict[str, dict[int, float]]
"""Values by key and real step."""


def exported(run: dict) -> Series:
    """All series of a run."""
    series: Series = {}
    for point in json.loads(
        branchpoint("export", run["id"], "--what", "series", "--format", "json")
    ):
        series.setdefault(point["key"], {})[point["env_step"]] = point["value"]
    return series


def last_of(series: Series, key: str, count: int = 1) -> float:
    """Mean of the last values."""
    return statistics.mean(list(series[key].values())[-count:])


def row(run: dict, series: Series) -> str:
    """The run's line of the table."""
    began, ended = (datetime.fromisoformat(run[name]) for name in ("started_at", "finished_at"))
    cells = (
        run["environment"], run["version"], run["rollout_length"] or "-", run["seed"],
        f"{last_of(series, 'return/real', 3):.1f}", f"{last_of(series, 'cost/cpu'):.0f}",
        f"{last_of(series, 'cost/diagnostics'):.1%}", f"{(ended - began).total_seconds():.0f}",
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def curve(group: list[Series]) -> str:
    """Mean real return with its 95 % interval at each evaluation that all of the seeds had."""
    curves = [series["return/real"] for series in group]
    steps = [step for step in curves[0] if all(step in each for each in curves)]
    found = {step: estimate([each[step] for each in curves]) for step in steps}
    return "; ".join(
        f"{step}: {each.mean:.0f} ± {each.half_width or 0.0:.0f}" for step, each in found.items()
    )


def main() -> None:
    """Launch or look up, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", nargs="+", default=["pendulum", "inverted-pendulum"])
    parser.add_argument("--versions", nargs="+", default=["3.0", "model-free"])
    parser.add_argument("--presets", nargs="+", default=[])
    parser.add_argument("--seeds", default="0-4")
    parser.add_argument("--experiment", nargs="*", default=[])
    asked = parser.parse_args()
    found = [
        run
        for experiment in asked.experiment
        for run in json.loads(branchpoint("runs", "-e", experiment, "--json"))["items"]
        if run["status"] == "succeeded"
    ]
    if asked.presets:
        found += [run for preset in asked.presets for run in launch_preset(preset, asked.seeds)]
    elif not asked.experiment:
        found = [r for t in asked.tasks for v in asked.versions for r in launch(t, v, asked.seeds)]
    print(f"{HEAD}\n|---|---|---|---|---|---|---|---|")
    groups: dict[tuple[str, str, str], list[Series]] = {}
    for run in sorted(
        found, key=lambda r: (r["environment"], r["version"], r["rollout_length"], r["seed"])
    ):
        series = exported(run)
        groups.setdefault((run["environment"], run["version"], run["rollout_length"]), []).append(
            series
        )
        print(row(run, series))
    for (environment, version, length), group in groups.items():
        bar = BARS[environment]
        reached = sum(last_of(series, "return/real", 3) >= bar for series in group)
        print(f"\n{environment} {version} k={length or '-'}")
        print(f"{reached} of {len(group)} reach {bar:g}; mean by real step: {curve(group)}")


if __name__ == "__main__":
    main()

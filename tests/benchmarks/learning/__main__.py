"""Learning curves through the product itself: launched, trained and read as a user would.

`branchpoint up` must be running. Then

    python -m tests.benchmarks.learning svg/pendulum pets/pendulum --picture docs/learning.png

trains each preset as it is, with seeds 0 to 4, in an experiment of its name unless there is one
already; waits, and prints a row for each run (mean of its last three evaluations, CPU seconds,
share spent on diagnostics, wall seconds), how many seeds reach the task's bar, and the mean real
return over the seeds with its 95 % interval at each evaluation. `--set` changes settings of all of
them, as in `branchpoint launch`. What was stopped goes on at the next `branchpoint up`; the same
command then waits for the rest.
"""

import argparse
from pathlib import Path

from backend.verdict.figures import estimated
from tests.benchmarks.learning.curves import (
    Group,
    RunCurves,
    branchpoint,
    experiments,
    group,
    runs_of,
    wait_for,
    why,
)
from tests.benchmarks.learning.picture import draw, save

BARS = {
    "Pendulum-v1": -200.0,
    "InvertedPendulum-v5": 900.0,
    "CartPole-v1": 475.0,
    "Hopper-v5": 3_000.0,
}
WINDOWS = {
    "Pendulum-v1": (-1_800.0, 100.0),
    "InvertedPendulum-v5": (0.0, 1_050.0),
    "CartPole-v1": (0.0, 550.0),
    "Hopper-v5": (0.0, 4_000.0),
}
EVALUATIONS = 3


def launch(preset: str, seeds: str, settings: list[str]) -> None:
    """Queue the runs of an experiment."""
    options = [part for setting in settings for part in ("--set", setting)]
    branchpoint("launch", preset, *options, "--seeds", seeds, "-e", preset, "--json")


def row(each: RunCurves) -> str:
    """The run's line of the table."""
    cells = (
        each.run["experiment_name"], each.run["seed"],
        f"{each.last('return/real', EVALUATIONS):.1f}", f"{each.last('cost/cpu'):.0f}",
        f"{each.last('cost/diagnostics'):.1%}", f"{each.seconds:.0f}",
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def summary(each: Group) -> str:
    """How many seeds reach the bar, and the curve in numbers."""
    bar = BARS[each.environment]
    reached = sum(run.last("return/real", EVALUATIONS) >= bar for run in each.members)
    curve = "; ".join(
        f"{step}: {estimated(found.mean, found.low, found.high)}"
        for step, found in each.curve("return/real").items()
    )
    return f"| {each.name} | {reached} of {len(each.members) + len(each.unfinished)} | {curve} |"


def main() -> None:
    """Train what is missing, print the tables, draw the picture."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("experiments", nargs="+", metavar="PRESET", help="presets, by name")
    parser.add_argument("--seeds", default="0-4")
    parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE")
    parser.add_argument("--picture", type=Path, help="a PNG of the curves; all of one environment")
    asked = parser.parse_args()
    known = experiments()
    for preset in asked.experiments:
        if preset not in known:
            launch(preset, asked.seeds, asked.set)
    wait_for(asked.experiments)
    groups = [group(preset, runs_of(preset)) for preset in asked.experiments]
    print("| preset | seed | last three evaluations | CPU s | diagnostics | wall s |")
    print("|---|---|---|---|---|---|")
    for each in groups:
        print("\n".join(map(row, each.members)))
        for run in each.unfinished:
            print(f"| {each.name} | {run['seed']} | {why(run)} | | | |")
    print("\n| preset | seeds at the bar | mean real return ± half of its 95 % interval, by step |")
    print("|---|---|---|")
    print("\n".join(map(summary, groups)))
    if asked.picture:
        environment = groups[0].environment
        save(draw(groups, BARS[environment], WINDOWS[environment]), asked.picture)


if __name__ == "__main__":
    main()

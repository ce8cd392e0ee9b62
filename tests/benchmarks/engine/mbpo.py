"""MBPO from end to end on Pendulum: our trainer against mbrl's parts; CPU time and peak memory.

500 random steps and 500 learned from, fits at 500 and 750 of 7 x 4 x 200, 100,000 rollouts of 5
steps after each, 10 updates of SAC 2 x 256 per real step with batches of 256. Every run has one
thread and a process of its own; the sides take turns. Ours runs first and decides how many epochs
each fit takes; mbrl takes as many.

Not equal: mbrl judges its hold-out after every epoch (ours after at least 16 gradient steps); one
batch of its in 20 is all real (ours: 5 % of each); ours also evaluates, after the first fit and at
the end, which is not counted in its CPU seconds but is in its memory. Neither side logs or saves.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from worker.engines.local import KEEP_MEMORY, ONE_THREAD

CPU_TARGET, MEMORY_TARGET = 1.6, 0.7


class Side(NamedTuple):
    """Whose run it is and under whose settings."""

    name: str
    settings: str

    def __str__(self) -> str:
        words = "our settings" if self.settings == "ours" else "torch's and glibc's defaults"
        return f"{self.name}, {words}"


OURS, PEER, PEER_ALIKE = Side("ours", "ours"), Side("mbrl", "defaults"), Side("mbrl", "ours")
Told = dict[str, Any]
"""What a run told: JSON, see `mbpo_run.Told`."""


def run(side: Side, seed: int, epochs: Sequence[int], most_epochs: int | None) -> Told:
    """One run; what it told on its last line (mbrl prints too)."""
    # The variables are set or absent whatever this process was started with.
    environment = {name: value for name, value in os.environ.items() if name not in KEEP_MEMORY}
    environment |= ONE_THREAD | (KEEP_MEMORY if side.settings == "ours" else {})
    command = [sys.executable, "-m", "tests.benchmarks.engine.mbpo_run", side.name]
    command += ["--seed", str(seed), "--settings", side.settings]
    command += ["--epochs", *map(str, epochs)] if epochs else []
    command += ["--most-epochs", str(most_epochs)] if most_epochs else []
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    told: Told = json.loads(done.stdout.splitlines()[-1])
    told["fits"], told["updates"] = told["cpu"]["fitting the model"], told["cpu"]["collecting"]
    told["seconds"] = told["fits"] + told["updates"]
    return told


def middle(values: Sequence[float], form: str) -> str:
    """Median and, of three or more, the range's quartiles."""
    if len(values) == 1:
        return format(values[0], form)
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return f"{median:{form}} [{low:{form}}, {high:{form}}]"


def compared(side: Side, ours: Sequence[Told], theirs: Sequence[Told]) -> Iterator[str]:
    """The lines of the table that set ours against one side."""
    pairs = list(zip(theirs, ours, strict=True))
    cpu, fits, updates = (
        [their[part] / our[part] for their, our in pairs] for part in ("seconds", "fits", "updates")
    )
    memory = [our["peak_mib"] / their["peak_mib"] for their, our in pairs]
    for what, unit, key, ratios, goal in (
        ("CPU time, theirs / ours", "s", "seconds", cpu, f"{CPU_TARGET:.2f}"),
        ("fits and rollouts, theirs / ours", "s", "fits", fits, ""),
        ("updates, theirs / ours", "s", "updates", updates, ""),
        ("peak memory, ours / theirs", "MiB", "peak_mib", memory, f"at most {MEMORY_TARGET:.2f}"),
    ):
        our, their = (middle([told[key] for told in runs], ".0f") for runs in (ours, theirs))
        cells = (what, side, f"{our} {unit}", f"{their} {unit}", middle(ratios, ".2f"))
        yield f"| {' | '.join(map(str, cells))} | {goal if side == PEER else ''} |"


def main() -> None:
    """Run in turns and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3, help="turns, each with a seed of its own")
    parser.add_argument(
        "--alike", action="store_true", help="run mbrl under our process settings as well"
    )
    parser.add_argument(
        "--most-epochs", type=int, help="of each fit, for a shorter race with shorter fits"
    )
    asked = parser.parse_args()
    sides = (OURS, PEER, PEER_ALIKE) if asked.alike else (OURS, PEER)
    told: dict[Side, list[Told]] = {side: [] for side in sides}
    for seed in range(asked.rounds):
        epochs: list[int] = []
        for side, runs in told.items():
            runs.append(run(side, seed, epochs, asked.most_epochs))
            epochs = runs[-1]["epochs"]
            print(f"{side}, seed {seed}: {json.dumps(runs[-1])}", file=sys.stderr, flush=True)
    print(
        "| what | against | ours | theirs | ratio [quartiles] | target |\n|---|---|---|---|---|---|"
    )
    for side, runs in told.items():
        if side != OURS:
            print("\n".join(compared(side, told[OURS], runs)))


if __name__ == "__main__":
    main()

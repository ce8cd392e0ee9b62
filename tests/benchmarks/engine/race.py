"""Several ways to do one thing, timed in turns, and how much longer the others take than ours."""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import torch

from worker.engines.local import KEEP_MEMORY, ONE_THREAD
from worker.jobs.build import set_switches

Settings = Literal["ours", "defaults"]
OURS = "ours"
HEAD = "| what | ours | against | ours ms | theirs ms | theirs / ours [quartiles] | target |"
WORDS: dict[Settings, str] = {"ours": "our settings", "defaults": "torch defaults"}
ABOUT = (
    "'Our settings' are the switches of worker/jobs/build.py.\n"
    "Everything runs on one thread and with the allocator's thresholds of worker/engines/local.py, "
    "the peers too."
)


@dataclass(frozen=True)
class Contestant:
    """One way to do the thing.

    Attributes:
        name: Whose it is; `ours` is ours.
        work: Does some of it and returns how many units that was.
    """

    name: str
    work: Callable[[], int]


class Lane(NamedTuple):
    """A contestant under certain settings."""

    name: str
    settings: Settings

    def __str__(self) -> str:
        return f"{self.name}, {WORDS[self.settings]}"


Timings = dict[Lane, list[float]]
"""Milliseconds per unit, by lane, one value per round."""


def apply(settings: Settings) -> None:
    """Set torch's process-wide switches."""
    if settings == "ours":
        set_switches()
        return
    torch.set_num_threads(1)
    torch.set_flush_denormal(False)
    torch.set_float32_matmul_precision("highest")


def race(contestants: Sequence[Contestant], rounds: int, device: torch.device) -> Timings:
    """Time all in turns, each under both settings, after one round that does not count.

    CPU time on the CPU. On a GPU wall time, since the process merely waits for it.
    """
    lanes = [
        (contestant, Lane(contestant.name, settings))
        for settings in ("ours", "defaults")
        for contestant in contestants
    ]
    timings: Timings = {lane: [] for _, lane in lanes}
    for turn in range(rounds + 1):
        for contestant, lane in lanes:
            apply(lane.settings)
            started = _now(device)
            units = contestant.work()
            spent = 1e3 * (_now(device) - started) / units
            if turn > 0:
                timings[lane].append(spent)
    return timings


def _now(device: torch.device) -> float:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
        return time.perf_counter()
    return time.process_time()


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """First quartile, median and third."""
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high


def ratio(theirs: Sequence[float], ours: Sequence[float]) -> str:
    """Median and quartiles of the ratios of the rounds."""
    low, middle, high = quartiles([t / o for t, o in zip(theirs, ours, strict=True)])
    return f"{middle:.2f} [{low:.2f}, {high:.2f}]"


def rows(what: str, timings: Timings, target: float) -> Iterator[str]:
    """The table's lines. The target is for the fastest peer as it comes, marked `(best)`."""
    peers = [lane for lane in timings if lane.name != OURS]
    medians = {lane: statistics.median(values) for lane, values in timings.items()}
    best = min((lane for lane in peers if lane.settings == "defaults"), key=medians.__getitem__)
    both: tuple[Settings, Settings] = ("ours", "defaults")
    pairs = [(Lane(OURS, "ours"), lane) for lane in peers if lane.settings == "defaults"]
    pairs += [
        (Lane(OURS, which), lane) for which in both for lane in peers if lane.settings == which
    ]
    for our, their in dict.fromkeys(pairs):
        is_goal = our.settings == "ours" and their == best
        cells = (
            what, WORDS[our.settings], f"{their}{' (best)' if their == best else ''}",
            f"{medians[our]:.2f}", f"{medians[their]:.2f}",
            ratio(timings[their], timings[our]), f"{target:.2f}" if is_goal else "",
        )  # fmt: skip
        yield f"| {' | '.join(cells)} |"


def arguments(description: str | None, rounds: int = 7) -> argparse.ArgumentParser:
    """The options that all of these commands have."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=rounds, help="turns that count")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    return parser


def device_of(asked: argparse.Namespace) -> torch.device:
    """The device asked for; where there is none, the command says so and ends well."""
    if asked.device == "cuda" and not torch.cuda.is_available():
        print("skipped: torch.cuda.is_available() is false on this machine")
        raise SystemExit(0)
    return torch.device(asked.device)


def settle(module: str) -> None:
    """Start `module` again unless it has the environment of a run of ours.

    Thread counts and the allocator's thresholds are read when a process starts.
    """
    wanted = ONE_THREAD | KEEP_MEMORY
    if any(os.environ.get(name) != value for name, value in wanted.items()):
        command = [sys.executable, "-m", module, *sys.argv[1:]]
        os.execve(sys.executable, command, os.environ | wanted)  # noqa: S606 - ourselves again


def show(lines: Iterator[str]) -> None:
    """Print the table."""
    print(f"{ABOUT}\n\n{HEAD}\n|---|---|---|---|---|---|---|")
    for line in lines:
        print(line, flush=True)

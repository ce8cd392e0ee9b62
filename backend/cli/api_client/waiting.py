"""Waiting for runs to end, and saying how they do meanwhile."""

import sys
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import typer

from backend.cli.api_client.client import Client
from backend.cli.terminal.failure import ExitCode
from backend.cli.terminal.output import note
from backend.spec.time_words import duration
from backend.spec.visible_text import visible

POLL_SECONDS = 1.0
ENDED = frozenset({"succeeded", "failed", "cancelled"})


def wait(client: Client, run_ids: Sequence[str]) -> list[dict[str, Any]]:
    """The runs, once all have ended.

    Ctrl-C stops the waiting and not the runs.
    """
    progress = Progress()
    try:
        while True:
            runs = fetch(client, run_ids)
            progress.show(runs)
            if all(run["status"] in ENDED for run in runs):
                progress.end()
                return runs
            time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        progress.end()
        note("Stopped waiting. The runs go on; `branchpoint cancel RUN` ends one.")
        raise typer.Exit(ExitCode.INTERRUPTED) from None


def fetch(client: Client, run_ids: Sequence[str]) -> list[dict[str, Any]]:
    """The runs as they are now, in the order asked for."""
    by_id = {run["id"]: run for run in client.pages("runs", ids=list(run_ids), limit=500)}
    return [by_id[run_id] for run_id in run_ids if run_id in by_id]


def verdict(runs: Sequence[dict[str, Any]]) -> ExitCode:
    """The exit status that ended runs ask for: a failure outweighs a cancellation."""
    statuses = {run["status"] for run in runs}
    if "failed" in statuses:
        return ExitCode.FAILED
    return ExitCode.CANCELLED if "cancelled" in statuses else ExitCode.OK


class Progress:
    """One line about some runs, on standard error: rewritten in a terminal, appended elsewhere."""

    def __init__(self) -> None:
        self._in_place = sys.stderr.isatty()
        self._last = ""

    def show(self, runs: Sequence[dict[str, Any]]) -> None:
        """Say how the runs do, where that changed."""
        counts = Counter(run["status"] for run in runs)
        line = visible(", ".join(f"{count} {each}" for each, count in sorted(counts.items())))
        if self._in_place:
            line += _details(runs)
        if line == self._last:
            return
        self._last = line
        sys.stderr.write(f"\r\x1b[K{line}" if self._in_place else f"{line}\n")
        sys.stderr.flush()

    def end(self) -> None:
        """Leave the line as it is and go on below."""
        if self._in_place and self._last:
            sys.stderr.write("\n")


def _details(runs: Sequence[dict[str, Any]]) -> str:
    done = sum(run["progress"] for run in runs) / max(len(runs), 1)
    left = [run["seconds_left"] for run in runs if run["seconds_left"] is not None]
    return f" | {done:.0%}" + (
        f", the slowest has about {duration(max(left))} left" if left else ""
    )

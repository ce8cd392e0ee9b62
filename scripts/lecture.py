"""Makes "The lecture in nine figures" again from small runs: docs/lecture.md and its pictures.

    scripts/with-chromium .venv/bin/python scripts/lecture.py [--data DIR]

With `--data` the instance's folder is kept, and runs that ended there before are not launched
again. Without it a temporary folder is used. Every number on the page is read from the runs.
"""

import argparse
import csv
import io
import json
import math
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from example_runs import POOR, Example, Instance, launched, running
from page_pictures import DOCS, ERROR, HORIZON, RETURNS, SERIES, browser, drawn, save, signed_in
from playwright.sync_api import Browser

EXPERIMENT = "The lecture in nine figures"
Runs = Mapping[str, list[dict[str, Any]]]
# By evaluation, by horizon: the mean.
Curve = dict[int, dict[int, float]]


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

    def last(self, example: str, what: str, policy: str = "current", seed: int = 0) -> dict[int, float]:
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
        return [each["text"] for each in json.loads(shown)["warnings"]]

    def _exported(self, run: Mapping[str, Any], what: str) -> list[dict[str, str]]:
        text = self.instance.command("export", run["id"], "--what", what, "--format", "csv")
        return list(csv.DictReader(io.StringIO(text)))


@dataclass(frozen=True)
class LectureFigure:
    """One of the nine.

    Attributes:
        name: Of its picture.
        title: Its heading.
        claim: What the lecture says.
        examples: Whose runs it shows.
        part: The label of the section that is taken: of the run's page for a single run, of the
            comparison for several.
        search: What the address says beside the runs.
        measured: Sentences on what the runs show, from their numbers.
    """

    name: str
    title: str
    claim: str
    examples: tuple[str, ...]
    part: str
    search: str
    measured: Callable[[Told], str]

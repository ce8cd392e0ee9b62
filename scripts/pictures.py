"""Launches the guide's example runs and takes its pictures: docs/pictures and docs/examples.md.

    scripts/with-chromium .venv/bin/python scripts/pictures.py [--data DIR]

Seeds are fixed, so the same machine draws the same curves. With `--data` the instance's folder is
kept, and runs that ended there before are not launched again. Without it a temporary folder is
used. The runs take some ten minutes of two cores.
"""

import argparse
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from example_runs import EXAMPLES, SMALL, Instance, describe, launched, running
from page_pictures import (
    DOCS,
    ERROR,
    HEIGHT,
    HORIZON,
    PICTURES,
    RETURNS,
    TRAJECTORIES,
    WIDTH,
    browser,
    drawn,
    save,
    signed_in,
)  # fmt: skip
from playwright.sync_api import Browser, Locator, Page

EXPERIMENT = "Examples of the guide"
VERDICT = "What this run comes to"
WIDE = 1500


@dataclass(frozen=True)
class Shot:
    """A picture of one part of a page.

    Attributes:
        name: Of its file.
        example: Whose page.
        part: The label of the section; None takes what fits on the screen.
        search: What the address says beside the run.
    """

    name: str
    example: str
    part: str | None
    search: str = ""


SHOTS = (
    Shot("run-page", "short", None),
    Shot("error-good", "steady", ERROR),
    Shot("error-bad", "poor model", ERROR, "policy=both"),
    Shot("returns-good", "short", RETURNS),
    Shot("returns-bad", "exploits", RETURNS),
    Shot("trajectories-good", "long", TRAJECTORIES),
    Shot("trajectories-bad", "poor model", TRAJECTORIES),
    Shot("coverage-good", "long", HORIZON, "diagnostic=coverage-90"),
    Shot("coverage-bad", "poor model", HORIZON, "diagnostic=coverage-90"),
    Shot("stretch-good", "gradients", HORIZON, "diagnostic=jacobian-stretch"),
    Shot("stretch-bad", "exploits", HORIZON, "diagnostic=jacobian-stretch"),
    Shot("warnings", "cut off", VERDICT),
)


def take(browser: Browser, instance: Instance, runs: Mapping[str, list[dict[str, Any]]]) -> None:
    """All pictures, in both colour schemes."""
    PICTURES.mkdir(exist_ok=True)
    for page, end in signed_in(browser, instance):
        for shot in SHOTS:
            page.goto(f"/runs/{runs[shot.example][0]['id']}?{shot.search}")
            save(page, _part(page, shot.part), f"{shot.name}{end}")
        _take_comparison(page, runs, end)
        _take_form(page, end)


def _take_comparison(page: Page, runs: Mapping[str, list[dict[str, Any]]], end: str) -> None:
    ids = ",".join(run["id"] for name in ("short", "long") for run in runs[name])
    page.goto(f"/compare?runs={ids}&h=10")
    drawn(page, ERROR)
    save(page, None, f"compare{end}")
    table = page.locator("section[aria-labelledby=trust]")
    table.get_by_role("table").wait_for()
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    save(page, table, f"trust-table{end}")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})


def _take_form(page: Page, end: str) -> None:
    changes = "&".join(f"set.{change}" for change in SMALL.split())
    page.goto(f"/launch?preset=mbpo/pendulum&seeds=0-2&set.rollout.length=1,20&{changes}")
    page.get_by_role("button", name="Launch 6 runs").wait_for()
    page.get_by_text("Live", exact=True).wait_for()
    save(page, None, f"launch-form{end}")


def _part(page: Page, label: str | None) -> Locator | None:
    """A section of a run's page, when its figure is drawn; None once the screen's is."""
    if label == VERDICT:
        return page.get_by_role("region", name=VERDICT)
    part = drawn(page, label or ERROR)
    return None if label is None else part


def main() -> None:
    """Launch, wait, take, describe."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--data", type=Path, help="Folder of an instance to keep, and to use again.")
    folder = asked.parse_args().data
    with tempfile.TemporaryDirectory() as fresh, running(folder or Path(fresh)) as instance:
        runs = launched(instance, EXAMPLES, EXPERIMENT)
        with browser() as chromium:
            take(chromium, instance, runs)
        describe(instance, runs, DOCS / "examples.md")


if __name__ == "__main__":
    main()

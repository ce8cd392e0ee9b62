"""Five tasks, timed in clicks, keystrokes and seconds: `python -m tests.benchmarks.tasks`.

Each is done in a real browser by its shortest way and checked at its end; seconds are the page's
and the server's, since a script does not stop to think. `--code` takes another checkout, built, so
that two days can be measured one after the other. Medians over `--repeats`, each on a new store.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from backend.db.settings import DatabaseSettings
from tests.benchmarks.dashboard.page_times import chromium
from tests.benchmarks.load.served import process
from tests.benchmarks.tasks import ways
from tests.benchmarks.tasks.hand import Hand
from tests.benchmarks.tasks.store import TOKEN

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_MS = 60_000
VIEWPORT = {"width": 1440, "height": 900}


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--code", type=Path, default=ROOT, help="the checkout to serve, built")
    parser.add_argument("--repeats", type=int, default=3)
    chosen = parser.parse_args()
    expect.set_options(timeout=PATIENCE_MS)
    done: dict[str, list[Hand]] = {}
    for _ in range(chosen.repeats):
        with tempfile.TemporaryDirectory() as folder:
            for name, hand in all_tasks(chosen.code.resolve(), Path(folder)):
                done.setdefault(name, []).append(hand)
    print("| task | clicks | keystrokes | seconds |\n|---|---|---|---|")
    for name, hands in done.items():
        seconds = statistics.median(each.took for each in hands)
        print(f"| {name} | {hands[0].clicks} | {hands[0].keys} | {seconds:.1f} |")


def all_tasks(code: Path, folder: Path) -> Iterator[tuple[str, Hand]]:
    """Each task on its own page, one after the other on one store."""
    planted = os.environ | {"PYTHONPATH": f"{code}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", "tests.benchmarks.tasks.store", str(folder)]
    subprocess.run(command, cwd=code, env=planted, check=True)
    with process(DatabaseSettings(data=folder), folder, code) as (url, _), opened(url) as page:
        tasks: dict[str, Callable[[Page], Hand]] = {
            "find the best run whose e_10 is below a bound": ways.find_the_best,
            "compare two versions' errors at 50,000 steps": ways.compare_versions,
            "send it to a colleague": ways.send_it,
            "run a shared run again with one value changed": partial(
                ways.run_again, url=url, folder=folder
            ),
            "launch a grid of 3 lengths x 5 seeds": ways.launch_a_grid,
        }
        for name, way in tasks.items():
            yield name, way(page).stop()


@contextmanager
def opened(url: str) -> Iterator[Page]:
    """A browser that is signed in as the owner."""
    with sync_playwright() as playwright, chromium(playwright) as browser:
        context = browser.new_context(
            base_url=url,
            viewport=VIEWPORT,
            permissions=["clipboard-read", "clipboard-write"],
            extra_http_headers={"Authorization": f"Bearer {TOKEN}"},
        )
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page()
        context.close()


if __name__ == "__main__":
    main()

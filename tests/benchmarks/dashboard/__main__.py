"""How fast the comparison is, as its readers see it: `python -m tests.benchmarks.dashboard`.

Makes stores of runs with 5 series of 10,000 points and 100 evaluations of 5 kinds of profiles, each
in a process of its own and only where `--stores` does not have it yet, starts the real server on
each, and measures its routes and its page. The page must be built. `--page` takes another build,
and `--code` serves another checkout, so that two can be measured in turn. `--parts list` measures
the list of runs, for which a store of few points will do; `--parts slider` a step of the slider,
`--parts tabs` twenty tabs of one browser, `--parts peers` TensorBoard and MLflow beside ours,
`--parts start` how long a server takes to be there, `--parts restart` what its first answers take
where an earlier process gave them, and `--parts recorder` how many profiles are
written a second.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from backend.db import migrate
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from tests.benchmarks.dashboard.api_times import Row, api_rows, client, run_ids
from tests.benchmarks.dashboard.list_times import list_rows
from tests.benchmarks.dashboard.page_times import page_rows
from tests.benchmarks.dashboard.peers import peer_rows
from tests.benchmarks.dashboard.process_times import recorder_rows, restart_rows, start_rows
from tests.benchmarks.dashboard.slider_times import slider_rows
from tests.benchmarks.dashboard.tab_times import tab_rows
from tests.benchmarks.load.served import process

ALONE: dict[str, Callable[[DatabaseSettings, argparse.Namespace], Iterable[Row]]] = {
    "start": lambda settings, chosen: start_rows(settings, chosen.repeats, chosen.code),
    "restart": lambda settings, chosen: restart_rows(settings, chosen.repeats, chosen.code),
    "recorder": lambda _, chosen: recorder_rows(chosen.repeats),
}
PARTS = ("start", "api", "restart", "page", "slider", "tabs", "list", "peers", "recorder")


def main() -> None:
    """Print a table for each number of runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, nargs="+", default=[50, 500])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--stores", type=Path, help="where stores are kept for the next time")
    parser.add_argument("--code", type=Path, help="another checkout to serve, built")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=["api", "page"])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for count in chosen.runs:
            folder = (chosen.stores or Path(temporary)) / str(count)
            make(folder, count, chosen.code)
            measure(folder, count, chosen)


def make(folder: Path, count: int, code: Path | None) -> None:
    """Fill a store, unless it is there, and bring it along; not for code that knows less."""
    if not folder.exists():
        command = [sys.executable, "-m", "tests.benchmarks.dashboard.store", str(folder)]
        subprocess.run([*command, "--runs", str(count)], check=True)
    if code is None:
        migrate.upgrade(DatabaseSettings(data=folder))


def measure(folder: Path, count: int, chosen: argparse.Namespace) -> None:
    """Print the figures of a store."""
    settings = DatabaseSettings(data=folder)
    print(f"| {count} runs | median | unit |\n|---|---|---|", flush=True)
    database = Database(settings)
    for part in chosen.parts:
        if part in ALONE:
            _print(ALONE[part](settings, chosen))
            continue
        with process(settings, folder, chosen.code) as (url, process_id):
            if part == "list":
                rows = list_rows(url, process_id, chosen.repeats)
            elif part == "api":
                rows = api_rows(url, process_id, chosen.repeats)
            else:
                rows = compared_rows(part, url, database, chosen.repeats, folder.parent)
            _print(rows)
    database.dispose()


def compared_rows(
    part: str, url: str, database: Database, repeats: int, stores: Path
) -> Iterable[Row]:
    """The figures of a part that compares all runs of a store."""
    with client(url) as http:
        ids = run_ids(http)
    address = f"{url}/compare?runs={','.join(ids)}"
    if part == "page":
        return page_rows(url, database, ids, repeats)
    if part == "slider":
        return slider_rows(address)
    if part == "tabs":
        return tab_rows(url, database, ids[-1])
    return peer_rows(address, stores, len(ids), repeats)


def _print(rows: Iterable[Row]) -> None:
    for row in rows:
        print(f"| {row.name} | {row.words} | {row.unit} |", flush=True)


if __name__ == "__main__":
    main()

"""What a published page takes: `python -m tests.benchmarks.published --store FOLDER`.

Makes a store of 50 runs with 10,000 points of 5 series, unless it is there, has the real server
publish all of it as a zip and as one file, and opens both in a headless Chromium with an empty
cache: the zip unpacked, from a plain file server below a path, and the one file as a file.
`--kind run` publishes one run, `--kind comparison` all runs without a page for each, and
`--page FILE` opens what was published before.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from backend.db import migrate
from backend.db.settings import DatabaseSettings
from backend.publication.target import Target
from tests.benchmarks.dashboard.__main__ import make
from tests.benchmarks.dashboard.api_times import Row, client, run_ids
from tests.benchmarks.dashboard.page_times import SCREEN, chromium, opened, settle
from tests.benchmarks.load.served import process
from tests.e2e.file_server import file_server

RUNS = 50
POLL_SECONDS = 0.5
MIB = 2**20
# Of the first figure whose line is thinned, in the middle: the points of it that are drawn there.
DRAWN = """([low, high]) => {
  const plots = [...document.querySelectorAll(".js-plotly-plot")];
  const count = (plot) => Math.max(0, ...(plot._fullData ?? []).map((trace) =>
    [...(trace.x ?? [])].filter((x) => low <= x && x <= high).length));
  return Math.max(0, ...plots.filter((plot) =>
    plot.layout.xaxis.title?.text?.startsWith("real environment steps")).map(count));
}"""
ZOOM = """(part) => {
  const plot = [...document.querySelectorAll(".js-plotly-plot")].find((each) =>
    each.layout.xaxis.title?.text?.startsWith("real environment steps"));
  Plotly.relayout(plot, { "xaxis.range[0]": part[0], "xaxis.range[1]": part[1] });
}"""
PART = (100_000, 105_000)
POINTS_OF_PART = 200
# The error over the horizon, and the returns.
FIRST_FIGURES = 2


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, help="a folder that is kept for the next time")
    parser.add_argument("--kind", choices=("experiment", "comparison", "run"), default="experiment")
    parser.add_argument("--forms", nargs="+", choices=("zip", "html"), default=["zip", "html"])
    parser.add_argument("--page", type=Path, help="a zip or an HTML file, in place of a new one")
    parser.add_argument("--repeats", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        if chosen.page is not None:
            form = chosen.page.suffix.removeprefix(".")
            content = chosen.page.read_bytes()
            for row in visits(content, form, Path(temporary), chosen.repeats):
                print_row(row)
            return
        folder = chosen.store or Path(temporary) / "store"
        make(folder, RUNS, None)
        settings = DatabaseSettings(data=folder)
        migrate.upgrade(settings)
        print(f"| {chosen.kind} | median | unit |\n|---|---|---|", flush=True)
        for form in chosen.forms:
            with process(settings, folder) as (url, process_id):
                content = yield_rows(published(url, process_id, chosen.kind, form))
            for row in visits(content, form, Path(temporary), chosen.repeats):
                print_row(row)


def print_row(row: Row) -> None:
    """A line of the table."""
    print(f"| {row.name} | {row.words} | {row.unit} |", flush=True)


def yield_rows(found: Iterator[Row | bytes]) -> bytes:
    """Print rows until the file comes."""
    for each in found:
        if isinstance(each, bytes):
            return each
        print_row(each)
    raise RuntimeError("no file came")


def published(url: str, process_id: int, kind: str, form: str) -> Iterator[Row | bytes]:
    """How long the server takes, and what it makes."""
    with client(url) as http:
        asked = {**target(http, kind), "form": form, "title": "50 runs"}
        begun = time.perf_counter()
        made = http.post("publications", json=asked).raise_for_status().json()
        server, most = psutil.Process(process_id), 0
        while made["state"] in ("waiting", "running"):
            time.sleep(POLL_SECONDS)
            most = max(most, len(server.children(recursive=True)))
            made = http.get(f"publications/{made['id']}").json()
        if made["state"] != "done":
            raise RuntimeError(made["problem"])
        yield Row(f"{form}: made in", [time.perf_counter() - begun], "s")
        yield Row(f"{form}: processes meanwhile", [most], "")
        yield Row(f"{form}: answers", [made["answers"]], "")
        yield Row(f"{form}: size", [made["bytes"] / 1e6], "MB")
        yield http.get(f"publications/{made['id']}/file").content


def target(http: httpx.Client, kind: str) -> dict[str, object]:
    """What is published."""
    ids = run_ids(http)
    if kind == "comparison":
        return {"kind": kind, "run_ids": ids}
    run = http.get(f"runs/{ids[0]}").json()
    return {"kind": kind, "target_id": run["experiment_id"] if kind == "experiment" else ids[0]}


def visits(content: bytes, form: str, folder: Path, repeats: int) -> Iterator[Row]:
    """What a reader waits for and fetches."""
    with sync_playwright() as playwright, chromium(playwright) as browser:
        if form == "html":
            page = folder / "page.html"
            page.write_bytes(content)
            yield from rows_of(browser, page.as_uri(), form, repeats)
            return
        Target(str(folder / "host" / "below" / "a path")).put(content)
        with file_server(folder / "host") as port:
            address = f"http://127.0.0.1:{port}/below/a%20path/"
            yield from rows_of(browser, address, form, repeats)


def rows_of(browser: Browser, address: str, form: str, repeats: int) -> Iterator[Row]:
    """Medians over visits."""
    seen = [visit(browser, address) for _ in range(repeats)]
    for key, unit in UNITS.items():
        if form == "zip" or key not in OF_SERVERS:
            yield Row(f"{form}: {key}", [each[key] for each in seen], unit)


UNITS = {
    "first figure": "s", "first two figures": "s", "fetched until these stand": "kB",
    "figures on screen stand": "s", "fetched until they stand": "kB",
    "fetched for a zoom": "kB", "a zoom with every point": "s", "points of the zoom": "",
}  # fmt: skip
OF_SERVERS = (
    "fetched until these stand", "fetched until they stand", "fetched for a zoom",
    "a zoom with every point", "points of the zoom",
)  # fmt: skip


def visit(browser: Browser, address: str) -> dict[str, float]:
    """One visit: until the figures on screen stand, and then a zoom into the returns."""
    with opened(browser, SCREEN) as page:
        fetched = [0]
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")

        def count(event: dict[str, float]) -> None:
            fetched[0] += int(event["encodedDataLength"])

        network.on("Network.loadingFinished", count)
        page.goto(address)
        page.wait_for_function(f"() => window.__drawn.length >= {FIRST_FIGURES}")
        until_first = fetched[0]
        settle(page)
        drawn = page.evaluate("window.__drawn")
        until_drawn = fetched[0]
        seconds = zoomed(page) if address.startswith("http") else 0.0
        return {
            "first figure": drawn[0] / 1_000,
            "first two figures": drawn[FIRST_FIGURES - 1] / 1_000,
            "fetched until these stand": until_first / 1_000,
            "figures on screen stand": drawn[-1] / 1_000,
            "fetched until they stand": until_drawn / 1_000,
            "fetched for a zoom": (fetched[0] - until_drawn) / 1_000,
            "a zoom with every point": seconds,
            "points of the zoom": page.evaluate(DRAWN, PART),
        }


def zoomed(page: Page) -> float:
    """Seconds until a part of the returns is drawn with every point."""
    begun = time.perf_counter()
    page.evaluate(ZOOM, PART)
    page.wait_for_function(f"(part) => ({DRAWN})(part) >= {POINTS_OF_PART}", arg=PART)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()

"""What a reader of the list of runs waits for: first rows, scrolling, choosing all."""

from collections.abc import Iterator

import httpx
import numpy as np
import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.dashboard.api_times import Row, client, timed
from tests.benchmarks.dashboard.page_times import SCREEN, chromium, opened

ASKED = 20
SCROLL_SECONDS, PIXELS_A_FRAME = 5, 60
PAGE, IN_SIGHT, RESTING_MS = 100, 50, 3_000
# A hand that has moved the pointer there presses about so much later.
POINTING_MS = 300
FIRST_ROW = "() => document.querySelector('a[data-run]') && performance.now()"
# Scrolls on at every frame and notes when frames come.
SCROLL = """([seconds, pixels]) => new Promise((done) => {
  const frames = [];
  const begun = performance.now();
  const step = (now) => {
    frames.push(now);
    if (performance.now() - begun > seconds * 1000) { done([frames, scrollY]); return; }
    scrollBy(0, pixels);
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""
# From the click until every row in sight is chosen, and until something can be done with all.
CHOOSE = """() => new Promise((done) => {
  const begun = performance.now();
  let chosen = null;
  const look = () => {
    const rows = [...document.querySelectorAll("tr[data-selected]")];
    if (chosen === null && rows.every((row) => row.dataset.selected === "true"))
      chosen = performance.now() - begun;
    const ready = [...document.querySelectorAll("[aria-label='Chosen runs'] button")]
      .some((button) => button.textContent === "Delete");
    if (chosen !== null && ready) done([chosen, performance.now() - begun]);
    else requestAnimationFrame(look);
  };
  document.querySelector("thead input[type=checkbox]").click();
  requestAnimationFrame(look);
})"""


def list_rows(url: str, process_id: int, repeats: int) -> Iterator[Row]:
    """The routes of the list, and its page in a browser."""
    with client(url) as http:
        yield from _api_rows(http, psutil.Process(process_id))
    with sync_playwright() as playwright, chromium(playwright) as browser:
        visits = [_visit(browser, url) for _ in range(repeats)]
    for name, unit in UNITS.items():
        yield Row(f"list: {name}", [each[name] for each in visits], unit)


UNITS = {
    "first rows": "s", "frames while scrolling, median": "/s", "frames while scrolling, 5 %": "/s",
    "pixels scrolled": "", "all chosen, rows": "ms", "all chosen, ready to act": "ms",
}  # fmt: skip


def _api_rows(http: httpx.Client, server: psutil.Process) -> Iterator[Row]:
    for name, path in {
        "a page": f"runs?limit={PAGE}",
        "a page by a setting": f"runs?limit={PAGE}&sort=rollout.length",
        "a page through a filter": f"runs?limit={PAGE}&filter=rollout.length%20%3E%205",
        "all that match, in short": "runs/matching",
        "groups by a setting": "runs/groups?group_by=rollout.length",
        "a page by alarm": f"runs?limit={PAGE}&sort=alarm",
    }.items():
        yield from _timed(http, server, name, path)
    page = http.get(f"runs?limit={IN_SIGHT}&sort=created_at").raise_for_status().json()
    ids = ",".join(run["id"] for run in page["items"])
    yield from _timed(
        http, server, f"small curves of {IN_SIGHT} runs", f"runs/sparklines?ids={ids}"
    )


def _timed(http: httpx.Client, server: psutil.Process, name: str, path: str) -> Iterator[Row]:
    """Nothing for a route that the served code has not."""
    if http.get(path).is_success:
        asked = [timed(http, server, path) for _ in range(ASKED)]
        yield Row(f"list: {name}, wall", [wall for wall, _, _ in asked], "ms")
        yield Row(f"list: {name}, CPU", [cpu for _, cpu, _ in asked], "ms")
        yield Row(f"list: {name}, sent", [asked[0][2] / 1_024], "KiB")


def _visit(browser: Browser, url: str) -> dict[str, float]:
    with opened(browser, SCREEN) as page:
        page.goto(f"{url}/runs")
        first = page.wait_for_function(FIRST_ROW).json_value() / 1_000
        page.wait_for_timeout(RESTING_MS)
        frames, reached = page.evaluate(SCROLL, [SCROLL_SECONDS, PIXELS_A_FRAME])
        rates = 1_000 / np.diff(frames)
        page.evaluate("scrollTo(0, 0)")
        page.wait_for_timeout(1_000)
        chosen, ready = _chosen(page)
    return {
        "first rows": first,
        "frames while scrolling, median": float(np.median(rates)),
        "frames while scrolling, 5 %": float(np.quantile(rates, 0.05)),
        "pixels scrolled": float(reached),
        "all chosen, rows": chosen,
        "all chosen, ready to act": ready,
    }


def _chosen(page: Page) -> tuple[float, float]:
    page.locator("thead input[type=checkbox]").hover()
    page.wait_for_timeout(POINTING_MS)
    chosen, ready = page.evaluate(CHOOSE)
    return float(chosen), float(ready)

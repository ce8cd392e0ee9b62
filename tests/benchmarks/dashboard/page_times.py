"""What a reader waits for: the comparison in a headless Chromium with an empty cache."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from urllib.parse import urlsplit

import numpy as np
from playwright.sync_api import Browser, CDPSession, Page, Request, sync_playwright

from backend.db import queue, series
from backend.db.session import Database
from tests.benchmarks.dashboard.api_times import Row
from tests.benchmarks.dashboard.store import KEYS, TOKEN, Size

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
PATIENCE_MS = 180_000
SCREEN, WHOLE_PAGE = (1440, 900), (1440, 3200)
# Ours, TensorBoard's and MLflow's.
DATA = ("/api/", "/data/plugin/", "/ajax-api/")
UPDATES, IDLE_SECONDS = 10, 20
# Notes when figures come, and what keeps the main thread busy for longer than 50 ms.
WATCH = """
window.__drawn = []; window.__blocked = 0;
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) window.__blocked += task.duration - 50;
}).observe({ type: "longtask", buffered: true });
const look = () => {
  const figures = document.querySelectorAll(".js-plotly-plot .scatterlayer .trace path").length
    && document.querySelectorAll(".js-plotly-plot").length;
  if (figures > window.__drawn.length) window.__drawn.push(performance.now());
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
SETTLED = """() => window.__drawn.length > 0
  && ![...document.querySelectorAll('[role=status][aria-label^="Loading"]')].some((each) =>
    each.getBoundingClientRect().top < innerHeight)"""
SHOWS = """(step) => [...document.querySelectorAll(".js-plotly-plot")].some((plot) =>
  (plot._fullData ?? []).some((trace) => trace.x?.[trace.x.length - 1] === step))"""


def page_rows(url: str, database: Database, ids: list[str], repeats: int) -> Iterator[Row]:
    """Every figure of the page, as medians over visits."""
    with sync_playwright() as playwright, chromium(playwright) as browser:
        for name, seeds in (("grouped", ""), ("every seed", "&seeds=true")):
            address = f"{url}/compare?runs={','.join(ids)}{seeds}"
            visits = [visit(browser, address, SCREEN) for _ in range(repeats)]
            whole = [visit(browser, address, WHOLE_PAGE) for _ in range(repeats)]
            for key, unit in UNITS.items():
                yield Row(f"{name}: {key}", [each[key] for each in visits], unit)
            yield Row(f"{name}: the whole page drawn", [each["drawn"] for each in whole], "s")
            yield Row(f"{name}: blocked, whole page", [each["blocked"] for each in whole], "s")
        yield from live_rows(browser, f"{url}/compare?runs={','.join(ids)}", database)


UNITS = {
    "first figure": "s", "drawn": "s", "main thread, CPU": "s", "blocked": "s",
    "JavaScript": "KiB", "data": "KiB", "requests": "", "requests of the API": "",
}  # fmt: skip


@contextmanager
def chromium(playwright) -> Iterator[Browser]:
    """A browser without a graphics card."""
    browser = playwright.chromium.launch(
        executable_path=os.environ.get("CHROMIUM") or None, args=list(FLAGS)
    )
    yield browser
    browser.close()


@contextmanager
def opened(browser: Browser, screen: tuple[int, int]) -> Iterator[Page]:
    """A page of a browser that has been nowhere, as the owner."""
    context = browser.new_context(viewport={"width": screen[0], "height": screen[1]})
    context.set_extra_http_headers({"Authorization": f"Bearer {TOKEN}"})
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


def visit(browser: Browser, address: str, screen: tuple[int, int]) -> dict[str, float]:
    """One visit: seconds from the address until figures are drawn, and what was fetched."""
    with opened(browser, screen) as page:
        network = page.context.new_cdp_session(page)
        traffic = Traffic(network)
        network.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(address)
        settle(page)
        drawn = page.evaluate("window.__drawn")
        measured = network.send("Performance.getMetrics")["metrics"]
        busy = next(each["value"] for each in measured if each["name"] == "TaskDuration")
        return {
            "first figure": drawn[0] / 1_000,
            "drawn": drawn[-1] / 1_000,
            "main thread, CPU": busy,
            "blocked": page.evaluate("window.__blocked") / 1_000,
            **traffic.rows(),
        }


class Traffic:
    """What a page fetches, by what it is for: as many bytes as came over the wire."""

    def __init__(self, network: CDPSession) -> None:
        self._paths: dict[str, str] = {}
        self._fetched: Counter[str] = Counter()
        self._asked: Counter[str] = Counter()
        network.send("Network.enable")
        network.on("Network.responseReceived", self._begun)
        network.on("Network.loadingFinished", self._ended)

    def rows(self) -> dict[str, float]:
        """KiB of code and of data, and how often something was asked for."""
        return {
            "JavaScript": self._fetched["js"] / 1_024,
            "data": self._fetched["api"] / 1_024,
            "requests": self._asked.total(),
            "requests of the API": self._asked["api"],
        }

    def _begun(self, event) -> None:
        path = urlsplit(event["response"]["url"]).path
        self._paths[event["requestId"]] = path
        self._asked[kind_of(path)] += 1

    def _ended(self, event) -> None:
        path = self._paths.get(event["requestId"], "")
        self._fetched[kind_of(path)] += event["encodedDataLength"]


def settle(page: Page) -> None:
    """Wait until what is on screen is drawn and nothing has come for a second."""
    page.wait_for_function(SETTLED)
    count = 0
    while (now := page.evaluate("window.__drawn.length")) > count:
        count = now
        page.wait_for_timeout(1_000)
        page.wait_for_function(SETTLED)


def kind_of(path: str) -> str:
    """What a request is for."""
    if any(each in path for each in DATA):
        return "api"
    return path.rpartition(".")[2] if "." in path else "page"


def live_rows(browser: Browser, address: str, database: Database) -> Iterator[Row]:
    """From a point's commit to its drawing, and the requests that it takes."""
    with opened(browser, SCREEN) as page:
        asked: list[str] = []

        def note(request: Request) -> None:
            if "/api/" in request.url and not request.url.endswith("/events"):
                asked.append(urlsplit(request.url).path)

        page.goto(address)
        settle(page)
        page.wait_for_timeout(5_000)
        page.on("request", note)
        page.wait_for_timeout(1_000 * IDLE_SECONDS)
        yield Row("requests while nothing happens", [len(asked) * 60 / IDLE_SECONDS], "/min")
        claim = claimed(database)
        page.wait_for_timeout(5_000)
        waits, counts = [], []
        for number in range(UPDATES):
            asked.clear()
            step = int(Size().steps[-1]) + 1_000 * (number + 1)
            begun = time.perf_counter()
            reported(database, claim, step)
            page.wait_for_function(SHOWS, arg=step)
            waits.append(time.perf_counter() - begun)
            page.wait_for_timeout(3_000)
            counts.append(len(asked))
        with database.transaction() as session:
            series.truncate_after(session, claim, 0)
            queue.release(session, claim)
    yield Row("a live point on screen", waits, "s")
    yield Row("a live point on screen, 95 %", [float(np.quantile(waits, 0.95))], "s")
    yield Row("requests of a live point", [median(counts)], "")


def claimed(database: Database) -> queue.Claim:
    """The run that waits."""
    with database.transaction() as session:
        claim = queue.claim(session, "benchmark", 3_600)
    if claim is None:
        raise RuntimeError("no run waits in this store")
    return claim


def reported(database: Database, claim: queue.Claim, step: int) -> None:
    """A point of each of the run's series."""
    at, value = np.array([step]), np.array([50.0])
    with database.transaction() as session:
        points = {key: series.Points(at, value, np.array([time.time()])) for key in KEYS}
        series.append(session, claim, points)

"""Twenty tabs of one browser on live pages: whether each opens, and until all show a point."""

import time
from collections.abc import Iterator

from playwright.sync_api import Page, Request, sync_playwright

from backend.db import queue, series
from backend.db.session import Database
from tests.benchmarks.dashboard.api_times import Row
from tests.benchmarks.dashboard.page_times import (
    SCREEN,
    SHOWS,
    chromium,
    claimed,
    opened,
    reported,
)  # fmt: skip
from tests.benchmarks.dashboard.store import Size

TABS, UPDATES = 20, 5


def tab_rows(url: str, database: Database, waiting: str) -> Iterator[Row]:
    """Tabs on the run that waits, opened one after the other, and then its points."""
    claim = claimed(database)
    streams: list[Request] = []
    last = int(Size().steps[-1])
    reported(database, claim, last)
    try:
        with (
            sync_playwright() as playwright,
            chromium(playwright) as browser,
            opened(browser, SCREEN) as first,
        ):
            tabs = [first, *(first.context.new_page() for _ in range(TABS - 1))]
            first.context.on("request", lambda each: _note(streams, each))
            opening = [_opened(tab, f"{url}/runs/{waiting}") for tab in tabs]
            waits = []
            for number in range(1, UPDATES + 1):
                begun = time.perf_counter()
                reported(database, claim, last + 1_000 * number)
                for tab in tabs:
                    tab.wait_for_function(SHOWS, arg=last + 1_000 * number)
                waits.append(time.perf_counter() - begun)
                first.wait_for_timeout(3_000)
    finally:
        with database.transaction() as session:
            series.truncate_after(session, claim, 0)
            queue.release(session, claim)
    yield Row("tabs: the first drawn", opening[:1], "s")
    yield Row("tabs: the seventh to the last drawn", opening[6:], "s")
    yield Row("tabs: a live point on all of them", waits, "s")
    yield Row("tabs: streams of events that were opened", [len(streams)], "")


def _note(streams: list[Request], request: Request) -> None:
    if request.url.endswith("/events"):
        streams.append(request)


def _opened(tab: Page, address: str) -> float:
    begun = time.perf_counter()
    tab.goto(address)
    tab.wait_for_function("() => window.__drawn.length > 0")
    return time.perf_counter() - begun

"""TensorBoard and MLflow beside ours: the same browser, the same points of one metric, in turn.

They live in an environment of their own, which is made where there is none, and are measured by
one rule that knows none of them: a page is there when nothing was loaded and nothing kept its main
thread busy for 50 ms, for a second and a half. They draw one card of one metric; ours draws its
comparison, with figures and tables.
"""

import json
import subprocess
import time
import venv
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

import httpx
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.benchmarks.dashboard.api_times import Row
from tests.benchmarks.dashboard.page_times import SCREEN, Traffic, chromium, opened
from tests.benchmarks.dashboard.store import Size
from tests.benchmarks.load.served import free_port

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / ".venv" / "dashboard-peers"
PACKAGES = ("tensorboard==2.21.0", "mlflow==3.17.2", "setuptools")
START_SECONDS, PATIENCE_SECONDS, QUIET_MS = 180.0, 120.0, 1_500
KEY = "return/real"
# When the page's main thread was last busy, or something it loaded came.
WATCH = """
window.__busy = 0; window.__blocked = 0;
const note = (at) => { window.__busy = Math.max(window.__busy, at); };
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) {
    note(task.startTime + task.duration);
    window.__blocked += task.duration - 50;
  }
}).observe({ type: "longtask", buffered: true });
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) note(each.responseEnd);
}).observe({ type: "resource", buffered: true });
"""


@dataclass(frozen=True)
class Tool:
    """A page to measure.

    Attributes:
        name: What it is called.
        address: Where its comparison is.
        choose: What a reader does there before it shows all runs.
    """

    name: str
    address: str
    choose: Callable[[Page], None] = lambda _: None


def installed(folder: Path = FOLDER) -> Path:
    """The interpreter of the peers' environment, made where it is not there."""
    python = folder / "bin" / "python"
    if not (folder / "bin" / "mlflow").exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return python


def peer_rows(ours: str, stores: Path, runs: int, repeats: int) -> Iterator[Row]:
    """Visits of ours and of the peers, in turn: until a page is there, blocked, and bytes."""
    python = installed()
    for peer in ("tensorboard", "mlflow"):
        folder = stores / f"{peer}-{runs}"
        if not folder.exists():
            script = Path(__file__).with_name("peer_stores.py")
            subprocess.run([python, script, peer, folder, str(runs), str(Size.points)], check=True)
    with (
        _tensorboard(python, stores / f"tensorboard-{runs}") as board,
        _mlflow(python, stores / f"mlflow-{runs}") as flow,
        sync_playwright() as playwright,
        chromium(playwright) as browser,
    ):
        tools = (Tool("Branchpoint", ours), board, flow)
        visits: dict[str, list[Mapping[str, float]]] = {tool.name: [] for tool in tools}
        for _ in range(repeats):
            for tool in tools:
                visits[tool.name].append(_visit(browser, tool))
    for name, of_tool in visits.items():
        for key, unit in UNITS.items():
            yield Row(f"{name}: {key}", [each[key] for each in of_tool], unit)


UNITS = {"there": "s", "blocked": "s", "JavaScript": "KiB", "data": "KiB", "requests": ""}


def _visit(browser: Browser, tool: Tool) -> dict[str, float]:
    with opened(browser, SCREEN) as page:
        page.add_init_script(WATCH)
        traffic = Traffic(page.context.new_cdp_session(page))
        loading: set[Request] = set()
        page.on("request", lambda each: loading.add(each) if _counts(each) else None)
        for over in ("requestfinished", "requestfailed"):
            page.on(over, partial(_is_over, loading))
        page.goto(tool.address)
        tool.choose(page)
        _wait(page, loading)
        return {
            "there": page.evaluate("window.__busy") / 1_000,
            "blocked": page.evaluate("window.__blocked") / 1_000,
            **traffic.rows(),
        }


def _wait(page: Page, loading: Collection[Request]) -> None:
    """Until it is there, or patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while loading or page.evaluate("performance.now() - window.__busy") < QUIET_MS:
        if time.monotonic() > deadline:
            return
        page.wait_for_timeout(100)


def _is_over(loading: set[Request], request: Request) -> None:
    loading.discard(request)


def _counts(request: Request) -> bool:
    """A stream of events never ends."""
    return not request.url.endswith("/events")


@contextmanager
def _tensorboard(python: Path, folder: Path) -> Iterator[Tool]:
    with _served(
        python.with_name("tensorboard"), "--logdir", folder, "--reload_interval", "0"
    ) as url:
        yield Tool("TensorBoard", f"{url}/#timeseries", _choose_all)


def _choose_all(page: Page) -> None:
    """It shows no run where there are more than forty, until one chooses them."""
    every = page.locator("runs-data-table mat-checkbox input").first
    every.wait_for()
    if not every.is_checked():
        every.check()


@contextmanager
def _mlflow(python: Path, folder: Path) -> Iterator[Tool]:
    store = ("--backend-store-uri", f"sqlite:///{folder / 'mlflow.db'}")
    with _served(python.with_name("mlflow"), "server", *store, "--workers", "1") as url:
        experiment, *runs = (folder / "runs.txt").read_text().split("\n")
        asked = {
            "runs": runs, "metric": KEY, "experiments": [experiment], "plot_metric_keys": [KEY]
        }  # fmt: skip
        query = "&".join(f"{name}={quote(json.dumps(each))}" for name, each in asked.items())
        yield Tool("MLflow", f"{url}/#/metric?{query}")


@contextmanager
def _served(program: Path, *given: object) -> Iterator[str]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [str(program), *map(str, given), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as started:
        try:
            deadline = time.monotonic() + START_SECONDS
            while not _answers(url):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{program.name} does not answer")
                time.sleep(0.5)
            yield url
        finally:
            started.terminate()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False, timeout=5).is_success
    except httpx.TransportError:
        return False

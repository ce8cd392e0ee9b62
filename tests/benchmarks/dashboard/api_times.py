"""What each route of the comparison takes: the first time after a start, and again."""

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import psutil

from tests.benchmarks.dashboard.store import TOKEN

ROUTES = {
    "comparison": "comparison?",
    "returns": "figures/returns?",
    "returns, every seed": "figures/returns?individual=true&",
    "over-steps": "figures/over-steps?key=policy/critic_loss&",
    "over-horizon": "figures/over-horizon?kind=horizon-error&",
    "trust": "trust?",
    "series of one metric": "series?keys=return/real&",
}
# These refuse more runs than they can tell one by one.
OF_FEW = ("series of one metric",)
SLIDER_STEPS = 10


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    values: Sequence[float]
    unit: str

    @property
    def words(self) -> str:
        """The median, and the extremes where there are several."""
        middle = f"{statistics.median(self.values):,.3g}"
        spread = f" ({min(self.values):,.3g} to {max(self.values):,.3g})"
        return f"{middle}{spread if len(self.values) > 1 else ''}"


def client(url: str) -> httpx.Client:
    """The owner's."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept-Encoding": "gzip, br, zstd"}
    return httpx.Client(base_url=f"{url}/api/v1/", headers=headers, timeout=600, trust_env=False)


def api_rows(url: str, process_id: int, repeats: int) -> Iterator[Row]:
    """Wall and CPU milliseconds of each route, a slider's step, and the memory after all."""
    server = psutil.Process(process_id)
    with client(url) as http:
        ids = run_ids(http)
        http.get(f"figures/over-horizon?kind=coverage-50&runs={ids[0]}").raise_for_status()
        for name, path in routes(http):
            asked = [timed(http, server, path) for _ in range(repeats + 1)]
            yield Row(f"{name}, first, wall", [asked[0][0]], "ms")
            yield Row(f"{name}, first, CPU", [asked[0][1]], "ms")
            yield Row(f"{name}, wall", [wall for wall, _, _ in asked[1:]], "ms")
            yield Row(f"{name}, CPU", [cpu for _, cpu, _ in asked[1:]], "ms")
            yield Row(f"{name}, sent", [asked[0][2] / 1_024], "KiB")
        steps = http.get(f"comparison?runs={ids[0]}").json()["env_steps"][-SLIDER_STEPS - 1 : -1]
        path = f"{dict(routes(http))['over-horizon']}&env_step="
        moved = [timed(http, server, f"{path}{step}") for step in steps]
        yield Row("step of the slider, API wall", [wall for wall, _, _ in moved], "ms")
    yield Row("memory of the API", [server.memory_full_info().uss / 2**20], "MiB")


def routes(http: httpx.Client) -> list[tuple[str, str]]:
    """What is asked of all runs, by name; of more than a list of them holds by their experiment."""
    page = _newest(http)
    if page["next_cursor"] is None:
        ids = ",".join(run_ids(http))
        return [(name, f"{path}runs={ids}") for name, path in ROUTES.items()]
    of_all = f"experiment={page['items'][0]['experiment_id']}"
    return [(name, path + of_all) for name, path in ROUTES.items() if name not in OF_FEW]


def run_ids(http: httpx.Client) -> list[str]:
    """Every run that the store has, or the newest 500, the one that waits last."""
    runs = _newest(http)["items"]
    return [run["id"] for run in sorted(runs, key=lambda run: run["status"] == "queued")]


def _newest(http: httpx.Client) -> dict[str, Any]:
    page: dict[str, Any] = http.get("runs", params={"limit": 500}).raise_for_status().json()
    return page


def timed(http: httpx.Client, server: psutil.Process, path: str) -> tuple[float, float, int]:
    """Milliseconds by the clock and of the server's processor, and the bytes that were sent."""
    before, begun = sum(server.cpu_times()[:2]), time.perf_counter()
    with http.stream("GET", path) as answer:
        answer.raise_for_status()
        answer.read()
        size = answer.num_bytes_downloaded
    wall = time.perf_counter() - begun
    return 1_000 * wall, 1_000 * (sum(server.cpu_times()[:2]) - before), size

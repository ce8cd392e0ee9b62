"""One request of every kind of route."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from tests.benchmarks.load.served import Served


@dataclass(frozen=True)
class Ask:
    """A request that can be sent many times.

    Attributes:
        name: What the table calls it.
        path: Where it goes.
        method: How.
        json: Its body; `{number}` in its texts becomes the number of the request.
        status: The answer's status when all is well.
        headers: What it carries beside the owner's token.
    """

    name: str
    path: str
    method: str = "GET"
    json: dict[str, Any] | None = None
    status: int = 200
    headers: dict[str, str] | None = None

    def request(self, http: httpx.AsyncClient, number: int) -> httpx.Request:
        """The request of this number."""
        body = self.json and {
            name: value.format(number=number) if isinstance(value, str) else value
            for name, value in self.json.items()
        }
        return http.build_request(self.method, self.path, json=body, headers=self.headers)


def routes(server: Served) -> Iterator[Ask]:
    """What is asked of a server with these runs."""
    api = "/api/v1"
    runs = ",".join(server.run_ids[:10])
    run = server.run_ids[0]
    yield Ask("GET /health", f"{api}/health")
    yield Ask("GET /ready", f"{api}/ready")
    yield Ask("the page", "/", status=server.page_status)
    yield Ask("GET /session", f"{api}/session")
    yield Ask("GET /runs, 50 rows", f"{api}/runs")
    yield Ask("GET /runs, by link", f"{api}/runs", headers={"Branchpoint-Share": server.share})
    yield Ask("GET /runs/{id}", f"{api}/runs/{run}")
    yield Ask("GET /runs/{id}/logs", f"{api}/runs/{run}/logs")
    yield Ask("GET /experiments", f"{api}/experiments")
    yield Ask("GET /catalog", f"{api}/catalog")
    yield Ask("GET /queue", f"{api}/queue")
    yield Ask("GET /series, 10 runs", f"{api}/series?keys=return/real&runs={runs}")
    over_horizon = f"{api}/figures/over-horizon?kind=horizon-error&runs={runs}"
    yield Ask("GET /figures/over-horizon", over_horizon)
    yield Ask("GET /figures/returns", f"{api}/figures/returns?runs={runs}")
    yield Ask("GET /comparison, 10 runs", f"{api}/comparison?runs={runs}")
    yield Ask("GET /runs/{id}/trust", f"{api}/runs/{run}/trust")
    yield Ask("POST /runs/preview", f"{api}/runs/preview", "POST", {"name": "load"})
    yield Ask("POST /experiments", f"{api}/experiments", "POST", {"name": "load {number}"}, 201)
    yield Ask("POST /runs", f"{api}/runs", "POST", {"name": "load {number}"}, 201)
    yield Ask("PATCH /runs/{id}", f"{api}/runs/{run}", "PATCH", {"name": "renamed {number}"})
    yield Ask("a spent sign-in address", "/?token=spent", status=401)

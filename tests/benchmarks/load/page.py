"""How long what a page asks for takes."""

import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx

ASKED = 15


@dataclass(frozen=True)
class Times:
    """How long a page's requests take.

    Attributes:
        seconds: Their median, by name.
        refused: How many were answered 503.
    """

    seconds: dict[str, float]
    refused: int


def asked(
    url: str, token: str, run_ids: Sequence[str], before: Callable[[], None] = lambda: None
) -> Times:
    """The list and a comparison; `before` is done before each request, and not timed."""
    places = {"list": "runs?limit=50", "comparison": f"comparison?runs={','.join(run_ids[:50])}"}
    headers = {"Authorization": f"Bearer {token}"}
    taken: dict[str, list[float]] = {name: [] for name in places}
    refused = 0
    with httpx.Client(headers=headers, timeout=60, trust_env=False) as http:
        for _ in range(ASKED):
            for name, place in places.items():
                before()
                began = time.perf_counter()
                answer = http.get(f"{url}/api/v1/{place}")
                if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
                    refused += 1
                    continue
                answer.raise_for_status()
                taken[name].append(time.perf_counter() - began)
            time.sleep(0.3)
    return Times(
        {name: statistics.median(each or [math.nan]) for name, each in taken.items()}, refused
    )

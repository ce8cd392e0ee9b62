"""Many requests at once, beside as many in a row: `python -m tests.benchmarks.load`.

Starts a real server on SQLite and one on PostgreSQL, each with 50 runs that have measurements, and
asks every kind of route: a few times in a row, then 200 times at once, each time over a connection
of its own. At last it opens 200 event streams at once and waits until each says `ready`.

*in a row* is what 200 requests in a row take (fewer are sent, and multiplied), *at once* is the
time until the last of 200 has its answer, and *ratio* is the second by the first: at most 2 is
asked. A failure is any other answer than the expected one, a 503 that asks to come back included.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.benchmarks.load.routes import Ask, routes
from tests.benchmarks.load.served import DATABASES, Served, served

PATIENCE_SECONDS = 120.0
HEADER = "| database | route | in a row s | at once s | ratio | p50 s | slowest s | failures |"


@dataclass(frozen=True)
class Burst:
    """What came of many requests at once: seconds until all were answered, and of each."""

    total: float
    each: list[float]
    failures: int


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at-once", type=int, default=200)
    parser.add_argument("--in-a-row", type=int, default=20)
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=list(DATABASES))
    parser.add_argument("--routes", nargs="+", help="parts of the names of routes to ask")
    chosen = parser.parse_args()
    print(f"{HEADER}\n{'|---' * HEADER.count(' | ')}|---|")
    for name in chosen.databases:
        with tempfile.TemporaryDirectory() as folder, served(name, Path(folder)) as server:
            asyncio.run(_measure(server, chosen))


async def _measure(server: Served, chosen: argparse.Namespace) -> None:
    for ask in routes(server):
        if chosen.routes and not any(part in ask.name for part in chosen.routes):
            continue
        once = await _in_a_row(server, ask, chosen.in_a_row) / chosen.in_a_row
        _print_row(server, ask.name, once * chosen.at_once, await _burst(server, ask, chosen))
    if not chosen.routes or "events" in chosen.routes:
        await _measure_streams(server, chosen)


async def _measure_streams(server: Served, chosen: argparse.Namespace) -> None:
    async with _client(server) as http, AsyncExitStack() as opened:
        begun = time.perf_counter()
        for _ in range(chosen.in_a_row):
            async with AsyncExitStack() as soon_closed:
                await _until_ready(http, soon_closed)
        once = (time.perf_counter() - begun) / chosen.in_a_row
        burst = await _at_once(chosen.at_once, lambda _: _until_ready(http, opened))
    _print_row(server, "event streams", once * chosen.at_once, burst)


async def _in_a_row(server: Served, ask: Ask, count: int) -> float:
    async with _client(server, most_kept=0) as http:
        if not await _answered(http, ask, 0):
            raise RuntimeError(f"{ask.name}: not answered as it should be")
        begun = time.perf_counter()
        for number in range(count):
            await _answered(http, ask, number)
        return time.perf_counter() - begun


async def _burst(server: Served, ask: Ask, chosen: argparse.Namespace) -> Burst:
    async with _client(server) as http:
        return await _at_once(chosen.at_once, lambda number: _answered(http, ask, number))


async def _at_once(count: int, request: Callable[[int], Awaitable[bool]]) -> Burst:
    async def timed(number: int) -> tuple[float, bool]:
        is_good = await request(number)
        return time.perf_counter() - begun, is_good

    begun = time.perf_counter()
    results = await asyncio.gather(*(timed(number) for number in range(count)))
    failures = sum(not is_good for _, is_good in results)
    return Burst(time.perf_counter() - begun, [seconds for seconds, _ in results], failures)


async def _answered(http: httpx.AsyncClient, ask: Ask, number: int) -> bool:
    """Whether the server answered as it should."""
    try:
        answer = await http.send(ask.request(http, number))
    except httpx.TransportError:
        return False
    return answer.status_code == ask.status


async def _until_ready(http: httpx.AsyncClient, opened: AsyncExitStack) -> bool:
    """Whether a stream said that it is live. It stays open as long as the stack."""
    try:
        stream = await opened.enter_async_context(http.stream("GET", "/api/v1/events"))
        async for line in stream.aiter_lines():
            if line == "event: ready":
                return True
    except httpx.TransportError:
        return False
    return False


def _client(server: Served, most_kept: int | None = None) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=server.url,
        headers={"Authorization": f"Bearer {server.token}"},
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=most_kept),
        timeout=PATIENCE_SECONDS,
        trust_env=False,
    )


def _print_row(server: Served, name: str, in_a_row: float, burst: Burst) -> None:
    p50 = statistics.median(burst.each)
    print(
        f"| {server.database} | {name} | {in_a_row:.2f} | {burst.total:.2f} "
        f"| {burst.total / in_a_row:.2f} | {p50:.2f} | {max(burst.each):.2f} | {burst.failures} |",
        flush=True,
    )


if __name__ == "__main__":
    main()

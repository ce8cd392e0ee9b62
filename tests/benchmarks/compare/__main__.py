"""What the compare page asks for, by CPU time and size: `python -m tests.benchmarks.compare`.

Fills a database of its own with runs in ten groups, then asks for every part of the page in turn,
again and again. Times are of the whole process, from the request to the last byte of the answer,
without a network. The ratio is to the figure of the horizon error for the same runs, asked for in
the same round: median over the rounds.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
from fastapi import FastAPI

from backend.app import create_app
from backend.authorisation import token_hash
from backend.db import credentials, migrate
from backend.db.settings import DatabaseSettings
from backend.settings import WebSettings
from tests.benchmarks.compare.measurements import fill

# Of a database that is deleted at the end.
TOKEN = "the-token-of-this-benchmark"
GROUPS = 10
PARTS = {
    "figure of the horizon error": "figures/over-horizon?kind=horizon-error&",
    "any diagnostic over the horizon": "figures/over-horizon?kind=disagreement&",
    "any series over training": "figures/over-steps?key=policy/critic_loss&",
    "table of trust": "trust?",
    "values at the cursor": "comparison?",
    "names of the series": "series/keys?",
}


def main() -> None:
    """Print a table for each number of runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, nargs="+", default=[50, 500])
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args()
    print("| runs | part | CPU ms | ratio | KB |\n|---|---|---|---|---|")
    for count in chosen.runs:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), count, chosen.rounds)


def measure(folder: Path, count: int, rounds: int) -> None:
    """Print the rows for this many runs."""
    settings = DatabaseSettings(data=folder)
    migrate.upgrade(settings)
    app = create_app(settings, WebSettings(page=folder / "dist"))
    with app.state.database.transaction() as session:
        credentials.create(session, "api", token_hash(TOKEN), "benchmark")
    runs = asyncio.run(launched(app, count))
    fill(app.state.database)
    times, sizes = asyncio.run(asked(app, runs, rounds))
    first = times[next(iter(PARTS))]
    for part, spent in times.items():
        ratio = statistics.median(one / other for one, other in zip(spent, first, strict=True))
        median = 1_000 * statistics.median(spent)
        print(f"| {count} | {part} | {median:.0f} | {ratio:.2f} | {sizes[part] / 1_024:.0f} |")
    app.state.database.dispose()


def client(app: FastAPI) -> httpx.AsyncClient:
    """The app's owner."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://localhost/api/v1/",
        headers={"Authorization": f"Bearer {TOKEN}"},
        timeout=600,
    )


async def launched(app: FastAPI, count: int) -> list[str]:
    """Ids of that many new runs in ten groups."""
    lengths = list(range(1, GROUPS + 1))
    request = {"grid": {"rollout.length": lengths}, "seeds": list(range(count // GROUPS))}
    async with client(app) as http:
        answer = await http.post("runs", json=request)
        answer.raise_for_status()
        return [run["id"] for run in answer.json()["runs"]]


async def asked(
    app: FastAPI, runs: Sequence[str], rounds: int
) -> tuple[dict[str, list[float]], dict[str, int]]:
    """CPU seconds of each part in each round, and the bytes of its answer."""
    times: dict[str, list[float]] = {part: [] for part in PARTS}
    sizes: dict[str, int] = {}
    async with client(app) as http:
        for round_ in range(rounds + 1):
            for part, path in PARTS.items():
                begun = time.process_time()
                answer = await http.get(f"{path}runs={','.join(runs)}")
                spent = time.process_time() - begun
                answer.raise_for_status()
                sizes[part] = len(answer.content)
                # The first round also imports and fills caches.
                if round_ > 0:
                    times[part].append(spent)
    return times, sizes


if __name__ == "__main__":
    main()

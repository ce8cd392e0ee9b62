"""CPU time of one `GET /runs` of 50 rows: `python -m tests.benchmarks.load.listing`.

The app runs in this process, without a network and without a client, on a store like a used one:
every kind of run with its whole spec, provenance, measures, and in part warnings, a traceback or
tags. The figure is the CPU time of the process for one request, the median over several rounds.
"""

import argparse
import asyncio
import cProfile
import pstats
import secrets
import statistics
import tempfile
import time
from dataclasses import asdict
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from backend.app import create_app
from backend.db import credentials, experiments, migrate, runs
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.tables import Run
from backend.secret_tokens import token_hash
from backend.settings import WebSettings
from backend.spec.grid import parse
from backend.spec.measures import Measures
from backend.spec.presets import PRESETS
from worker.jobs.provenance import provenance

ROWS = 50
STATES = ("succeeded", "succeeded", "running", "failed", "queued")
WARM_UP = 20


def main() -> None:
    """Print the CPU time of a request, and on demand where it goes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=50, help="in a round")
    parser.add_argument("--profile", action="store_true", help="print the costliest functions")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app, token = _planted(DatabaseSettings(data=Path(folder)))
        asyncio.run(_measure(app, token, chosen))
        app.state.database.dispose()


async def _measure(app: FastAPI, token: str, chosen: argparse.Namespace) -> None:
    size = 0
    for _ in range(WARM_UP):
        size = await _asked(app, token)
    rounds = []
    for _ in range(chosen.rounds):
        begun = time.process_time()
        for _ in range(chosen.requests):
            await _asked(app, token)
        rounds.append((time.process_time() - begun) / chosen.requests * 1000)
    print(
        f"GET /runs, {ROWS} rows, {size / 1024:.0f} KiB: {statistics.median(rounds):.1f} ms of CPU "
        f"a request ({min(rounds):.1f} to {max(rounds):.1f} over {chosen.rounds} rounds)"
    )
    if chosen.profile:
        with cProfile.Profile() as profile:
            for _ in range(chosen.requests):
                await _asked(app, token)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(60)


async def _asked(app: FastAPI, token: str) -> int:
    """Bytes of the answer to one request."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": "/api/v1/runs", "raw_path": b"/api/v1/runs", "root_path": "",
        "query_string": f"limit={ROWS}".encode(), "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
        "headers": [(b"host", b"127.0.0.1:8000"), (b"authorization", f"Bearer {token}".encode())],
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    if sent[0]["status"] != 200:
        raise RuntimeError(sent)
    return sum(len(message.get("body", b"")) for message in sent)


def _planted(settings: DatabaseSettings) -> tuple[FastAPI, str]:
    """An app on a store with runs, and the token of its owner."""
    migrate.upgrade(settings)
    database = Database(settings)
    token = secrets.token_urlsafe(32)
    with database.transaction() as session:
        credentials.create(session, "api", token_hash(token), "benchmark")
        groups = [experiments.create(session, f"study {number}") for number in range(3)]
        for number, preset in enumerate(islice(cycle(PRESETS.values()), ROWS)):
            spec = parse(preset.spec | {"seed": number})
            new = runs.NewRun(f"{preset.title} {number}", spec, tags=["baseline", "k = 5"])
            (run,) = runs.create(session, groups[number % 3].id, [new])
            _lived(run, number)
    database.dispose()
    return create_app(settings, WebSettings()), token


def _lived(run: Run, number: int) -> None:
    """Give a run what it has after some training."""
    run.status = STATES[number % len(STATES)]
    if run.status == "queued":
        return
    run.started_at = run.queued_at + timedelta(seconds=2)
    run.finished_at = None if run.status == "running" else run.started_at + timedelta(minutes=30)
    run.attempt, run.worker_id = 1, "w0rker"
    run.env_steps, run.steps_per_second = run.total_steps // 2, 12.5
    run.phase = "fitting the model, epoch 12"
    run.real_return, run.model_return = -512.25 + number, -480.5
    run.provenance = provenance("cpu")
    run.measures = asdict(_measured(number))
    if run.status == "failed":
        run.failure_reason = "Diverged: the critic's loss is not finite at real step 5,000"
        run.failure_traceback = "".join(f'  File "trainer.py", line {at}\n' for at in range(40))


def _measured(number: int) -> Measures:
    diverged = number % 4 == 0
    return Measures(
        evaluations=40,
        early=-1200.0,
        late=-500.0,
        latest=3_500,
        compared=10,
        early_spread=35.0,
        late_spread=35.0,
        autocorrelation=0.1,
        chance=0.001,
        history=[(at * 250, -1200.0 + 40 * at, -1180.0 + 45 * at) for at in range(15)],
        error_of_one_step=1e17 if diverged else 0.05,
        error_at_length=0.4,
        length=5,
        within=0 if diverged else 8,
        horizon=50,
        cut_off=99_947 if diverged else 6_000,
        rollouts=100_000,
        cpu_seconds=1_800.0,
        not_finite=["return/model"] if number % 7 == 0 else [],
    )


if __name__ == "__main__":
    main()

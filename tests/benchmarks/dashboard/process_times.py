"""What processes take: a server until it answers, and the storing of profiles."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil

from backend.db import migrate, profiles, queue
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from tests.benchmarks.dashboard.api_times import Row, client, routes, timed
from tests.benchmarks.dashboard.store import Size, curves, launch
from tests.benchmarks.load.served import process

# Profiles of one evaluation, and of many that were kept while the database was away.
AT_ONCE = (5, 50, 1_000)
# The server looks every two seconds for what waits to be stored.
KEPT_AFTER_SECONDS = 6


def start_rows(settings: DatabaseSettings, repeats: int, code: Path | None = None) -> Iterator[Row]:
    """Seconds from the start of a server until it answers, and of its processor until then."""
    walls, spent, memory = [], [], []
    for _ in range(repeats):
        begun = time.perf_counter()
        with process(settings, settings.data, code) as (_, process_id):
            walls.append(time.perf_counter() - begun)
            server = psutil.Process(process_id)
            spent.append(sum(server.cpu_times()[:2]))
            memory.append(server.memory_full_info().uss / 2**20)
    yield Row("start of the API, wall", walls, "s")
    yield Row("start of the API, CPU", spent, "s")
    yield Row("memory of the API after its start", memory, "MiB")


def restart_rows(
    settings: DatabaseSettings, repeats: int, code: Path | None = None
) -> Iterator[Row]:
    """First answers of a server that others on this store have answered before, and its memory."""
    spent: dict[str, list[float]] = {}
    memory = []
    for turn in range(repeats + 1):
        with process(settings, settings.data, code) as (url, process_id), client(url) as http:
            server = psutil.Process(process_id)
            for name, path in routes(http):
                _, cpu, _ = timed(http, server, path)
                if turn:
                    spent.setdefault(name, []).append(cpu)
            if turn:
                memory.append(server.memory_full_info().uss / 2**20)
            else:
                time.sleep(KEPT_AFTER_SECONDS)
    for name, each in spent.items():
        yield Row(f"{name}, first after a restart, CPU", each, "ms")
    yield Row("memory of the API after them", memory, "MiB")


def recorder_rows(repeats: int) -> Iterator[Row]:
    """Profiles that are stored in a second of the clock and of the processor, and their bytes."""
    with tempfile.TemporaryDirectory() as folder:
        settings = DatabaseSettings(data=Path(folder))
        migrate.upgrade(settings)
        database = Database(settings)
        launch(database, 1)
        with database.transaction() as session:
            claim = queue.claim(session, "benchmark", 3_600)
        if claim is None:
            raise RuntimeError("no run waits in this store")
        made = [*curves(np.random.default_rng(0), Size(evaluations=200))]
        for at_once in AT_ONCE:
            rates = [_rates(database, claim, made, at_once) for _ in range(repeats)]
            for place, unit in enumerate(("/s", "/s of CPU")):
                yield Row(f"profiles, {at_once} at once", [each[place] for each in rates], unit)
        database.dispose()


def _rates(
    database: Database, claim: queue.Claim, made: list[profiles.StoredProfile], at_once: int
) -> tuple[float, float]:
    wall, spent = time.perf_counter(), time.process_time()
    for first in range(0, len(made), at_once):
        with database.transaction() as session:
            profiles.save(session, claim, made[first : first + at_once])
    rates = len(made) / (time.perf_counter() - wall), len(made) / (time.process_time() - spent)
    with database.transaction() as session:
        profiles.truncate_after(session, claim, 0)
    return rates

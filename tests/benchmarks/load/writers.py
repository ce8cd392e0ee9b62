"""Many runs that write at once: `python -m tests.benchmarks.load.writers`.

Starts a real server on SQLite with 64 runs, and on PostgreSQL with 500. Each has a recorder of its
own, the one that a training run has, which takes a report a second (`--every`), about as often as a
recorder stores at the most: 20 series, and every tenth time an evaluation with returns and 5
profiles of 50 horizons. Their workers' heartbeats are sent too. The recorders are threads of a few
processes, because 500 runs that really train want more memory than a laptop has.

What is told: how long a flush takes and how long it keeps others from writing, how often the
database refused one, how busy the processors are, and how long the list and a comparison take
beside it and without it. Without it an answer is the one that is kept, and beside it there is
something new in every run each time. So it is asked once more while nothing writes but what makes
each run another before each request, then the same beside processes that spend as much of the
processors on nothing: these say what of the difference is neither. An answer of 503 is counted.
"""

import argparse
import logging
import multiprocessing
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from sqlalchemy import Connection, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from backend.db import changes, credentials, experiments, migrate, queue, runs, series
from backend.db.queue import Claim
from backend.db.session import READ_ONLY, Database
from backend.db.settings import DatabaseSettings
from backend.secret_tokens import token_hash
from backend.spec.grid import parse
from tests.benchmarks.load.page import Times, asked
from tests.benchmarks.load.served import is_of_server, process, settings_of
from tests.benchmarks.load.spent import Spent, burning
from worker.jobs.recorder import Recorder
from worker.mbrl.report import IterationReport, Profile, Scalar

TOKEN = "writers"
PROCESSES = 4
HEARTBEAT_SECONDS = 5.0
LEASE_SECONDS = 30.0
EVALUATION_EVERY = 10
SERIES = [f"metric/{n}" for n in range(20)]
# What only an evaluation tells.
EVALUATED = ["return/real", "return/model", "cost/cpu", "cost/diagnostics"]
KINDS = ("horizon-error", "skill", "return-gap", "disagreement", "closed-loop-error")
HORIZON = list(range(1, 51))
# Of the server, the agents and whoever looks, beside one of each run.
SPARE_CONNECTIONS = 100


@dataclass
class Told:
    """What the recorders of a process met with.

    Attributes:
        seconds: How long each flush waited.
        held: For how long each transaction kept others from writing.
        refused: How often the database did not take one.
        left: Runs of which not all was stored in the end.
    """

    seconds: list[float] = field(default_factory=list)
    held: list[float] = field(default_factory=list)
    refused: int = 0
    left: int = 0


class Timed(Recorder):
    """A recorder that says how long its transactions take."""

    def __init__(self, database: Database, claim: Claim, told: Told) -> None:
        self._told = told
        super().__init__(database, claim, 0)

    def _try_to_store(self, taken, until):
        began = time.perf_counter()
        is_stored = super()._try_to_store(taken, until)
        if taken.has_values:
            self._told.seconds.append(time.perf_counter() - began)
            self._told.refused += not is_stored
        return is_stored


def watch(database: Database, told: Told) -> None:
    """Note how long each transaction that may write takes from its begin to its end."""

    def begin(connection: Connection) -> None:
        # On SQLite it has the lock by now: this listener comes after the one that takes it.
        is_reading = connection.get_execution_options().get(READ_ONLY, False)
        connection.info["began"] = None if is_reading else time.perf_counter()

    def end(_: object, record: ConnectionPoolEntry, __: object) -> None:
        began = record.info.pop("began", None)
        if began is not None:
            told.held.append(time.perf_counter() - began)

    event.listen(database.engine, "begin", begin)
    event.listen(database.engine, "reset", end)


def report(step: int, kinds: Sequence[str]) -> IterationReport:
    """What an iteration of a run tells."""
    is_evaluation = step % EVALUATION_EVERY == 0
    keys = SERIES + (EVALUATED if is_evaluation else [])
    scalars = tuple(Scalar(key, step, step * 0.37 + n) for n, key in enumerate(keys))
    profiles: tuple[Profile, ...] = ()
    if is_evaluation:
        values = [0.01 * h + step for h in HORIZON]
        profiles = tuple(
            Profile(kind, "current", step, "mean", HORIZON, *([values] * 4),
                    [100] * len(HORIZON))
            for kind in kinds
        )  # fmt: skip
    return IterationReport(step, step, scalars, profiles)


def write(
    settings: DatabaseSettings, claims: Sequence[Claim], seconds: float, every: float
) -> Told:
    """Let these runs report for so long, each once in so many seconds, not all at one moment."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    # As many connections as if each run had its own process.
    enough = max(settings.database_connections, len(claims) + 1)
    database = Database(settings.model_copy(update={"database_connections": enough}))
    told = Told()
    # Runs do not all begin at one moment: that all of them connect is not what is measured.
    for connection in [database.engine.connect() for _ in claims]:
        connection.close()
    watch(database, told)
    recorders = [Timed(database, claim, told) for claim in claims]
    ends, step, beat = time.monotonic() + seconds, 0, time.monotonic()
    while time.monotonic() < ends:
        step += 1
        began = time.monotonic()
        for place, recorder in enumerate(recorders):
            rest = began + every * place / len(recorders) - time.monotonic()
            time.sleep(max(0.0, rest))
            recorder.record(report(step, KINDS), "training")
        if time.monotonic() - beat > HEARTBEAT_SECONDS:
            beat = time.monotonic()
            _renew(database, claims, told)
        time.sleep(max(0.0, began + every - time.monotonic()))
    told.left = sum(not recorder.close(60) for recorder in recorders)
    with database.reading() as session:
        found = series.read(session, [claim.run_id for claim in claims], SERIES[:1])
    told.left += sum(len(points.steps) != step for points in found.values())
    told.left += len(claims) - len(found)
    database.dispose()
    return told


def _renew(database: Database, claims: Sequence[Claim], told: Told) -> None:
    for claim in claims:
        try:
            with database.transaction() as session:
                queue.renew(session, claim, LEASE_SECONDS)
        except SQLAlchemyError:
            told.refused += 1


def claimed(database: Database, count: int) -> list[Claim]:
    """Runs that a worker has."""
    with database.transaction() as session:
        credentials.create(session, "api", token_hash(TOKEN), "benchmark")
        experiment = experiments.create(session, "writers")
        new = [runs.NewRun(f"run {n}", parse({"seed": n})) for n in range(count)]
        runs.create(session, experiment.id, new)
    claims = []
    for _ in range(count):
        with database.transaction() as session:
            claims.append(queue.claim(session, "worker", 3_600))
    return [claim for claim in claims if claim is not None]


@dataclass(frozen=True)
class Measured:
    """What came of it: what recorders met with, processors that were busy, and a page's times."""

    told: list[Told]
    writers: float
    database: float
    beside: Times
    without: Times
    changed: Times
    burning: Times


def measure(kind: str, count: int, seconds: float, every: float) -> None:
    """Print the rows of a database."""
    with (
        tempfile.TemporaryDirectory(prefix="writers-") as name,
        settings_of(kind, Path(name), count + SPARE_CONNECTIONS) as settings,
    ):
        migrate.upgrade(settings)
        database = Database(settings)
        claims = claimed(database, count)
        with process(settings, Path(name)) as (url, _):
            _print(kind, count, _measured(database, settings, claims, (seconds, every), url))
        database.dispose()


def _measured(
    database: Database, settings: DatabaseSettings, claims: Sequence[Claim],
    times: tuple[float, float], url: str,
) -> Measured:  # fmt: skip
    ids = [claim.run_id for claim in claims]
    parts = [claims[n::PROCESSES] for n in range(PROCESSES)]
    context = multiprocessing.get_context("spawn")
    with context.Pool(PROCESSES) as pool:
        asking = pool.starmap_async(write, [(settings, part, *times) for part in parts])
        pids = {child.pid for child in multiprocessing.active_children()}
        # The writers' start is not what is measured.
        time.sleep(times[0] / 3)
        writers = Spent(lambda process: process.pid in pids)
        server = Spent(is_of_server(settings.data))
        beside = asked(url, TOKEN, ids)
        spent = writers.a_second(), server.a_second()
        told = asking.get()

    def change() -> None:
        with database.transaction() as session:
            changes.record_runs(session, ids)

    without, changed = asked(url, TOKEN, ids), asked(url, TOKEN, ids, change)
    with burning(sum(spent), PROCESSES):
        return Measured(told, *spent, beside, without, changed, asked(url, TOKEN, ids, change))


def _in_ms(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    chosen = ordered[len(ordered) // 2], ordered[int(0.99 * len(ordered))], ordered[-1]
    return "; ".join(f"{1_000 * each:.1f}" for each in chosen)


def _print(kind: str, count: int, measured: Measured) -> None:
    told = measured.told
    seconds = [second for each in told for second in each.seconds]
    refused, left = sum(each.refused for each in told), sum(each.left for each in told)
    print(f"| {kind}, {count} runs | |\n|---|---|")
    print(f"| flushes | {len(seconds):,} |")
    print(f"| a flush: p50; p99; slowest, ms | {_in_ms(seconds)} |")
    print(f"| a transaction, begun until over: the same | "
          f"{_in_ms([held for each in told for held in each.held])} |")  # fmt: skip
    print(f"| refused; runs of which something is missing | {refused}; {left} |")
    print(f"| processors busy: writers; PostgreSQL | "
          f"{measured.writers:.2f}; {measured.database:.2f} |")  # fmt: skip
    for name, without in measured.without.seconds.items():
        others = (
            each.seconds[name] for each in (measured.beside, measured.changed, measured.burning)
        )
        print(f"| {name}: without, ms; beside it, all changed, all changed beside others as busy; "
              f"ratios | {1_000 * without:.0f}; "
              + "; ".join(f"{1_000 * each:.0f}, {each / without:.1f}" for each in others)
              + " |")  # fmt: skip
    print(f"| answered 503 | {measured.beside.refused} |", flush=True)


def main() -> None:
    """Print a table for each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sqlite", type=int, default=64, help="runs on SQLite; 0: none")
    parser.add_argument("--postgresql", type=int, default=500, help="runs on PostgreSQL; 0: none")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--every", type=float, default=1.0, help="seconds between a run's reports")
    chosen = parser.parse_args()
    for kind, count in (("sqlite", chosen.sqlite), ("postgresql", chosen.postgresql)):
        if count:
            measure(kind, count, chosen.seconds, chosen.every)


if __name__ == "__main__":
    main()

"""What is done to an instance. Each says what it did, and which runs an attempt may have cost.

One that finds nothing to do it to does nothing, and is tried again later.
"""

import random
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import psutil
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from backend.db.tables import Artifact
from tests.benchmarks.chaos.door import BAD
from tests.benchmarks.chaos.stage import LEASE_SECONDS, Stage

PAST_THE_LEASE = LEASE_SECONDS + 5
LOCKED_SECONDS = 40.0
FULL_SECONDS = 12.0
BAD_STORE_SECONDS = (8.0, 40.0)
HOUR = 3_600


@dataclass(frozen=True)
class Hurt:
    """What was done.

    Attributes:
        what: In words.
        runs: Those that may lose an attempt by it; the others must not.
    """

    what: str
    runs: Sequence[str] = ()


Fault = Callable[[Stage, random.Random], Hurt | None]


def kill_a_run(stage: Stage, chance: random.Random) -> Hurt | None:
    """`kill -9` of a run's process."""
    return _killed(stage, chance, "killed the process of")


def _killed(stage: Stage, chance: random.Random, words: str) -> Hurt | None:
    processes = stage.run_processes()
    if not processes:
        return None
    run_id = chance.choice(sorted(processes))
    with suppress(psutil.NoSuchProcess):
        processes[run_id].kill()
    return Hurt(f"{words} {run_id}", [run_id])


def truncate_a_checkpoint(stage: Stage, chance: random.Random) -> Hurt | None:
    """Half of a run's newest checkpoint is lost, and its process killed."""
    hurt = _killed(stage, chance, "cut off the newest checkpoint, and killed the process, of")
    for run_id in () if hurt is None else hurt.runs:
        with suppress(SQLAlchemyError), stage.database.reading() as session:
            newest = select(Artifact.uri).where(Artifact.run_id == run_id)
            uri = session.scalar(newest.order_by(Artifact.env_step.desc()).limit(1))
            if uri is not None:
                stage.artifacts.halve(uri)
    return hurt


def stop_a_run(stage: Stage, chance: random.Random) -> Hurt | None:
    """SIGSTOP of a run's process until well past a lease; its worker keeps the lease."""
    processes = stage.run_processes()
    if not processes:
        return None
    run_id = chance.choice(sorted(processes))
    _paused([processes[run_id]])
    return Hurt(f"stopped the process of {run_id} for {PAST_THE_LEASE} s")


def stop_a_worker(stage: Stage, chance: random.Random) -> Hurt:
    """SIGSTOP of a worker and its runs until past the lease; then they come back from the dead."""
    worker = psutil.Process(chance.choice(stage.workers).pid)
    family = [worker, *worker.children(recursive=True)]
    _suspended(family)
    mine = stage.held_by(worker.pid)
    _later(family)
    return Hurt(f"stopped a worker and its {len(mine)} runs for {PAST_THE_LEASE} s", mine)


def _paused(processes: Sequence[psutil.Process]) -> None:
    _suspended(processes)
    _later(processes)


def _suspended(processes: Sequence[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.suspend()


def _later(processes: Sequence[psutil.Process]) -> None:
    """Let them go on once their leases have ended."""
    time.sleep(PAST_THE_LEASE)
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.resume()


def kill_a_worker(stage: Stage, chance: random.Random) -> Hurt:
    """`kill -9` of a worker; another is started."""
    worker = stage.workers.pop(chance.randrange(len(stage.workers)))
    held = stage.held_by(worker.pid)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    # One that it had just claimed, and one that has just been given back.
    mine = sorted({*held, *stage.held_by(worker.pid)})
    stage.start_worker()
    return Hurt(f"killed a worker that held {len(mine)} runs", mine)


def kill_the_api(stage: Stage, _: random.Random) -> Hurt:
    """`kill -9` of the API; another is started."""
    if stage.api is not None:
        stage.api.send_signal(signal.SIGKILL)
        stage.api.wait()
    stage.start_api()
    return Hurt("killed the API")


def kill_the_database(stage: Stage, _: random.Random) -> Hurt:
    """`kill -9` of the database's server, which comes back after a while."""
    stage.store.kill()
    time.sleep(PAST_THE_LEASE)
    stage.store.start()
    return Hurt(f"killed the database, for {PAST_THE_LEASE} s")


def refuse_the_database(stage: Stage, _: random.Random) -> Hurt:
    """The database is not there for 40 s."""
    stage.store.kill()
    time.sleep(LOCKED_SECONDS)
    stage.store.start()
    return Hurt(f"no database for {LOCKED_SECONDS:.0f} s")


def lock_the_database(stage: Stage, _: random.Random) -> Hurt:
    """Another program holds the database for 40 s."""
    with stage.store.locked():
        time.sleep(LOCKED_SECONDS)
    return Hurt(f"locked the database for {LOCKED_SECONDS:.0f} s")


def fill_the_disk(stage: Stage, _: random.Random) -> Hurt:
    """The disk of the data folder is full for a while."""
    ballast = stage.data / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1 << 20))
    time.sleep(FULL_SECONDS)
    ballast.unlink()
    return Hurt(f"filled the disk for {FULL_SECONDS:.0f} s")


def move_the_clock(stage: Stage, chance: random.Random) -> Hurt | None:
    """The host's clock is set forward or back by an hour, or right again."""
    if stage.clock is None:
        return None
    hours = 0 if float(stage.clock.read_text()) else chance.choice([-1, 1])
    held = list(stage.run_processes())
    stage.clock.write_text(f"{hours * HOUR:+d}\n")
    time.sleep(PAST_THE_LEASE)
    return Hurt(f"set the clock to {hours:+d} h", held)


def trouble_the_object_store(stage: Stage, chance: random.Random) -> Hurt | None:
    """The object store answers with errors, cuts connections or says nothing, for a while."""
    if stage.artifacts.door is None:
        return None
    weather, seconds = chance.choice(BAD), chance.choice(BAD_STORE_SECONDS)
    stage.artifacts.door.set(weather)
    time.sleep(seconds)
    stage.artifacts.door.set("fair")
    return Hurt(f"the object store {weather} for {seconds:.0f} s")


COMMON: tuple[Fault, ...] = (
    kill_a_run, kill_a_run, kill_a_run, truncate_a_checkpoint, stop_a_run, stop_a_worker,
    kill_a_worker, kill_the_api, fill_the_disk, lock_the_database, move_the_clock,
)  # fmt: skip
# Of a server alone.
OF_A_SERVER: tuple[Fault, ...] = (kill_the_database, refuse_the_database)
OF_A_BUCKET: tuple[Fault, ...] = (trouble_the_object_store,) * 3
EVERY = COMMON + OF_A_SERVER + OF_A_BUCKET


def untried(stage: Stage, kind: str) -> dict[str, str]:
    """Faults that cannot be tried here, and why."""
    missing = {}
    if not stage.disk_is_small:
        missing["fill_the_disk"] = "this user may not mount a small disk"
    if stage.clock is None:
        missing["move_the_clock"] = "libfaketime is not installed"
    if kind == "sqlite":
        missing |= {each.__name__: "SQLite has no server" for each in OF_A_SERVER}
    if stage.artifacts.door is None:
        missing |= {each.__name__: "artifacts are in a folder" for each in OF_A_BUCKET}
    return missing


class Schedule:
    """What comes next: all faults that can be tried in random order, and then again."""

    def __init__(self, seed: int, missing: dict[str, str]) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - a schedule, no secret
        self._every = [each for each in EVERY if each.__name__ not in missing]
        self._left = list[Fault]()
        self.kinds = sorted({each.__name__ for each in self._every})

    def following(self) -> Fault:
        """The next one."""
        if not self._left:
            self._left = self._every.copy()
            self._chance.shuffle(self._left)
        return self._left.pop()

    def later(self, fault: Fault) -> None:
        """Put one back that found nothing to do."""
        self._left.insert(0, fault)

"""A grid of eight on a real Slurm of one node, disturbed in every way that users will meet.

    python -m tests.benchmarks.clusters.slurm_grid

Of eight runs one is ended by its time limit, again and again, and goes on in the next job; one is
cancelled; and while they train the controller and then the worker are killed and started again. At
the end every run is as it should be, and the one that was cut into pieces has measured to the last
bit what the same spec measures undisturbed on this machine. Needs root, slurm-wlm and munge.
"""

import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from backend.db import logs, migrate, queue, series
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.status import Status
from tests.clusters.slurm import a_slurm, an_agent, missing
from tests.worker.test_slurm import job_of
from tests.worker.test_worker import SMALL, a_worker, has_checkpoint, launch, look, until

PATIENCE_SECONDS = 900.0
KEYS = ("return/real", "return/model", "model/loss_holdout")
LONG: dict[str, Any] = SMALL | {
    "training": {"env_steps": 1_500, "random_steps": 50},
    "compute": {"time_limit_minutes": 1},
}


@contextmanager
def stores() -> Iterator[tuple[DatabaseSettings, Database]]:
    """An empty store, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        settings = DatabaseSettings(data=Path(folder))
        migrate.upgrade(settings)
        database = Database(settings)
        yield settings, database
        database.dispose()


def measured(database: Database, run_id: str) -> dict[str, tuple[bytes, bytes]]:
    """Steps and values of the series that both have, to the bit."""
    with database.reading() as session:
        found = series.read(session, [run_id], KEYS)
    return {
        key: (points.steps.tobytes(), np.asarray(points.values).tobytes())
        for (_, key), points in found.items()
    }


def jobs_said(database: Database, run_id: str) -> int:
    """How often a run began."""
    with database.reading() as session:
        return sum("attempt" in line.message for line in logs.tail(session, run_id, 500))


def undisturbed() -> dict[str, tuple[bytes, bytes]]:
    """What the long run measures by the local engine."""
    alone = {name: part for name, part in LONG.items() if name != "compute"}
    with stores() as (settings, database), a_worker(settings):
        (run_id,) = launch(database, alone)
        until(lambda: Status(look(database, run_id).status).is_final, "its end", PATIENCE_SECONDS)
        return measured(database, run_id)


def disturbed(folder: Path) -> dict[str, tuple[bytes, bytes]]:
    """The grid on Slurm; what the long run measures."""
    grid = [LONG, *(SMALL | {"seed": seed} for seed in range(1, 8))]
    with stores() as (settings, database), a_slurm(folder / "cluster") as slurm:
        ids = launch(database, *grid)
        with an_agent(slurm, settings, end=signal.SIGKILL):
            print(f"jobs: {', '.join(job_of(database, run_id) for run_id in ids)}", flush=True)
            with database.transaction() as session:
                queue.request_cancel(session, ids[7])
            until(lambda: has_checkpoint(database, ids[0]), "a checkpoint", PATIENCE_SECONDS)
            slurm.kill("slurmctld")
            time.sleep(5)
            slurm.start_controller()
            slurm.until_in({"mixed", "allocated", "idle"})
            print("the controller was killed and came back; now the worker", flush=True)
        with an_agent(slurm, settings):
            for run_id in ids:
                until(
                    lambda run_id=run_id: Status(look(database, run_id).status).is_final,
                    "an end", PATIENCE_SECONDS,
                )  # fmt: skip
        for run_id in ids:
            run = look(database, run_id)
            print(
                f"{run.name}: {run.status}, {run.env_steps} of {run.total_steps} steps, "
                f"{jobs_said(database, run_id)} starts, {run.failed_attempts} lost", flush=True,
            )  # fmt: skip
        ends = [look(database, run_id).status for run_id in ids]
        assert ends == [Status.SUCCEEDED] * 7 + [Status.CANCELLED], ends
        assert jobs_said(database, ids[0]) > 1, "the time limit ended nothing"
        assert sum(look(database, run_id).failed_attempts for run_id in ids) == 0
        return measured(database, ids[0])


def main() -> int:
    """Run it; the exit status."""
    if (why := missing()) is not None:
        print(f"not run: {why}")
        return 0
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="slurm-") as folder:
        Path(folder).chmod(0o755)
        pieces = disturbed(Path(folder))
    whole = undisturbed()
    same = {key: pieces[key] == whole[key] for key in whole}
    print(f"the same to the bit as undisturbed: {same}")
    print(f"{time.monotonic() - began:,.0f} s")
    return 0 if same and all(same.values()) else 1


if __name__ == "__main__":
    sys.exit(main())

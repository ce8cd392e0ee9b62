"""What checkpoints cost: seconds and bytes by the size of the replay buffer, and of a run's time.

    python -m tests.benchmarks.checkpoints --rows 100000 1000000 --run 120

Fills the buffers of a preset's run with as many transitions, saves it a few times into a folder, or
with `--bucket` into a server of S3's protocol on this machine, and prints what each save took. With
`--run` the run then goes on for so many seconds, with a checkpoint as often as is asked, and the
share of its time that they took is printed. The last column is that of today's default, a minute.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import torch

from backend.db import artifacts, experiments, migrate, queue, runs
from backend.db.queue import Claim
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.spec.grid import parse
from backend.spec.presets import PRESETS
from backend.spec.run import RunSpec
from tests.buckets import make_bucket, s3_server, settings_of
from worker.jobs.build import build_trainer
from worker.jobs.checkpoint import CheckpointStore
from worker.jobs.recorder import Recorder
from worker.jobs.saving import Saving
from worker.mbrl.replay.transitions import Transitions
from worker.mbrl.trainer import Trainer
from worker.settings import WorkerSettings

SAVES = 5
BLOCK = 50_000
MINUTE = 60.0


def filled(trainer: Trainer, rows: int) -> None:
    """Put so many transitions into the real buffer, each unlike the others."""
    real, generator = trainer._real, torch.Generator().manual_seed(0)
    columns = real.columns
    for begin in range(0, rows, BLOCK):
        count = min(BLOCK, rows - begin)
        draw = partial(torch.randn, generator=generator)
        real.add(
            Transitions(
                draw(count, columns.obs), draw(count, columns.act), draw(count, columns.obs),
                draw(count), torch.zeros(count, dtype=torch.bool),
            )
        )  # fmt: skip

    imagined = getattr(trainer._learner, "_imagined", None)
    if imagined is not None:
        # As many as the run keeps at its end.
        rollout = trainer.spec.rollout
        steps = rollout.retain_epochs * (rollout.epoch_steps or trainer.spec.model.fit_every)
        count = steps * rollout.per_step * rollout.longest
        imagined.add_refit(torch.randn(count, columns.total, generator=generator), count)


def claimed(database: Database, spec: RunSpec) -> Claim:
    """A run of this spec, claimed."""
    with database.transaction() as session:
        experiment = experiments.create(session, "checkpoints")
        runs.create(session, experiment.id, [runs.NewRun("run", spec)])
    with database.transaction() as session:
        claim = queue.claim(session, "worker", 86_400)
    assert claim is not None
    return claim


@contextmanager
def a_store(*, in_bucket: bool) -> Iterator[DatabaseSettings]:
    """An empty instance."""
    with tempfile.TemporaryDirectory(dir=Path.home()) as place:
        settings = DatabaseSettings(data=Path(place))
        migrate.upgrade(settings)
        if not in_bucket:
            yield settings
            return
        with s3_server() as address:
            make_bucket(address)
            given = settings_of(address)
            os.environ.update(given)
            yield settings.model_copy(update={"artifacts_url": given["BRANCHPOINT_ARTIFACTS_URL"]})


def measured(preset: str, rows: int, chosen: argparse.Namespace) -> str:
    """A row of the table."""
    spec = parse(PRESETS[preset].spec)
    training = spec.training.model_copy(
        update={
            "replay_capacity": max(rows, spec.training.replay_capacity),
            "env_steps": max(2 * rows, spec.training.env_steps),
        }
    )
    spec = spec.model_copy(update={"training": training})
    with a_store(in_bucket=chosen.bucket) as settings:
        database = Database(settings)
        claim = claimed(database, spec)
        trainer, recorder = build_trainer(spec), Recorder(database, claim, 0)
        filled(trainer, rows)
        checkpoints = CheckpointStore(database, settings.artifacts, claim)
        worker = WorkerSettings(checkpoint_seconds=chosen.every)
        saving = Saving(checkpoints, recorder, worker)
        took = []
        for _ in range(SAVES):
            before = saving.spent
            assert saving.save(trainer)
            took.append(saving.spent - before)
        with database.reading() as session:
            size = artifacts.checkpoints(session, claim.run_id)[0].bytes
        typical = statistics.median(took)
        told = f"| {preset} | {rows:,} | {size / 1e6:,.1f} MB | {typical:.2f} s "
        told += f"({min(took):.2f} to {max(took):.2f}) | {typical / (MINUTE + typical):.1%} |"
        if chosen.run:
            told += _share_of_a_run(chosen.run, Saving(checkpoints, recorder, worker), trainer)
        recorder.close(MINUTE)
        database.dispose()
    return told


def _share_of_a_run(seconds: float, saving: Saving, trainer: Trainer) -> str:
    began, saves, training = time.monotonic(), 0, 0.0
    while (elapsed := time.monotonic() - began) < seconds:
        trainer.iterate()
        training = time.monotonic() - began
        if saving.is_due:
            saves += saving.save(trainer)
    return f" {saves} in {max(elapsed, training):.0f} s: {saving.spent / elapsed:.2%} |"


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presets", nargs="+", default=["mbpo/half-cheetah"])
    parser.add_argument("--rows", nargs="+", type=int, default=[100_000, 1_000_000])
    parser.add_argument("--run", type=float, default=0.0, help="seconds to train, with saves")
    parser.add_argument("--every", type=float, default=MINUTE, help="seconds between saves")
    parser.add_argument("--bucket", action="store_true", help="save to a bucket on this machine")
    chosen = parser.parse_args()
    print("| preset | real transitions | checkpoint | a save | at one a minute | of a run |")
    print("|---|---|---|---|---|---|")
    for preset in chosen.presets:
        for rows in chosen.rows:
            print(measured(preset, rows, chosen), flush=True)


if __name__ == "__main__":
    main()

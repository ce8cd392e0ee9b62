"""What must be true after all that was done: nothing lost, nothing twice, nothing left over."""

import hashlib
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from sqlalchemy import select

from backend.db import logs, runs, series
from backend.db.session import Database
from backend.db.status import Status
from backend.db.tables import Artifact, ProfileRecord, Run, SeriesSegment, TrajectoriesRecord
from tests.benchmarks.chaos.stage import Stage

# What a clock measured, and not the run.
CLOCKED = ("cost/", "time/")
STAYS = "old checkpoints stay for now"

Series = dict[str, tuple[list[int], bytes]]
Undisturbed = Mapping[str, tuple[Series, dict[str, str]]]


def measured(database: Database, run_id: str) -> tuple[Series, dict[str, str]]:
    """A run's series, bit for bit, and a digest of each profile."""
    with database.reading() as session:
        keys = [k for k in series.keys(session, [run_id]) if not k.startswith(CLOCKED)]
        points = series.read(session, [run_id], keys)
        found = {key: (each.steps.tolist(), each.values.tobytes())
                 for (_, key), each in points.items()}  # fmt: skip
        profiles = session.scalars(select(ProfileRecord).where(ProfileRecord.run_id == run_id))
        drawn = {f"{row.kind} of {row.policy} at {row.env_step}": _digest(row) for row in profiles}
        pictures = select(TrajectoriesRecord).where(TrajectoriesRecord.run_id == run_id)
        drawn |= {f"trajectories at {row.env_step}": _digest(row)
                  for row in session.scalars(pictures)}  # fmt: skip
    return found, drawn


def _digest(row: ProfileRecord | TrajectoriesRecord) -> str:
    names = [column.key for column in row.__table__.columns if column.key != "run_id"]
    return hashlib.sha256(repr([getattr(row, name) for name in names]).encode()).hexdigest()[:16]


def violations(
    stage: Stage, ids: Sequence[str], twins: Mapping[str, str], undisturbed: Undisturbed,
    hits: Counter[str],
) -> Iterator[str]:  # fmt: skip
    """Everything that is wrong, in words.

    Args:
        stage: The instance, whose workers have stopped.
        ids: Its runs.
        twins: The name of the undisturbed run that each must equal.
        undisturbed: What those measured.
        hits: How often something was done to each run that may cost it an attempt.
    """
    for run_id in ids:
        with stage.database.reading() as session:
            run = runs.get(session, run_id)
        if run is None:
            yield f"{run_id} is gone"
            continue
        yield from _of_state(stage.database, run, hits[run_id])
        if run.status == Status.SUCCEEDED:
            yield from _of_values(stage.database, run, undisturbed[twins[run_id]])
    yield from _twice(stage.database)
    yield from _files(stage)
    for run_id, process in stage.run_processes().items():
        yield f"process {process.pid} of {run_id} is left over"


def _of_state(database: Database, run: Run, hits: int) -> Iterator[str]:
    if not Status(run.status).is_final:
        yield f"{run.id} is still {run.status}"
    if run.failed_attempts > hits:
        with database.reading() as session:
            lines = logs.tail(session, run.id, 500)
        told = [f"{each.at:%H:%M:%S} {each.message}" for each in lines if each.level != "info"]
        yield f"{run.id} lost {run.failed_attempts} attempts by {hits} faults: {told}"
    if run.status == Status.FAILED and run.failed_attempts < run.max_attempts:
        yield f"{run.id} failed after {run.failed_attempts} attempts: {run.failure_reason}"
    if run.status == Status.FAILED and not run.failure_reason:
        yield f"{run.id} failed without a reason"
    if run.status == Status.SUCCEEDED and run.env_steps != run.total_steps:
        yield f"{run.id} succeeded at step {run.env_steps} of {run.total_steps}"


def _of_values(
    database: Database, run: Run, expected: tuple[Series, dict[str, str]]
) -> Iterator[str]:
    found, drawn = measured(database, run.id)
    for key in sorted(expected[0].keys() | found.keys()):
        if key not in found or key not in expected[0]:
            yield f"{run.id}: {key} is {'missing' if key not in found else 'too much'}"
        elif found[key][0] != expected[0][key][0]:
            odd = sorted(set(found[key][0]) ^ set(expected[0][key][0]))
            yield f"{run.id}: {key} differs in its steps: {odd[:10]}"
        elif found[key][1] != expected[0][key][1]:
            here, there = (np.frombuffer(each[key][1]) for each in (found, expected[0]))
            first = found[key][0][int(np.flatnonzero(here != there)[0])]
            yield f"{run.id}: {key} differs from step {first}"
    if drawn != expected[1]:
        odd_ones = sorted(k for k in drawn.keys() | expected[1].keys()
                          if drawn.get(k) != expected[1].get(k))  # fmt: skip
        yield f"{run.id}: profiles differ: {odd_ones[:10]}"


def _twice(database: Database) -> Iterator[str]:
    """Segments of one series that overlap. Of profiles the key of their table allows only one."""
    with database.reading() as session:
        segments = session.execute(
            select(SeriesSegment.run_id, SeriesSegment.key, SeriesSegment.first_step,
                   SeriesSegment.last_step)
            .order_by(SeriesSegment.run_id, SeriesSegment.key, SeriesSegment.first_step)
        ).all()  # fmt: skip
        for before, after in pairwise(segments):
            if before[:2] == after[:2] and after.first_step <= before.last_step:
                yield f"{before.run_id}: {before.key} is there twice from {after.first_step}"


def _files(stage: Stage) -> Iterator[str]:
    """Files that no row tells of, and rows whose file is missing.

    A run that goes on sweeps its own folder; for `branchpoint gc` is what one left that failed, and
    what one could not take away at its end, and said so, as the store was in trouble.
    """
    with stage.database.reading() as session:
        known = set(session.scalars(select(Artifact.uri)))
        failed = set(session.scalars(select(Run.id).where(Run.status == Status.FAILED)))
    there = stage.artifacts.there()
    for uri in sorted(known - there):
        yield f"{_short(uri)} is missing"
    for uri in sorted(there - known):
        if uri.split("/")[-2] not in failed | _could_not_sweep(stage):
            yield f"no run knows {_short(uri)}"
    # As if an hour had passed: a younger file may be one whose row is about to be written.
    stage.artifacts.age()
    command = [sys.executable, "-m", "backend.cli.main", "gc", "--delete"]
    told = subprocess.run(command, env=dict(stage.environment), capture_output=True, check=False)
    if told.returncode:
        yield f"branchpoint gc: {told.stderr.decode()[-300:]}"
    for uri in sorted(stage.artifacts.there() - known):
        yield f"branchpoint gc left {_short(uri)}"


def _could_not_sweep(stage: Stage) -> set[str]:
    """The runs that said that their old checkpoints stay."""
    said = (stage.data.parent / "workers.log").read_text(errors="replace").splitlines()
    told = (line.rpartition("run=") for line in said if STAYS in line)
    return {run_id.strip() for _, found, run_id in told if found}


def _short(uri: str) -> str:
    return "/".join(uri.split("/")[-2:])

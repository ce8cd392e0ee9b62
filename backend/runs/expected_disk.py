"""How much disk runs would take, judged by what finished runs take here."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from sqlalchemy.orm import Session

from backend.db import runs
from backend.db.stored_bytes import StoredBytes, stored_bytes
from backend.spec.expected_size import ExpectedSize, expected_size
from backend.spec.run import RunSpec
from backend.spec.size_words import size_words

# Runs that an estimate comes from: the nearest ones of the same learner.
NEAREST = 3
# A worker keeps so many checkpoints (`KEPT` in worker/jobs/checkpoint.py). A short run that
# made one says nothing of how many a longer one makes.
KEPT = 2


@dataclass(frozen=True)
class Stored:
    """A run that finished here: what it was expected to store, and the bytes that it takes."""

    size: ExpectedSize
    bytes: StoredBytes


@dataclass(frozen=True)
class DiskEstimate:
    """What a launch takes, in bytes, and from how many finished runs that is known."""

    total: int
    based_on: int


def estimated_disk(session: Session, specs: Sequence[RunSpec]) -> DiskEstimate | None:
    """The sum over a launch's runs; None when a kind of them never finished here."""
    past: dict[tuple[str, ...], list[tuple[str, ExpectedSize]]] = {}
    found: dict[tuple[tuple[str, ...], ExpectedSize], int] = {}
    used: set[str] = set()
    total = 0
    for spec in specs:
        kind = (spec.environment.id, spec.algorithm.version, spec.improver)
        if kind not in past:
            past[kind] = [
                (done.id, expected_size(done.spec)) for done in runs.finished_runs(session, spec)
            ]
        size = expected_size(spec)
        if not past[kind]:
            return None
        if (kind, size) not in found:
            nearest = sorted(past[kind], key=lambda each: _apart(each[1], size))[:NEAREST]
            taken = stored_bytes(session, [run_id for run_id, _ in nearest])
            used.update(taken)
            found[kind, size] = foretold_bytes(
                size, [Stored(each, taken[run_id]) for run_id, each in nearest]
            )
        total += found[kind, size]
    return DiskEstimate(total, len(used))


def foretold_bytes(size: ExpectedSize, past: Sequence[Stored]) -> int:
    """The median of what finished runs take, each part of them scaled to `size`."""
    return round(median(_scaled(size, run) for run in past))


def _scaled(size: ExpectedSize, run: Stored) -> float:
    there, taken = run.size, run.bytes
    checkpoints = max(taken.files, KEPT) if size.series > there.series else taken.files
    each = taken.artifacts / max(taken.files, 1)
    return (
        taken.curves * size.curves / there.curves
        + taken.series * size.series / there.series
        + checkpoints * each * size.checkpoint / there.checkpoint
    )


def _apart(one: ExpectedSize, other: ExpectedSize) -> float:
    """How unlike two runs are, by the logarithms of their ratios."""
    pairs = (
        (one.curves, other.curves),
        (one.series, other.series),
        (one.checkpoint, other.checkpoint),
    )
    return sum(abs(math.log(here / there)) for here, there in pairs)


def disk_words(estimate: DiskEstimate | None) -> str:
    """What a launch takes, and from how many runs that is known."""
    if estimate is None:
        return "disk unknown"
    runs_word = "run" if estimate.based_on == 1 else "runs"
    size = size_words(estimate.total)
    return f"about {size} of disk, from {estimate.based_on} finished {runs_word}"

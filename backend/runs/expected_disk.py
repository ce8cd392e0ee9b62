"""How much disk runs would take, judged by what finished runs take here."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from sqlalchemy.orm import Session

from backend.db.artifacts import CHECKPOINTS_KEPT
from backend.db.stored_bytes import StoredBytes, stored_bytes
from backend.runs.finished import Finished, kind_of
from backend.spec.expected_size import ExpectedSize, expected_size
from backend.spec.run import RunSpec
from backend.spec.size_words import size_words

# Runs that an estimate comes from: the nearest ones of the same learner.
NEAREST = 3


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


def estimated_disk(
    session: Session, specs: Sequence[RunSpec], finished: Finished
) -> DiskEstimate | None:
    """The sum over a launch's runs; None when a kind of them never finished here."""
    if not all(finished.values()):
        return None
    past = {
        kind: [(done.id, expected_size(done.spec)) for done in some]
        for kind, some in finished.items()
    }
    used: set[str] = set()
    total = 0
    asked = Counter((kind_of(spec), expected_size(spec)) for spec in specs)
    for (kind, size), count in asked.items():
        nearest = _nearest(size, past[kind])
        taken = stored_bytes(session, [run_id for run_id, _ in nearest])
        used.update(taken)
        stored = [Stored(each, taken[run_id]) for run_id, each in nearest]
        total += count * foretold_bytes(size, stored)
    return DiskEstimate(total, len(used))


def _nearest(
    size: ExpectedSize, past: Sequence[tuple[str, ExpectedSize]]
) -> Sequence[tuple[str, ExpectedSize]]:
    return sorted(past, key=lambda each: _apart(each[1], size))[:NEAREST]


def foretold_bytes(size: ExpectedSize, past: Sequence[Stored]) -> int:
    """The median of what finished runs take, each part of them scaled to `size`."""
    return round(median(_scaled(size, run) for run in past))


def _scaled(size: ExpectedSize, run: Stored) -> float:
    there, taken = run.size, run.bytes
    # A short run that made one checkpoint says nothing of how many a longer one makes.
    is_longer = size.series > there.series
    checkpoints = max(taken.files, CHECKPOINTS_KEPT) if is_longer else taken.files
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

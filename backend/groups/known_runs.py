"""Runs as they were read, kept in the process while they do not change, and what was made of each.

A run's tag is another one after every change of it (also the first, where it had none), so nothing
that is kept under a tag can be old. Requests share these runs, and change nothing of them. What
takes long to make of runs that have ended, the database keeps too (`Summaries`).
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from backend.batches import batches
from backend.db import runs as stored
from backend.db.status import Status
from backend.db.tables import Run
from backend.errors import Unknown
from backend.groups.deciding_settings import deciding_settings
from backend.groups.members import Member
from backend.groups.summaries import Summaries
from backend.recent import Recent
from backend.spec.run import RunSpec

# A run takes about 20 kB, what was made of it some more.
MOST_RUNS = 2_000
# Of a run; a slider over evaluations asks for another one at each.
MOST_MADE = 40
# Made at once: what they are made of is read together, and the series of 500 runs take 0.3 GB.
AT_ONCE = 50
Tagged = tuple[str, int | None]
Made = TypeVar("Made")


class KnownRuns:
    """The runs that were read last, by id and tag."""

    def __init__(self, most: int = MOST_RUNS) -> None:
        self._runs: Recent[Tagged, Run] = Recent(most, lambda _: 1)

    def read(self, session: Session, tagged: Sequence[Tagged]) -> list[Run]:
        """These runs, in their order; those that are not known are read.

        Raises:
            Unknown: When one is not there.
        """
        known = {each: self._runs.get(each) for each in tagged}
        missing = [each[0] for each, run in known.items() if run is None]
        read = stored.get_many(session, missing) if missing else {}
        chosen = {each: run or read.get(each[0]) for each, run in known.items()}
        for each, run in chosen.items():
            if run is None:
                raise Unknown("run", each[0])
            if known[each] is None:
                session.expunge(run)
                _TAGS[run] = each[1]
                self._runs.keep(each, run)
        return [run for run in chosen.values() if run is not None]


KNOWN_RUNS = KnownRuns()
_TAGS: WeakKeyDictionary[Run, int | None] = WeakKeyDictionary()
_MADE: WeakKeyDictionary[Run, dict[Hashable, object]] = WeakKeyDictionary()


def made(run: Run, what: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` makes of a run and of what is stored of it, made once while it does not change.

    Args:
        run: The run.
        what: Names it, with all that it depends on but the run.
        make: Makes it.
    """
    (found,) = made_of([run], what, lambda _: {run.id: make()}).values()
    return found


def made_of(
    runs: Sequence[Run], what: Hashable, make: Callable[[Sequence[Run]], Mapping[str, Made]]
) -> dict[str, Made]:
    """The same of many runs, by their ids: `make` makes it of those of which it is not known."""
    known = {run.id: _MADE.setdefault(run, {}).get(what) for run in runs}
    lacking = [run for run in runs if known[run.id] is None]
    new = make(lacking) if lacking else {}
    for run in lacking:
        kept = _MADE.setdefault(run, {})
        # Another thread may do the same; both are right.
        if len(kept) >= MOST_MADE:
            kept.clear()
        kept[what] = new[run.id]
    return cast("dict[str, Made]", known | dict(new))


def tagged(run: Run) -> Tagged | None:
    """Its id and tag, which are others once it has changed; None where it was read elsewhere."""
    return (run.id, _TAGS[run]) if run in _TAGS else None


def kept_of(
    session: Session,
    runs: Sequence[Run],
    summaries: Summaries[Made],
    make: Callable[[Sequence[Run]], Mapping[str, Made]],
) -> dict[str, Made]:
    """The same, where it is a summary that the database keeps of runs that have ended.

    Args:
        session: To read with.
        runs: The runs, as `KnownRuns` read them.
        summaries: Which, and how they are kept.
        make: Makes those that neither this process nor the database has.
    """

    def read_or_make(lacking: Sequence[Run]) -> Mapping[str, Made]:
        tags = {run.id: _TAGS[run] for run in lacking if Status(run.status).is_final}
        found = summaries.read(session, tags)
        rest = [run for run in lacking if run.id not in found]
        new: dict[str, Made] = {}
        for part in batches(rest, AT_ONCE):
            new |= make(part)
        summaries.hand_over(session, tags, new)
        return found | new

    return made_of(runs, summaries.name, read_or_make)


def spec_of(run: Run) -> RunSpec:
    """The run's spec as it was parsed."""
    return made(run, RunSpec, lambda: RunSpec.model_validate(run.spec))


def member_of(run: Run) -> Member:
    """The run as grouping sees it, but for the name of its experiment."""
    return made(run, Member, lambda: _member(run))


def _member(run: Run) -> Member:
    return Member(
        run.id,
        run.name,
        run.seed,
        deciding_settings(run.spec),
        experiment=run.experiment_id,
        tags=tuple(run.tags),
    )

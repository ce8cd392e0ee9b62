"""What the keeper has the database keep of runs, so that lists can be sorted and filtered by it."""

from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy.orm import Session

from backend.db.series_tails import Floats, tails
from backend.db.tables import Run
from backend.groups.known_runs import kept_of
from backend.groups.summaries import Summaries
from backend.run_filter.kept_numbers import SEVERAL, Numbers
from backend.run_filter.recent_means import MOST_LAST, kept_as, means_of_last
from backend.spec.series import SERIES


def keep_means(session: Session, runs: Sequence[Run]) -> None:
    """Have the database keep the means of the last values of every series of runs."""
    found = tails(session, [run.id for run in runs], None, MOST_LAST)
    for key in sorted({key for _, key in found} & SERIES.keys()):
        having = [run for run in runs if (run.id, key) in found]
        kept_of(session, having, Summaries(kept_as(key), SEVERAL), partial(_means, found, key))


def _means(
    found: Mapping[tuple[str, str], Floats], key: str, runs: Sequence[Run]
) -> dict[str, Numbers]:
    return {run.id: means_of_last(found[run.id, key]) for run in runs}

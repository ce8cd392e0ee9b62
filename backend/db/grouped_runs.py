"""What grouping has to know of the runs of a list: all of them, a few columns wide."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Label, Text, cast, select
from sqlalchemy.orm import Session

from backend.db.column_kinds import Column
from backend.db.run_list import RunFilter, conditions_of
from backend.db.tables import Run

# So many ids in one statement: databases bound what it may name.
IDS_AT_ONCE = 5_000


def values_of_all(
    session: Session, wanted: RunFilter, columns: Sequence[Column]
) -> list[tuple[Any, ...]]:
    """Of each run that is not deleted and passes the filter these columns, in order of its id."""
    asked: list[Label[Any]] = [column.label(f"asked_{at}") for at, column in enumerate(columns)]
    query = select(*asked).where(*conditions_of(wanted)).order_by(Run.id)
    return [tuple(row) for row in session.execute(query, wanted.parameters)]


def spec_texts(session: Session, run_ids: Sequence[str]) -> dict[str, str]:
    """The spec of each of these runs as the database holds it: equal ones have equal texts."""
    found: dict[str, str] = {}
    for first in range(0, len(run_ids), IDS_AT_ONCE):
        some = run_ids[first : first + IDS_AT_ONCE]
        query = select(Run.id, cast(Run.spec, Text)).where(Run.id.in_(some))
        found |= {row[0]: row[1] for row in session.execute(query)}
    return found

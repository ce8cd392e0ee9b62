"""A name that a filter may compare, that lists show and sort by, and that figures plot.

Values that no column holds are handed to a query as a document, in which it looks them up.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Float, Text, bindparam, cast
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from backend.db.column_kinds import Column, Kind
from backend.db.tables import Run


@dataclass(frozen=True)
class LookUp:
    """Values by run, as they are when a list is asked for: `look_ups.py` makes them.

    Attributes:
        name: Of the query's parameter.
        series: Whose last values have a mean; empty for what is no mean.
        count: How many last values.
    """

    name: str
    series: str = ""
    count: int = 0

    def text(self) -> Column:
        """The value of a run, as text."""
        return _LookedUp(bindparam(self.name, "{}", type_=Text), Run.id)

    def number(self) -> Column:
        """The value of a run, as a number."""
        return cast(self.text(), Float)


@dataclass(frozen=True)
class FilterField:
    """A name that a filter may compare.

    Attributes:
        name: As it is written.
        says: What it is, in a few words.
        columns: Its value by kind; null where it has none of that kind.
        unit: What one of it is; empty for what has none.
        choices: The texts that it may be; empty where any may.
        is_open: Whether it may be others as well.
        look_up: Values that no column holds, which a query with it has to be given.
    """

    name: str
    says: str
    columns: Mapping[Kind, Column]
    unit: str = ""
    choices: tuple[str, ...] = ()
    is_open: bool = False
    look_up: LookUp | None = None

    @property
    def is_number(self) -> bool:
        """Whether it may be one, in some runs at least."""
        return "number" in self.columns

    @property
    def can_group(self) -> bool:
        """Whether runs can have it in common: no two have the same time."""
        return "time" not in self.columns


class _LookedUp(FunctionElement[str]):
    """The text under a run's id in a JSON object; null where there is none."""

    inherit_cache = True
    type = Text()


def _parts(
    element: _LookedUp, compiler: SQLCompiler, options: Mapping[str, object]
) -> tuple[str, str]:
    document, run_id = (compiler.process(each, **options) for each in element.clauses)
    return document, run_id


@compiles(_LookedUp, "sqlite")
def _sqlite(element: _LookedUp, compiler: SQLCompiler, **options: object) -> str:
    document, run_id = _parts(element, compiler, options)
    return f"json_extract({document}, '$.\"' || {run_id} || '\"')"


@compiles(_LookedUp)
def _postgresql(element: _LookedUp, compiler: SQLCompiler, **options: object) -> str:
    document, run_id = _parts(element, compiler, options)
    return f"(CAST({document} AS JSONB) ->> {run_id})"

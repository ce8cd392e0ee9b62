"""Numbers of runs that have ended, as the keeper stores them: lists in summaries."""

from collections.abc import Mapping

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Float, Text, cast, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from backend.db.column_kinds import Column
from backend.db.kept_tables import RunSummary, RunTag
from backend.db.tables import Run
from backend.version import code_digest

# None in place of what is not finite, which JSON has no number for.
Numbers = list[float | None]
SEVERAL = TypeAdapter(list[Numbers])
ADVISED = "advised length"


def kept_number(name: str, at: int) -> Column:
    """The number at that place, from 0, of the summary of this name; null where there is none."""
    number = _Nth(RunSummary.data, literal(at))
    return cast(select(number).where(*_counting(name)).scalar_subquery(), Float)


def is_kept(name: str) -> ColumnElement[bool]:
    """Whether a run has a summary of this name that counts."""
    return select(RunSummary.run_id).where(*_counting(name)).exists()


def _counting(name: str) -> list[ColumnElement[bool]]:
    tag = select(RunTag.tag).where(RunTag.run_id == Run.id).correlate(Run).scalar_subquery()
    return [
        RunSummary.run_id == Run.id,
        RunSummary.name == name,
        RunSummary.code == code_digest(),
        RunSummary.tag.is_not_distinct_from(tag),
    ]


class _Nth(FunctionElement[str]):
    """What stands at a place of a JSON list, as text: of the list's bytes, the place."""

    inherit_cache = True
    type = Text()


def _parts(element: _Nth, compiler: SQLCompiler, options: Mapping[str, object]) -> tuple[str, str]:
    data, place = (compiler.process(each, **options) for each in element.clauses)
    return data, place


@compiles(_Nth, "sqlite")
def _sqlite(element: _Nth, compiler: SQLCompiler, **options: object) -> str:
    data, place = _parts(element, compiler, options)
    return f"json_extract(CAST({data} AS TEXT), '$[' || {place} || ']')"


@compiles(_Nth)
def _postgresql(element: _Nth, compiler: SQLCompiler, **options: object) -> str:
    data, place = _parts(element, compiler, options)
    return f"(CAST(convert_from({data}, 'UTF8') AS JSONB) ->> {place})"

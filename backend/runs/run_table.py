"""The runs of a list as one table: what lists know of each, columns asked for, and its notes."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from backend import arrow as pa
from backend.db import grouped_runs
from backend.db.run_list import RunFilter
from backend.run_filter.fields import Shown, named, shown_values
from backend.run_filter.filter_field import FilterField
from backend.schemas import listed

USUAL = (
    "id,name,experiment,status,environment,version,improver,rollout.length,rollout.start,seed,"
    "env_steps,real_return,model_return,tags,created_at,started_at,finished_at,failure"
)
Rows = Sequence[Sequence[Shown]]
# Up to here a float is as exact as a whole number.
EXACT = 2.0**53


def table_fields(columns: Sequence[FilterField]) -> list[FilterField]:
    """The columns of the table: the usual ones, those asked for, and the notes; each once."""
    usual = [named(name) for name in listed(USUAL)]
    every = [*usual, *columns, named("notes")]
    return list({field.name: field for field in every if field is not None}.values())


def table_rows(session: Session, wanted: RunFilter, fields: Sequence[FilterField]) -> Rows:
    """Of each run that passes the filter its value of each field, in order of the ids."""
    columns = [column for field in fields for column in field.columns.values()]
    found = grouped_runs.values_of_all(session, wanted, columns)
    return [shown_values(fields, row) for row in found]


def as_table(fields: Sequence[FilterField], rows: Rows) -> "pa.Table":
    """Columns of numbers, truth values or texts; of mixed ones, texts."""
    columns = zip(*rows, strict=True) if rows else [() for _ in fields]
    arrays = [_array(values) for values in columns]
    return pa.table(dict(zip([field.name for field in fields], arrays, strict=True)))


def _array(values: Sequence[Shown]) -> "pa.Array":
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int, float}:
        numbers = [None if each is None else float(each) for each in values]
        is_whole = all(
            each is None or (each.is_integer() and abs(each) <= EXACT) for each in numbers
        )
        return pa.array(numbers, pa.float64()).cast(pa.int64() if is_whole else pa.float64())
    if kinds == {bool}:
        return pa.array(values, pa.bool_())
    return pa.array([None if each is None else str(each) for each in values], pa.string())

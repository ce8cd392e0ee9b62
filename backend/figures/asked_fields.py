"""The fields of runs that a request puts on axes."""

from backend.db.tables import Run
from backend.errors import RequestRefused
from backend.groups.grouping import value_words
from backend.run_filter.fields import ERROR_NAMES, Shown, named
from backend.run_filter.filter_field import FilterField
from backend.spec.grid import flattened
from backend.spec.problems import FieldProblem, shortened

ERRORS = f"or {ERROR_NAMES}"


def asked_field(asked_in: str, name: str) -> FilterField:
    """The field of that name.

    Args:
        asked_in: The request's field that names it.
        name: Its name.

    Raises:
        RequestRefused: When there is none.
    """
    field = named(name)
    if field is None:
        raise _refused(asked_in, name, f"a field of GET /runs/fields, {ERRORS}")
    return field


def asked_number(asked_in: str, name: str) -> FilterField:
    """The same of one that is a number in some runs at least."""
    field = named(name)
    if field is None or not field.is_number:
        raise _refused(asked_in, name, f"a field of GET /runs/fields that is a number, {ERRORS}")
    return field


def title_of(field: FilterField) -> str:
    """Its name and unit, as they stand on an axis."""
    return f"{field.name} ({field.unit})" if field.unit else field.name


def shown_value(run: Run, field: FilterField, value: Shown) -> Shown:
    """The run's value of the field; what no filter knows, such as a schedule, by its words."""
    whole = flattened(run.spec).get(field.name) if value is None else None
    return value if whole is None else value_words(whole)


def _refused(asked_in: str, name: str, allowed: str) -> RequestRefused:
    return RequestRefused(FieldProblem(asked_in, shortened(name), allowed))

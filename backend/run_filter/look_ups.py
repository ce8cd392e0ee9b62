"""What queries look up in documents: made when a list with such a field is asked for."""

import json
from collections.abc import Callable, Iterable, Mapping

from sqlalchemy.orm import Session

from backend.run_filter.alarms import alarms
from backend.run_filter.filter_field import FilterField, LookUp
from backend.run_filter.kept_numbers import ADVISED
from backend.run_filter.recent_means import means_of_others

# By name, what imports more than a filter may: the app says how it is made.
MADE_BY_APP: dict[str, Callable[[Session], Mapping[str, float]]] = {}


def parameters(session: Session, fields: Iterable[FilterField]) -> dict[str, str]:
    """The parameters of a query with these fields, as far as they look anything up."""
    wanted = {field.look_up.name: field.look_up for field in fields if field.look_up is not None}
    return {name: json.dumps(_made(session, each)) for name, each in wanted.items()}


def _made(session: Session, look_up: LookUp) -> Mapping[str, float | str]:
    if look_up.series:
        return means_of_others(session, look_up.series, look_up.count)
    if look_up.name == ADVISED:
        return MADE_BY_APP[ADVISED](session) if ADVISED in MADE_BY_APP else {}
    return alarms(session)

"""By what the runs of a list may be grouped: what is read of a run, and the value that it gives."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, or_

from backend.db.column_kinds import Column
from backend.db.tables import Run
from backend.errors import RequestRefused
from backend.groups.group_keys import EXPERIMENT, TAGS, asked_tag, tag_words, tags_words
from backend.groups.grouping import named as named_value
from backend.groups.grouping import short_name, value_words
from backend.run_filter.fields import ERROR_NAMES, EXPERIMENT_NAME, named, raw_setting
from backend.run_filter.filter_field import FilterField
from backend.schemas import listed
from backend.spec.problems import FieldProblem, shortened

Raw = tuple[Any, ...]
ALLOWED = (
    f"fields that GET /runs/fields lists, {ERROR_NAMES}, or tag:NAME; a time is the same in no two "
    "runs"
)
MOST_FIELDS = 6
# The names that comparisons have for the same, by which labels are made.
OF_SPEC = {
    "environment": "environment.id",
    "version": "algorithm.version",
    "improver": "algorithm.improver",
}


@dataclass(frozen=True)
class GroupField:
    """Something that runs of a group have in common.

    Attributes:
        name: As it was asked for.
        columns: What is read of a run.
        value: What that comes to: equal for runs of a group, None where a run has none.
    """

    name: str
    columns: Sequence[Column]
    value: Callable[[Raw], Any]

    @property
    def path(self) -> str:
        """What comparisons call it, and their labels."""
        return OF_SPEC.get(self.name, self.name)

    def label(self, value: object) -> str:
        """The value as the label of a group has it."""
        if value is None:
            return f"no {short_name(self.path)}"
        is_tags = self.name == TAGS or asked_tag(self.name) is not None
        return self.words(value) if is_tags else named_value(self.path, value, value_words)

    def words(self, value: object) -> str:
        """The value alone; empty where there is none."""
        tag = asked_tag(self.name)
        if tag is not None:
            return tag_words(tag, has=bool(value))
        if isinstance(value, list):
            return tags_words(value)
        return "" if value is None else value_words(value)

    def holds(self, raws: Iterable[Raw]) -> ColumnElement[bool]:
        """Whether a run has one of these."""
        return or_(*(self._is(raw) for raw in raws))

    def _is(self, raw: Raw) -> ColumnElement[bool]:
        pairs = zip(self.columns, raw, strict=True)
        return and_(*(c.is_(None) if each is None else c == each for c, each in pairs))


def group_fields(text: str) -> list[GroupField]:
    """The fields that a list is to be grouped by.

    Raises:
        RequestRefused: For a name that there is none of, a time, or too many.
    """
    names = listed(text)
    if not 1 <= len(names) <= MOST_FIELDS:
        raise _refused(f"{len(names)} fields", f"1 to {MOST_FIELDS} fields")
    found = {field.path: field for field in map(_field, names)}
    return list(found.values())


def _field(name: str) -> GroupField:
    tag = asked_tag(name)
    if name == TAGS or tag is not None:
        return GroupField(name, [cast(Run.tags, Text)], _has(tag) if tag is not None else _tags)
    if name == EXPERIMENT:
        return GroupField(name, [Run.experiment_id, EXPERIMENT_NAME], lambda raw: raw[0])
    known = named(name)
    if known is None or not known.can_group:
        raise _refused(shortened(name), ALLOWED)
    return _of_run(known)


def _of_run(known: FilterField) -> GroupField:
    kinds = list(known.columns)
    raw_column = raw_setting(known.name)
    columns = [*known.columns.values(), *([] if raw_column is None else [raw_column])]

    def value(raw: Raw) -> object:
        for kind, each in zip(kinds, raw, strict=False):
            if each is not None:
                return bool(each) if kind == "truth" else _whole(each)
        # Such as a schedule, which is of no kind that a filter compares.
        return _document(raw[-1]) if raw_column is not None else None

    return GroupField(known.name, columns, value)


def _whole(value: object) -> object:
    is_whole = isinstance(value, float) and value.is_integer()
    return int(value) if isinstance(value, float) and is_whole else value


def _document(text: object) -> object:
    return json.loads(text) if isinstance(text, str) else text


def _tags(raw: Raw) -> list[str]:
    return sorted(json.loads(raw[0]))


def _has(tag: str) -> Callable[[Raw], bool]:
    return lambda raw: tag in json.loads(raw[0])


def _refused(value: str, allowed: str) -> RequestRefused:
    return RequestRefused(FieldProblem("group_by", value, allowed))

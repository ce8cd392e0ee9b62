"""The runs of a list in groups: how many each has, in which states, and what they measured."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import Session

from backend.db import grouped_runs
from backend.db.column_kinds import Column
from backend.db.run_list import Order, RunFilter
from backend.db.status import Status
from backend.db.tables import Run
from backend.groups.estimates import estimate
from backend.groups.group_keys import EXPERIMENT
from backend.groups.grouping import MARK_LENGTH, short_ids, told_apart
from backend.groups.members import LAST, rank_of_value
from backend.run_filter.fields import EXPERIMENT_NAME, shown_values
from backend.run_filter.filter_field import FilterField
from backend.runs.filter_schemas import RunField
from backend.runs.group_fields import GroupField, Raw
from backend.runs.group_schemas import GroupColumn, RunGroup, RunGroups
from backend.schemas import EstimateView, RunCounts

MOST_GROUPS = 2_000
# Copies of a run are alike in all of these; which are is seen in their specs.
ALIKE: Sequence[Column] = (
    Run.seed, Run.environment, Run.version, Run.rollout_length, Run.total_steps,
)  # fmt: skip
ABOUT: Sequence[Column] = (Run.id, Run.status, EXPERIMENT_NAME, Run.env_steps, *ALIKE)
RETURN = FilterField("real_return", "", {"number": Run.real_return})


@dataclass(frozen=True)
class _Row:
    """A run of the list.

    Attributes:
        run_id: Its id.
        status: Its state.
        home: The name of its experiment.
        steps: How far it has come.
        alike: What its copies have in common with it.
        raws: What was read of it for each field that groups.
        values: Its values of these.
        shown: Its real return, its values of the columns, and that of the order.
    """

    run_id: str
    status: str
    home: str
    steps: int
    alike: Raw
    raws: Sequence[Raw]
    values: Sequence[Any]
    shown: Sequence[Any]


@dataclass(frozen=True)
class _Group:
    """Runs that have the same values."""

    values: Sequence[Any]
    rows: Sequence[_Row]

    @property
    def mark(self) -> str:
        return _mark(self.values)


def run_groups(
    session: Session,
    wanted: RunFilter,
    by: Sequence[GroupField],
    order: Order,
    columns: Sequence[FilterField],
) -> RunGroups:
    """The groups of all runs that pass the filter, and what each says of the columns.

    They are in the order's own: by their means where it is that of a number, else by their values.
    """
    # Groups have no mean of anything else.
    sorted_by = FilterField(order.name, "", {"number": order.column})
    in_order = [sorted_by] if order.kind == "number" else []
    rows = _read(session, wanted, by, [RETURN, *columns, *in_order])
    groups = _ordered(_grouped(rows), by, order)
    kept = groups[:MOST_GROUPS]
    copies = _copies(session, kept)
    labels = _labels(kept, by)
    return RunGroups(
        group_by=[field.name for field in by],
        columns=[RunField.model_validate(each) for each in columns],
        items=[
            _view(group, label, by, columns, copies)
            for group, label in zip(kept, labels, strict=True)
        ],
        total=len(groups),
        runs=len(rows),
    )


def in_group(
    session: Session, wanted: RunFilter, by: Sequence[GroupField], mark: str
) -> ColumnElement[bool] | None:
    """What a run must be to be in this one of the groups; None where there is no such group."""
    rows = [row for row in _read(session, wanted, by, ()) if _mark(row.values) == mark]
    if not rows:
        return None
    raws = [{row.raws[at] for row in rows} for at in range(len(by))]
    return and_(*(field.holds(each) for field, each in zip(by, raws, strict=True)))


def _read(
    session: Session, wanted: RunFilter, by: Sequence[GroupField], shown: Sequence[FilterField]
) -> list[_Row]:
    grouping = [column for field in by for column in field.columns]
    more = [column for field in shown for column in field.columns.values()]
    first = len(ABOUT)
    found = []
    for row in grouped_runs.values_of_all(session, wanted, [*ABOUT, *grouping, *more]):
        raws, at = [], first
        for field in by:
            raws.append(row[at : at + len(field.columns)])
            at += len(field.columns)
        values = [field.value(raw) for field, raw in zip(by, raws, strict=True)]
        told = shown_values(shown, row[at:])
        run_id, status, home, steps = row[:4]
        found.append(_Row(run_id, status, home, steps, row[4:first], raws, values, told))
    return found


def _mark(values: Sequence[Any]) -> str:
    """The same in every request, as long as the values are."""
    return sha256(_key(values).encode()).hexdigest()[:MARK_LENGTH]


def _key(values: Sequence[Any]) -> str:
    return json.dumps(values, sort_keys=True)


def _grouped(rows: Sequence[_Row]) -> list[_Group]:
    found: dict[str, list[_Row]] = {}
    for row in rows:
        found.setdefault(_key(row.values), []).append(row)
    return [_Group(alike[0].values, alike) for alike in found.values()]


def _ordered(groups: Sequence[_Group], by: Sequence[GroupField], order: Order) -> list[_Group]:
    names = [field.name for field in by]
    ranks = {
        group.mark: [_rank(group, name, at) for at, name in enumerate(names)] for group in groups
    }
    ordered = sorted(groups, key=lambda group: ranks[group.mark])
    if order.name in names:
        at = names.index(order.name)
        ordered.sort(key=lambda group: ranks[group.mark][at], reverse=order.is_descending)
    elif order.kind == "number":
        means = {group.mark: estimate(_numbers(group.rows, -1)).mean for group in groups}
        sign = -1.0 if order.is_descending else 1.0
        ordered.sort(key=lambda group: _last_without(means[group.mark], sign))
    return ordered


def _rank(group: _Group, name: str, at: int) -> tuple[int, float, str]:
    """Experiments by their names, all else by its value."""
    value = group.rows[0].home if name == EXPERIMENT else group.values[at]
    return LAST if value is None else rank_of_value(value)


def _last_without(mean: float | None, sign: float) -> tuple[bool, float]:
    return mean is None, 0.0 if mean is None else sign * mean


def _numbers(rows: Iterable[_Row], at: int) -> list[float]:
    """The numbers that rows show at that place; not a number where they show none."""
    shown = (row.shown[at] for row in rows)
    return [
        float(each) if isinstance(each, int | float) and not isinstance(each, bool) else math.nan
        for each in shown
    ]


def _labels(groups: Sequence[_Group], by: Sequence[GroupField]) -> list[str]:
    names = {
        str(row.values[at]): row.home
        for at, field in enumerate(by)
        if field.name == EXPERIMENT
        for group in groups
        for row in group.rows
    }
    apart = told_apart([*names.values()], short_ids([*names]))
    homes = dict(zip(names, apart, strict=True))
    labels = [
        ", ".join(
            homes[str(value)] if field.name == EXPERIMENT else field.label(value)
            for field, value in zip(by, group.values, strict=True)
        )
        for group in groups
    ]
    return told_apart(labels, short_ids([group.mark for group in groups]))


def _copies(session: Session, groups: Sequence[_Group]) -> set[str]:
    """The runs that repeat another one of their group, seed and settings, which came as far.

    A run repeats itself bit for bit, so an interval over its copies would be too narrow.
    """
    suspects = [row for group in groups for row in _alike(group.rows)]
    texts = grouped_runs.spec_texts(session, [row.run_id for row in suspects])
    copies: set[str] = set()
    for group in groups:
        seen: set[str] = set()
        for row in sorted(_alike(group.rows), key=lambda row: (-row.steps, row.run_id)):
            text = texts.get(row.run_id, row.run_id)
            if text in seen:
                copies.add(row.run_id)
            seen.add(text)
    return copies


def _alike(rows: Sequence[_Row]) -> list[_Row]:
    times = Counter(row.alike for row in rows)
    return [row for row in rows if times[row.alike] > 1]


def _view(
    group: _Group,
    label: str,
    by: Sequence[GroupField],
    columns: Sequence[FilterField],
    copies: set[str],
) -> RunGroup:
    counted = [row for row in group.rows if row.run_id not in copies]
    states = Counter(row.status for row in group.rows)
    return RunGroup(
        mark=group.mark,
        label=label,
        values=[
            group.rows[0].home if field.name == EXPERIMENT else field.words(value)
            for field, value in zip(by, group.values, strict=True)
        ],
        count=len(group.rows),
        run_counts=RunCounts(**{status.value: states[status.value] for status in Status}),
        copies=len(group.rows) - len(counted),
        real_return=_mean(counted, 0),
        columns=[_column(field, counted, at) for at, field in enumerate(columns, 1)],
    )


def _column(field: FilterField, rows: Sequence[_Row], at: int) -> GroupColumn:
    values = [row.shown[at] for row in rows]
    different = {_key([value]) for value in values if value is not None}
    is_same = len(different) == 1 and None not in values
    return GroupColumn(
        estimate=_mean(rows, at) if field.is_number else None,
        same=values[0] if is_same else None,
        values=len(different),
    )


def _mean(rows: Sequence[_Row], at: int) -> EstimateView:
    return estimate(_numbers(rows, at)).view

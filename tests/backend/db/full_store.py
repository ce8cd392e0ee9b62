"""A store with rows in every table, results of runs among them, and what is told of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import JSON, Boolean, Float, Integer, LargeBinary, Table, insert, select

from backend.db import experiments
from backend.db.base import ID_LENGTH, Base, UtcDateTime, new_id
from backend.db.status import Status
from tests.benchmarks.planting import Planted, plant

AT = datetime(2026, 11, 30, 12, 0, 0, 250_000, UTC)
STEPS = [0, 500, 1_000, 1_500]
LINES = [("info", "first"), ("warning", "Größe ∞ \N{SNOWMAN}")]


def fill(database):
    """Put runs with results into a store, and at least one row into every other table."""
    with database.transaction() as session:
        home = experiments.create(session, "lengths").id
    for seed, status in enumerate((Status.SUCCEEDED, Status.FAILED, Status.QUEUED)):
        plant(database, home, _run(seed, status))
    with database.transaction() as session:
        for table in Base.metadata.sorted_tables:
            if session.execute(select(table).limit(1)).first() is None:
                session.execute(insert(table), [_row(session, table)])


def _run(seed, status):
    mean = 0.1 * np.arange(1, 11) ** 1.5
    return Planted(
        name=f"length {seed}",
        spec={"seed": seed, "rollout": {"length": 5}},
        steps=STEPS,
        series={
            "return/real": [-1.0, float("nan"), 3.0, float("inf")],
            "loss/model": [0.1 * seed, 1.0 / 3.0, 2.0**-40, -7.5],
        },
        curves={("horizon-error", "current"): mean, ("horizon-error", "data"): 2.0 * mean},
        status=status,
        reason="out of paper" if status is Status.FAILED else None,
        tags=["a", "ü"],
        log=LINES,
        has_trajectories=True,
    )


def _row(session, table: Table) -> dict[str, Any]:
    """A row whose every column says something."""
    values = {}
    for place, column in enumerate(table.columns):
        (target,) = column.foreign_keys or (None,)
        if target is not None:
            values[column.name] = session.scalar(select(target.column).limit(1))
        elif column.autoincrement is True:
            # The database counts by itself.
            continue
        elif column.primary_key and isinstance(column.type, Integer):
            values[column.name] = 1
        else:
            values[column.name] = _value(column, place)
    return values


def _value(column, place):
    kind = column.type
    of_kind = {
        UtcDateTime: AT + timedelta(seconds=place),
        Boolean: True,
        Float: 0.1 + place,
        Integer: place + 1,
        LargeBinary: bytes([0, 255, place]),
        JSON: {"ü": [1.5, None, "\u2028"]},
    }
    for known, value in of_kind.items():
        if isinstance(kind, known):
            return value
    return new_id() if kind.length == ID_LENGTH else f"{column.name} ü {place}"[: kind.length]


def told(database, only=None):
    """Every row of a store as values, by table, in the order of their keys; floats by their bits.

    Args:
        database: The store.
        only: The tables and columns to tell of, by table.
    """
    found = {}
    with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            if only is not None and table.name not in only:
                continue
            columns = [
                each for each in table.columns if only is None or each.name in only[table.name]
            ]
            rows = session.execute(select(*columns)).all()
            found[table.name] = sorted(repr([_alike(value) for value in row]) for row in rows)
    return found


def _alike(value):
    """A value as both databases tell it: of documents neither the order nor 2.0 is kept."""
    if isinstance(value, dict):
        return sorted((name, _alike(each)) for name, each in value.items())
    if isinstance(value, list):
        return [_alike(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value

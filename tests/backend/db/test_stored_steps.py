"""Steps that are as far from one another take no room, and the last point is read alone."""

import numpy as np
from sqlalchemy import select

from backend.db import migrate, series
from backend.db.series import Points
from backend.db.tables import SeriesSegment

EVEN, ODD = [10, 35, 60, 85], [10, 35, 60, 86]


def points(steps):
    steps = np.array(steps, np.int64)
    return Points(steps, steps / 3, steps + 0.5)


def append(database, claim, **by_key):
    with database.transaction() as session:
        series.append(session, claim, {key: points(steps) for key, steps in by_key.items()})


def sizes(database):
    with database.reading() as session:
        rows = session.execute(select(SeriesSegment.key, SeriesSegment.steps))
        return {key: len(steps) for key, steps in rows}


def read(database, claim, *keys):
    with database.reading() as session:
        found = series.read(session, [claim.run_id], keys, with_walls=True)
    return {key: told(found[claim.run_id, key]) for key in keys}


def told(series_points):
    return [each.tolist() for each in vars(series_points).values()]


def as_given(steps):
    return told(points(steps))


def test_even_steps_are_not_stored_and_come_back(database, claim):
    append(database, claim, even=EVEN, odd=ODD, one=[7])
    assert sizes(database) == {"even": 0, "odd": 32, "one": 0}
    found = read(database, claim, "even", "odd", "one")
    assert found == {"even": as_given(EVEN), "odd": as_given(ODD), "one": as_given([7])}


def test_walls_are_read_only_when_asked_for(database, claim):
    append(database, claim, even=EVEN)
    with database.reading() as session:
        found = series.read(session, [claim.run_id], ["even"])[claim.run_id, "even"]
    assert np.isnan(found.walls).all()


def test_the_last_point_is_that_of_the_segment_that_ends_last(database, claim):
    append(database, claim, even=EVEN, odd=ODD)
    append(database, claim, even=[90, 100])
    with database.reading() as session:
        found = series.latest(session, [claim.run_id], ["even", "odd", "none"])
    last = {key: (each.steps.tolist(), each.values.tolist()) for (_, key), each in found.items()}
    assert last == {"even": ([100], [100 / 3]), "odd": ([86], [86 / 3])}


def test_a_migration_brings_old_steps_along_and_back(database, database_settings, claim):
    append(database, claim, even=EVEN, odd=ODD, one=[7])
    whole = read(database, claim, "even", "odd", "one")
    migrate.downgrade(database_settings, "0009")
    assert sizes(database) == {"even": 32, "odd": 32, "one": 8}
    with database.transaction() as session:
        stored = session.scalar(select(SeriesSegment.steps).where(SeriesSegment.key == "even"))
    assert np.frombuffer(stored, "<i8").tolist() == EVEN
    migrate.upgrade(database_settings)
    assert sizes(database) == {"even": 0, "odd": 32, "one": 0}
    assert read(database, claim, "even", "odd", "one") == whole


def test_where_series_end_is_told_of_each_that_has_points(database, claim):
    append(database, claim, even=EVEN, odd=ODD)
    append(database, claim, even=[90, 100])
    with database.reading() as session:
        ends = series.ends(session, [claim.run_id, "none"], ["even", "odd", "other"])
    assert ends == {(claim.run_id, "even"): 100, (claim.run_id, "odd"): 86}

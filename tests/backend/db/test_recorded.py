"""What a run measured is stored at once or not at all, and made ready while others write."""

import sqlite3
from contextlib import closing
from dataclasses import asdict, replace
from datetime import UTC, datetime

import numpy as np
import psycopg
import pytest
from sqlalchemy import select

from backend.db import changes, experiments, logs, measures, profiles, queue, recorded, runs, series
from backend.db.errors import StaleClaim
from backend.db.recorded import Recorded
from backend.db.session import Database
from backend.db.status import Status
from backend.db.tables import ChangeRow
from backend.spec.measures import Measures
from backend.spec.run import RunSpec


def points(*values, first=1):
    steps = np.arange(first, first + len(values)) * 100
    return series.Points(steps, np.array(values, float), steps * 1.0)


def curve(claim, step, *errors):
    mean, horizon = np.array(errors, float), np.arange(1, len(errors) + 1)
    return profiles.StoredProfile(
        claim.run_id, "horizon-error", "current", step, "mean", horizon, mean, mean, mean, mean,
        np.ones(len(errors), np.int64),
    )  # fmt: skip


def line(message="a word"):
    return logs.LogLine(datetime.now(UTC), "info", message)


def store(database, claim, what):
    with database.reading() as session:
        ready = recorded.ready(session, claim, what)
    with database.transaction() as session:
        recorded.write(session, claim, ready)


def evaluated(claim, step, real):
    return Recorded(
        {"return/real": points(real, first=step), "loss/model": points(1.0 / step, first=step)},
        [curve(claim, 100 * step, 0.1 * step, 0.4, 0.9)],
        lines=[line()],
        progress=runs.Progress(100 * step, 5.0, "collecting", {"real_return": real}),
    )


def everything(database, claim):
    with database.reading() as session:
        run = runs.get(session, claim.run_id)
        found = series.read(session, [claim.run_id], ["return/real", "loss/model"])
        return (
            {key: each.values.tolist() for (_, key), each in sorted(found.items())},
            [each.env_step for each in profiles.read(session, [claim.run_id], "horizon-error")],
            len(logs.after(session, claim.run_id, 0, 100)),
            (run.env_steps, run.real_return, run.phase, run.measures),
        )


def test_all_of_it_is_stored_with_the_numbers_that_follow_from_it(database, claim):
    for step, real in enumerate([-5.0, -3.0, -4.0, -1.0], 1):
        store(database, claim, evaluated(claim, step, real))
        with database.reading() as session:
            following = measures.measure(session, claim.run_id, claim.spec)
        found, steps, lines, (env_steps, latest, _, kept) = everything(database, claim)
        assert Measures.stored(kept) == Measures.stored(asdict(following))
        assert (steps, lines) == ([100 * each for each in range(1, step + 1)], step)
        assert (env_steps, latest) == (100 * step, real)
        assert len(found["return/real"]) == len(found["loss/model"]) == step


def test_a_curve_measured_again_at_its_step_counts_as_it_is_now(database, claim):
    store(database, claim, evaluated(claim, 1, -5.0))
    again = replace(evaluated(claim, 1, -2.0), profiles=[curve(claim, 100, 0.7, 0.8, 0.9)])
    store(database, claim, again)
    kept = Measures.stored(everything(database, claim)[3][3])
    assert (kept.error_of_one_step, kept.evaluations, kept.best) == (0.7, 1, -2.0)


@pytest.mark.parametrize("progress", [None, runs.Progress(900, None, "late")])
def test_a_claim_that_was_lost_meanwhile_writes_nothing(database, claim, progress):
    store(database, claim, evaluated(claim, 1, -5.0))
    before = everything(database, claim)
    with database.reading() as session:
        late = replace(evaluated(claim, 2, -1.0), progress=progress)
        if progress is None:
            late = replace(late, points={"loss/model": points(9.0, first=2)}, profiles=[])
        ready = recorded.ready(session, claim, late)
    with database.transaction() as session:
        queue.release(session, claim)
    with database.transaction() as session:
        assert queue.claim(session, "another", 60).attempt == claim.attempt + 1
    with pytest.raises(StaleClaim), database.transaction() as session:
        recorded.write(session, claim, ready)
    after = everything(database, claim)
    assert after[:3] == before[:3]
    assert after[3][0] == before[3][0]


def kinds_and_tag(database, claim, after):
    with database.reading() as session:
        query = select(ChangeRow.kind).where(ChangeRow.id > after).order_by(ChangeRow.kind)
        return [*session.scalars(query)], changes.tags(session, [claim.run_id])[claim.run_id]


def latest(database):
    with database.reading() as session:
        return changes.latest_id(session)


def test_pages_are_told_of_each_kind_once_and_the_run_has_another_tag(database, claim):
    start = latest(database)
    _, before = kinds_and_tag(database, claim, start)
    store(database, claim, evaluated(claim, 1, -5.0))
    told, tag = kinds_and_tag(database, claim, start)
    assert told == ["logs", "profiles", "run", "series"]
    assert tag != before


def test_a_line_of_the_log_alone_leaves_what_was_computed_as_it_is(database, claim):
    start = latest(database)
    _, before = kinds_and_tag(database, claim, start)
    store(database, claim, Recorded(lines=[line()]))
    assert kinds_and_tag(database, claim, start) == (["logs"], before)


def test_it_is_made_ready_while_another_writes(sqlite_settings):
    database = Database(sqlite_settings)
    with database.transaction() as session:
        experiment = experiments.create(session, "tests")
        runs.create(session, experiment.id, [runs.NewRun("run", RunSpec())])
    with database.transaction() as session:
        claim = queue.claim(session, "worker", 60)
    file = sqlite_settings.data / "branchpoint.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")
        with database.reading() as session:
            ready = recorded.ready(session, claim, evaluated(claim, 1, -5.0))
        another.execute("ROLLBACK")
    with database.transaction() as session:
        recorded.write(session, claim, ready)
    assert everything(database, claim)[1] == [100]
    database.dispose()


@pytest.mark.parametrize(
    "database_settings", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
def test_a_report_wakes_no_listener_of_postgresql_and_the_end_of_a_run_does(database, claim):
    """Transactions that wake somebody commit one after the other."""
    url = database.engine.url.set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as listening:
        listening.execute(f"LISTEN {changes.CHANNEL}")
        store(database, claim, evaluated(claim, 1, -5.0))
        assert [*listening.notifies(timeout=0.5)] == []
        with database.transaction() as session:
            queue.finish(session, claim, Status.SUCCEEDED)
        assert [*listening.notifies(timeout=5, stop_after=1)] != []

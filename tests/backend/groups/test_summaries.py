"""What is made of ended runs is kept in the database: the same to the last bit, and never old."""

import asyncio
import threading

import numpy as np
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from backend.comparison import run_numbers
from backend.db import experiments, measures, profiles, queue, run_summaries, runs, series
from backend.db.kept_tables import RunSummary
from backend.db.status import Status
from backend.groups import keeper, known_runs, summaries
from backend.groups.keeper import Keeper
from backend.http.kept_answers import KeptAnswers
from backend.spec.grid import parse
from backend.trust import comparison as trust
from tests.benchmarks.dashboard.store import Size, curves, points

SIZE = Size(points=8, evaluations=2)
ROUTES = ("comparison?", "trust?", "comparison?group_by=run&", "trust?group_by=run&")


def ended(database, status=Status.SUCCEEDED, spoil=None):
    """The next run that waits, measured and ended; its id."""
    with database.transaction() as session:
        claim = queue.claim(session, "worker", 60)
        draws = np.random.default_rng(claim.spec.seed)
        measured, found = points(draws, SIZE), [*curves(draws, SIZE)]
        if spoil is not None:
            spoil(measured, found)
        if measured:
            series.append(session, claim, measured)
        profiles.save(session, claim, found)
        measures.refresh(session, claim.run_id, claim.spec)
        if status is not None:
            queue.finish(session, claim, status, None)
    return claim.run_id


def diverge(measured, found):
    for each in measured.values():
        each.values[-1] = np.nan
    measured["return/real"].values[-1] = -np.inf
    for curve in found:
        curve.mean[3:] = np.inf
        curve.episodes[:, 3:] = np.nan


def never_measured(measured, found):
    measured.clear()
    found.clear()


@pytest.fixture
def ids(api):
    """Runs that learned, diverged, failed and are still running."""
    api.launch(seeds=[0, 1, 2, 3, 4])
    return [
        ended(api.database),
        ended(api.database),
        ended(api.database, spoil=diverge),
        ended(api.database, Status.FAILED, never_measured),
        ended(api.database, status=None),
    ]


@pytest.fixture
def forget(api, monkeypatch):
    """Make this process one that has just started."""

    def forgotten():
        monkeypatch.setattr(known_runs, "KNOWN_RUNS", known_runs.KnownRuns())
        monkeypatch.setattr("backend.selection.selected_runs.KNOWN_RUNS", known_runs.KnownRuns())
        api.app.state.answers = KeptAnswers()

    return forgotten


@pytest.fixture
def made(monkeypatch):
    """Of which runs something is made, in the order in which it is."""
    noted = []
    for module, name in ((run_numbers, "_read"), (trust, "_say")):
        honest = getattr(module, name)

        def noting(session, *given, honest=honest, **named):
            of = next(each for each in given if isinstance(each, list))
            noted.extend(run.id for run in of)
            return honest(session, *given, **named)

        monkeypatch.setattr(module, name, noting)
    return noted


def asked(api, ids, routes=ROUTES):
    return [api.get(f"{route}runs={','.join(ids)}").text for route in routes]


def keep(api):
    """Make and store all there is to make."""
    found = Keeper(api.database, (run_numbers.keep_numbers, trust.keep_trust))
    while found.make_some():
        pass


def test_what_is_kept_gives_the_same_answers_and_is_not_made_again(api, ids, forget, made):
    before = asked(api, ids)
    Keeper(api.database, ()).store()
    made.clear()
    forget()
    assert asked(api, ids) == before
    assert set(made) == {ids[-1]}, "only of the run that is still running"


def test_the_keeper_makes_what_tables_of_several_runs_need_before_anybody_asks(
    api, ids, forget, made
):
    first = asked(api, ids, ROUTES[:2])
    api.database.waiting_summaries.clear()
    forget()
    keep(api)
    made.clear()
    assert asked(api, ids, ROUTES[:2]) == first
    assert set(made) == {ids[-1]}


def test_a_run_that_changed_is_made_anew(api, ids, forget, made):
    keep(api)
    with api.database.transaction() as session:
        run = runs.get(session, ids[0])
        run.name = "another"
        runs.touch(session, run)
    made.clear()
    forget()
    asked(api, ids[:2], ROUTES[:2])
    assert made == [ids[0]] * 2


def test_what_other_code_made_counts_for_nothing(api, ids, forget, made, monkeypatch):
    keep(api)
    monkeypatch.setattr(summaries, "code_digest", lambda: "of tomorrow")
    monkeypatch.setattr(keeper, "code_digest", lambda: "of tomorrow")
    made.clear()
    forget()
    asked(api, ids[:2], ROUTES[:1])
    assert made == ids[:2]
    keep(api)
    with api.database.reading() as session:
        assert set(session.scalars(select(RunSummary.code))) == {"of tomorrow"}


def test_nothing_is_stored_of_a_run_that_is_gone_and_nothing_waits_without_bounds(api, ids):
    gone = run_summaries.Summary(run_id="nobody", name="x", tag=1, code="y", data=b"1")
    with api.database.transaction() as session:
        run_summaries.store(session, [gone, gone | {"run_id": ids[0]}])
        assert session.scalar(select(func.count()).select_from(RunSummary)) == 1
        run_summaries.hand_over(session, [gone] * 2 * run_summaries.MOST_WAITING)
    assert len(api.database.waiting_summaries) == run_summaries.MOST_WAITING


def test_a_run_of_which_nothing_can_be_made_keeps_no_other_from_it(api, ids):
    tried = []

    def refuses_one(session, some):
        tried.append([run.id for run in some])
        if ids[1] in tried[-1]:
            raise ValueError("not a number")
        run_numbers.keep_numbers(session, some)

    found = Keeper(api.database, (refuses_one,))
    while found.make_some():
        pass
    assert [ids[1]] in tried
    assert "comparison current" in stored_names(api, ids[0])
    assert stored_names(api, ids[1]) == {keeper.WHOLE}


def stored_names(api, run_id):
    with api.database.reading() as session:
        names = select(RunSummary.name).where(RunSummary.run_id == run_id)
        return set(session.scalars(names))


def test_a_server_makes_them_when_a_run_ends_and_goes_on_after_an_outage(
    quick_api, runner, monkeypatch
):
    monkeypatch.setattr(keeper, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(keeper, "RECONNECT_SECONDS", 0.01)
    honest, broken = run_summaries.ended_without, [True]

    def fails_once(*given):
        if broken:
            raise OperationalError("", {}, Exception(broken.pop()))
        return honest(*given)

    monkeypatch.setattr(run_summaries, "ended_without", fails_once)

    honest_store, was_stored = Keeper.store, threading.Event()

    def noting(self):
        honest_store(self)
        was_stored.set()

    monkeypatch.setattr(Keeper, "store", noting)

    async def served():
        async with quick_api.app.router.lifespan_context(quick_api.app):
            with quick_api.database.transaction() as session:
                experiment = experiments.create(session, "any")
                runs.create(session, experiment.id, [runs.NewRun("any", parse({}))])
            run_id = ended(quick_api.database)
            while keeper.WHOLE not in stored_names(quick_api, run_id):
                assert await asyncio.to_thread(was_stored.wait, 30)
                was_stored.clear()
            return run_id

    run_id = runner.run(served())
    assert not broken
    assert stored_names(quick_api, run_id) >= {
        "comparison current", "steps of the error", "trust current", keeper.WHOLE
    }  # fmt: skip

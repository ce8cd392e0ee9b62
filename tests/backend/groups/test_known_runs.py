"""Runs that are kept in the process, and what was made of them."""

import pytest

from backend.db import changes
from backend.errors import Unknown
from backend.groups.known_runs import MOST_MADE, KnownRuns, made, made_of


def tagged(database, ids):
    with database.reading() as session:
        tags = changes.tags(session, ids)
    return [(run_id, tags[run_id]) for run_id in ids]


@pytest.fixture
def ids(api):
    return [run["id"] for run in api.launch(seeds=[0, 1])["runs"]]


def test_a_run_is_read_once_until_it_changes(api, ids):
    known, before = KnownRuns(), tagged(api.database, ids)
    with api.database.reading() as session:
        first = known.read(session, before)
        assert [run.id for run in first] == ids
        assert all(a is b for a, b in zip(first, known.read(session, before), strict=True))
    api.patch(f"runs/{ids[1]}", {"name": "another"})
    after = tagged(api.database, ids)
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, False]
    with api.database.reading() as session:
        again = known.read(session, after)
    assert again[0] is first[0]
    assert again[1].name == "another" != first[1].name


def test_a_run_that_is_not_there_is_unknown(api, ids):
    with api.database.reading() as session, pytest.raises(Unknown):
        KnownRuns().read(session, [(ids[0], None), ("nobody", None)])


def test_no_more_runs_are_kept_than_there_may_be(api, ids):
    known = KnownRuns(most=1)
    with api.database.reading() as session:
        (first,) = known.read(session, [(ids[0], 1)])
        known.read(session, [(ids[1], 1)])
        (again,) = known.read(session, [(ids[0], 1)])
    assert again is not first


def test_what_was_made_of_a_run_is_made_once_and_of_the_others_anew(api, ids):
    with api.database.reading() as session:
        runs = KnownRuns().read(session, tagged(api.database, ids))
    asked = []

    def make(lacking):
        asked.append([run.seed for run in lacking])
        return {run.id: 10 + run.seed for run in lacking}

    assert made(runs[1], "what", lambda: 7) == 7
    assert made_of(runs, "what", make) == {ids[0]: 10, ids[1]: 7}
    assert made_of(runs, "what", make) == {ids[0]: 10, ids[1]: 7}
    assert made_of(runs, "another", make) == {ids[0]: 10, ids[1]: 11}
    assert asked == [[0], [0, 1]]


def test_so_much_is_made_of_a_run_and_no_more(api, ids):
    with api.database.reading() as session:
        (run,) = KnownRuns().read(session, tagged(api.database, ids[:1]))
    for number in range(MOST_MADE + 1):
        assert made(run, number, lambda number=number: [number]) == [number]
    assert made(run, 0, lambda: "made again") == "made again"
    assert made(run, MOST_MADE, lambda: "made again") == [MOST_MADE]

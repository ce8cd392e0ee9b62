"""Answers that are kept: never older than what is stored, for nobody who may not see them."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from sqlalchemy import select

from backend.comparison import router as comparison_router
from backend.db import kept_answers as stored_answers
from backend.db import measures, profiles, queue, runs, series
from backend.db.kept_tables import KeptAnswer
from backend.db.status import Status
from backend.figures import drawn_parts
from backend.groups.known_runs import KnownRuns
from backend.http.kept_answers import KeptAnswers
from backend.recent import Recent
from backend.selection import selected_runs
from tests.backend.conftest import build
from tests.benchmarks.dashboard.store import Size, curves, points

ROUTES = (
    "comparison?", "trust?", "figures/returns?", "figures/over-steps?key=cost/cpu&",
    "figures/over-horizon?kind=horizon-error&",
)  # fmt: skip
SIZE = Size(points=8, evaluations=2)


def claimed(database):
    with database.transaction() as session:
        return queue.claim(session, "worker", 60)


def reported(database, claim, size=SIZE, seed=0):
    draws = np.random.default_rng(seed)
    with database.transaction() as session:
        series.append(session, claim, points(draws, size))
        profiles.save(session, claim, [*curves(draws, size)])


def within(database, change, *given):
    with database.transaction() as session:
        change(session, *given)


@pytest.fixture
def measured(api):
    """Three measured runs, the first of them still claimed; their ids and that claim."""
    api.launch(seeds=[0, 1, 2])
    claims = [claimed(api.database) for _ in range(3)]
    for seed, claim in enumerate(claims):
        reported(api.database, claim, seed=seed)
    for claim in claims[1:]:
        within(api.database, queue.finish, claim, Status.SUCCEEDED)
    return [claim.run_id for claim in claims], claims[0]


@pytest.fixture
def other(database_settings, runner, tmp_path):
    """Another process on the same database."""
    other = build(database_settings, runner, tmp_path)
    yield other
    other.database.dispose()


def asked(api, ids):
    answers = [api.get(f"{route}runs={','.join(ids)}") for route in ROUTES]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.text for answer in answers]


def changes(api, claim, ids):
    """Everything that can happen to a run, by name."""
    database = api.database
    last = int(SIZE.steps[-1])
    one = np.array([last + 1]), np.array([7.0]), np.array([1.7e9])
    same = SIZE.steps[:1], np.array([-3.0]), np.array([1.7e9])
    more = series.Points(*one)
    return {
        "renamed": lambda: api.patch(f"runs/{ids[1]}", {"name": "another name"}),
        "tagged": lambda: api.patch(f"runs/{ids[1]}", {"tags": ["kept"]}),
        "deleted": lambda: api.delete(f"runs/{ids[2]}"),
        "brought back": lambda: api.post(f"runs/{ids[2]}/restore"),
        "a point more": lambda: within(database, series.append, claim, {"return/real": more}),
        "a point replaced": lambda: within(
            database, series.append, claim, {"return/real": series.Points(*same)}
        ),
        "other curves": lambda: reported(database, claim, seed=9),
        "progress": lambda: within(
            database, runs.report_progress, claim, runs.Progress(last, None, "on")
        ),
        "a suite": lambda: within(
            database, runs.set_provenance, claim, {"suite": {"checksum": "a" * 64}}
        ),
        "measured": lambda: within(database, measures.refresh, claim.run_id, claim.spec),
        "curves taken back": lambda: within(database, profiles.truncate_after, claim, last - 1),
        "points taken back": lambda: within(database, series.truncate_after, claim, last // 2),
        "released": lambda: within(database, queue.release, claim),
        "cancelled": lambda: api.post(f"runs/{ids[0]}/cancel"),
    }


def store(api):
    """Store the answers that wait for it, and say how many are kept."""
    api.app.state.keeper.store()
    with api.database.reading() as session:
        return len(session.scalars(select(KeptAnswer.key)).all())


SEEN = {"renamed": False, "progress": False, "measured": False}


def made_anew(api, ids):
    """The answers of a process that knows nothing."""
    known, api.app.state.answers = api.app.state.answers, KeptAnswers()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored_answers, "read", lambda *_: None)
        patch.setattr(selected_runs, "KNOWN_RUNS", KnownRuns())
        patch.setattr(drawn_parts, "PARTS", Recent(2**20, lambda _: 1))
        made = asked(api, ids)
    api.app.state.answers = known
    return made


def test_no_change_of_a_run_is_overlooked_by_any_process(api, other, measured):
    ids, claim = measured
    before = asked(api, ids)
    assert asked(other, ids) == before
    for name, change in changes(api, claim, ids).items():
        store(api)
        answer = change()
        assert answer is None or answer.is_success, f"{name}: {answer.text}"
        # Both knew the answers of before.
        after, anew = asked(api, ids), made_anew(api, ids)
        assert after == anew, name
        assert asked(other, ids) == anew, name
        assert (after != before) == SEEN.get(name, True), name
        before = after


def test_what_did_not_change_is_not_made_again(api, measured, monkeypatch):
    ids, _ = measured
    first = api.get(f"comparison?runs={','.join(ids)}")
    monkeypatch.setattr(comparison_router, "compare", None)
    again = api.get(f"comparison?runs={','.join(ids)}", headers={"Accept-Encoding": "gzip"})
    assert again.headers["content-encoding"] == "gzip"
    assert again.content == first.content
    assert api.get(f"comparison?runs={','.join(ids)}&horizon=2").status_code == 500


def end(api, claim):
    within(api.database, queue.finish, claim, Status.SUCCEEDED)


def test_a_new_process_gives_the_answers_of_the_one_before_and_makes_none(
    api, other, measured, monkeypatch
):
    ids, claim = measured
    end(api, claim)
    before = asked(api, ids)
    assert store(api) == len(ROUTES)
    monkeypatch.setattr(comparison_router, "compare", None)
    monkeypatch.setattr("backend.figures.draw.returns", None)
    monkeypatch.setattr("backend.trust.router.compare_trust", None)
    assert asked(other, ids) == before
    assert other.get(f"comparison?runs={','.join(ids)}&horizon=2").status_code == 500


def test_answers_about_a_run_at_work_are_not_stored(api, measured):
    ids, claim = measured
    asked(api, ids)
    assert store(api) == 0
    asked(api, ids[1:])
    assert store(api) == len(ROUTES)
    end(api, claim)
    asked(api, ids)
    assert store(api) == 2 * len(ROUTES)


def test_other_code_makes_its_own_answers_and_drops_those_of_before(api, measured, monkeypatch):
    ids, _ = measured
    ids = ids[1:]
    asked(api, ids)
    assert store(api) == len(ROUTES)
    monkeypatch.setattr("backend.http.kept_answers.answers_digest", lambda: "other code")
    asked(api, ids)
    assert store(api) == len(ROUTES)
    with api.database.reading() as session:
        assert {*session.scalars(select(KeptAnswer.code))} == {"other code"}


def test_stored_answers_beyond_the_bytes_are_dropped_the_oldest_first(api):
    def keep(*keys):
        answers = [stored_answers.NewAnswer(key, "code", b"12345", []) for key in keys]
        within(api.database, stored_answers.store, answers, 10)

    def kept():
        with api.database.reading() as session:
            return {*session.scalars(select(KeptAnswer.key))}

    keep("a")
    keep("b")
    assert kept() == {"a", "b"}
    keep("c")
    assert kept() == {"b", "c"}
    huge = stored_answers.NewAnswer("d", "code", b"1" * (stored_answers.LARGEST_ANSWER + 1), [])
    with api.database.reading() as session:
        stored_answers.hand_over(session, huge)
    assert not api.database.waiting_answers


def test_the_order_of_the_runs_is_part_of_what_is_asked(api, measured):
    ids, _ = measured
    there, back = (
        api.get(f"comparison?group_by=&runs={','.join(order)}").json() for order in (ids, ids[::-1])
    )
    assert there["groups"][0]["run_ids"] == back["groups"][0]["run_ids"][::-1]


def test_an_experiment_has_its_new_run_too(api, measured):
    ids, _ = measured
    first = api.get(f"runs/{ids[0]}").json()
    path = f"comparison?experiment={first['experiment_id']}"
    assert api.get(path).json()["runs"] == 3
    api.launch(experiment_id=first["experiment_id"], seeds=[7])
    assert api.get(path).json()["runs"] == 4


def test_a_kept_answer_is_for_nobody_who_may_not_see_the_runs(api, measured):
    ids, _ = measured
    link = api.post("shares", {"kind": "run", "target_id": ids[0]}).json()
    viewer = api.by(share=link["token"])
    for route in ROUTES:
        assert api.get(f"{route}runs={','.join(ids)}").status_code == 200
        assert viewer.get(f"{route}runs={ids[0]}").status_code == 200
        assert viewer.get(f"{route}runs={','.join(ids)}").status_code == 404
    assert api.delete(f"shares/{link['id']}").is_success
    assert viewer.get(f"comparison?runs={ids[0]}").status_code == 410


def test_answers_beyond_the_bytes_are_given_up_those_of_long_ago_first():
    answers = KeptAnswers(most_bytes=10)
    for key in (b"a", b"b"):
        answers.get(key, lambda: b"12345")
    assert answers.get(b"a", lambda: b"new") == b"12345"
    answers.get(b"c", lambda: b"1")
    assert answers.recent.held == 6
    assert answers.get(b"a", lambda: b"new") == b"12345"
    assert answers.get(b"b", lambda: b"new") == b"new"
    assert answers.get(b"d", lambda: b"far too long") == b"far too long"
    assert answers.recent.held == 0


def test_what_many_ask_for_at_once_is_made_once():
    answers, made, begun = KeptAnswers(), [], threading.Event()

    def make():
        begun.wait(5)
        made.append(1)
        return b"answer"

    with ThreadPoolExecutor(4) as threads:
        found = [threads.submit(answers.get, b"key", make) for _ in range(4)]
        begun.set()
        assert {each.result() for each in found} == {b"answer"}
    assert made == [1]

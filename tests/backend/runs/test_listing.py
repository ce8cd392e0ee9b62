"""The list of runs reads what it shows and no more."""

from contextlib import contextmanager
from dataclasses import asdict

import pytest
from sqlalchemy import event

from backend.db.tables import Run
from backend.spec.measures import Measures

DIVERGED = Measures(evaluations=2, error_of_one_step=1e17, within=0, horizon=5)


@contextmanager
def statements(api):
    """What is asked of the database meanwhile."""
    told = []

    def note(_connection, _cursor, statement, *_):
        told.append(statement)

    event.listen(api.database.engine, "before_cursor_execute", note)
    yield told
    event.remove(api.database.engine, "before_cursor_execute", note)


def test_a_list_reads_no_documents_and_still_tells_the_improver(api):
    api.launch(spec={"algorithm": {"improver": "redq"}})
    with statements(api) as told:
        (run,) = api.get("runs").json()["items"]
    assert run["improver"] == "redq"
    (rows,) = [each for each in told if "LIMIT" in each]
    for name in (" runs.spec,", "runs.provenance", "runs.failure_traceback"):
        assert name not in rows


def test_a_list_asks_as_often_for_many_runs_as_for_one(api):
    asked = []
    for seeds in ([0], [1, 2, 3, 4]):
        api.launch(experiment_name=f"study {seeds}", seeds=seeds)
        with statements(api) as told:
            assert api.get("runs").status_code == 200
        asked.append(len(told))
    assert asked[0] == asked[1]


def test_a_link_to_an_experiment_reads_no_whole_run_to_list_its_runs(api):
    experiment = api.launch(seeds=[0, 1])["experiment"]["id"]
    link = api.post("shares", {"kind": "experiment", "target_id": experiment}).json()
    with statements(api) as told:
        listed = api.by(share=link["token"]).get("runs").json()
    assert len(listed["items"]) == 2
    assert not [each for each in told if "runs.provenance" in each]


def test_warnings_follow_the_measures(api):
    run_id = api.launch()["runs"][0]["id"]
    for measures, count in ((DIVERGED, 1), (Measures(), 0), (DIVERGED, 1)):
        with api.database.transaction() as session:
            session.get(Run, run_id).measures = asdict(measures)
        assert len(api.get("runs").json()["items"][0]["warnings"]) == count


@pytest.mark.parametrize("order", ["seed", "-seed"])
def test_pages_of_one_join_to_the_whole_list(api, order):
    api.launch(seeds=[0, 1, 2])
    seeds, cursor = [], ""
    while cursor is not None:
        page = api.get(f"runs?sort={order}&limit=1{cursor and f'&cursor={cursor}'}").json()
        seeds += [run["seed"] for run in page["items"]]
        cursor = page["next_cursor"]
    assert seeds == ([0, 1, 2] if order == "seed" else [2, 1, 0])


def test_runs_of_one_name_say_what_tells_them_apart(quick_api):
    for name, seeds in (("twin", [3]), ("twin", [3]), ("twin", [4]), ("alone", [3])):
        quick_api.launch(name=name, seeds=seeds)
    told = {}
    for run in quick_api.get("runs").json()["items"]:
        told.setdefault((run["name"], run["seed"]), []).append((run["told_apart"], run["id"]))
    assert told["alone", 3][0][0] == ""
    assert told["twin", 4][0][0] == "seed 4"
    (one, one_id), (other, other_id) = told["twin", 3]
    assert one != other
    assert (one, other) == (f"seed 3, {one_id[:4]}", f"seed 3, {other_id[:4]}")

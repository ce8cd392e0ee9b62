"""Changing runs over HTTP, on both databases."""

from datetime import UTC, datetime

import pytest
import yaml

from backend.db import artifacts, experiments, logs, queue, runs, workers
from backend.db.status import Status
from backend.db.tables import Run
from backend.runs.run_view import run_views
from backend.spec.grid import parse

WORKER = "w" * 12


@pytest.fixture
def three(api):
    return api.launch(experiment_name="three", seeds=[0, 1, 2])["runs"]


def start(api):
    """Claim the next run, as a worker does."""
    with api.database.transaction() as session:
        return queue.claim(session, WORKER, 60)


def test_a_queued_run_is_cancelled_at_once(api, three):
    answer = api.post(f"runs/{three[0]['id']}/cancel").json()
    assert (answer["status"], answer["cancel_requested"]) == ("cancelled", False)
    # The first answer may have been lost, so asking again is no mistake.
    assert api.post(f"runs/{three[0]['id']}/cancel").json() == answer


@pytest.mark.usefixtures("three")
def test_a_run_that_has_succeeded_cannot_be_cancelled(api):
    claim = start(api)
    with api.database.transaction() as session:
        queue.finish(session, claim, Status.SUCCEEDED)
    answer = api.post(f"runs/{claim.run_id}/cancel")
    assert answer.status_code == 409
    assert "ended already" in answer.json()["detail"]


@pytest.mark.usefixtures("three")
def test_a_running_run_is_asked_to_stop(api):
    claim = start(api)
    answer = api.post(f"runs/{claim.run_id}/cancel").json()
    assert (answer["status"], answer["cancel_requested"]) == ("running", True)


@pytest.mark.usefixtures("three")
def test_a_deleted_run_is_cancelled_first_and_can_be_restored(api):
    claim = start(api)
    deleted = api.delete(f"runs/{claim.run_id}").json()
    assert deleted["deleted_at"] is not None
    assert deleted["cancel_requested"] is True
    assert api.get("runs").json()["total"] == 2
    assert api.get(f"runs/{claim.run_id}").json()["deleted_at"] is not None
    assert api.delete(f"runs/{claim.run_id}").json()["deleted_at"] == deleted["deleted_at"]
    restored = api.post(f"runs/{claim.run_id}/restore").json()
    assert restored["deleted_at"] is None
    assert api.get("runs").json()["total"] == 3


def test_several_are_cancelled_and_deleted_together_or_not_at_all(api, three):
    ids = [run["id"] for run in three]
    missing = api.post("runs/delete", {"ids": [*ids, "0" * 12]})
    assert missing.status_code == 404
    assert api.get("runs").json()["total"] == 3
    cancelled = api.post("runs/cancel", {"ids": ids[:2]}).json()["items"]
    assert [run["status"] for run in cancelled] == ["cancelled", "cancelled"]
    again = api.post("runs/cancel", {"ids": ids}).json()["items"]
    assert {run["status"] for run in again} == {"cancelled"}
    assert len(api.post("runs/delete", {"ids": ids}).json()["items"]) == 3
    assert api.get("runs").json()["total"] == 0


def test_a_run_is_renamed_tagged_and_moved(api, three):
    target = api.post("experiments", {"name": "elsewhere"}).json()
    changes = {"name": "  best ", "tags": ["a", "b", "a"], "experiment_id": target["id"]}
    run = api.patch(f"runs/{three[0]['id']}", changes).json()
    assert (run["name"], run["tags"]) == ("best", ["a", "b"])
    assert run["experiment_name"] == "elsewhere"
    assert api.patch(f"runs/{three[0]['id']}", {}).json()["name"] == "best"
    assert api.get(f"runs?experiment={target['id']}").json()["total"] == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"name": ""}, 422),
        ({"name": "two\nlines"}, 422),
        ({"status": "succeeded"}, 422),
        ({"experiment_id": "0" * 12}, 404),
    ],
)
def test_a_bad_change_is_refused(quick_api, changes, status):
    run = quick_api.launch()["runs"][0]
    assert quick_api.patch(f"runs/{run['id']}", changes).status_code == status
    assert quick_api.get(f"runs/{run['id']}").json()["name"] == run["name"]


def test_lists_filter_by_what_they_are_asked(api, three):
    start(api)
    api.launch(spec={"algorithm": {"version": "model-free"}}, tags=["baseline", 'né "x"'])
    for query, total in [
        ("status=running", 1),
        ("status=queued,running", 4),
        ("version=model-free", 1),
        ("environment=Hopper-v5", 0),
        ("tag=baseline", 1),
        ("tag=n%C3%A9 %22x%22", 1),
        ("q=n%C3%A9 %22x", 1),
        ("q=BASE", 1),
        ("q=%25", 0),
        (f"ids={three[0]['id']},{three[1]['id']}", 2),
        (f"experiment={three[0]['experiment_id']}", 3),
    ]:
        assert api.get(f"runs?{query}").json()["total"] == total, query


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=done", "status"),
        ("sort=colour", "sort"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("nonsense=1", "nonsense"),
        ("q=%00", "q"),
    ],
)
def test_a_list_asked_wrongly_says_what_is_wrong(quick_api, query, field):
    problem = quick_api.get(f"runs?{query}").json()
    assert (problem["status"], problem["errors"][0]["field"]) == (422, field)


def test_a_strange_cursor_is_refused(quick_api):
    response = quick_api.get("runs?cursor=abc")
    assert response.status_code == 422
    assert response.json()["type"] == "/problems/bad-cursor"


@pytest.mark.usefixtures("three")
def test_a_running_run_tells_how_far_it_is(api):
    claim = start(api)
    with api.database.transaction() as session:
        runs.report_progress(
            session, claim, runs.Progress(1000, 50.0, "collecting", {"real_return": -300.0})
        )
    run = api.get(f"runs/{claim.run_id}").json()
    assert (run["progress"], run["seconds_left"], run["phase"]) == (0.2, 80.0, "collecting")
    assert (run["real_return"], run["attempt"]) == (-300.0, 1)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(("steps", "rate"), [(5000, 50.0), (5001, 50.0), (1000, -0.5)])
def test_a_run_tells_no_time_left_after_its_last_step(api, steps, rate):
    claim = start(api)
    with api.database.transaction() as session:
        runs.report_progress(session, claim, runs.Progress(steps, rate, "evaluating", {}))
    assert api.get(f"runs/{claim.run_id}").json()["seconds_left"] is None


def test_a_return_that_is_not_a_number_is_shown_as_missing(database):
    with database.transaction() as session:
        experiment = experiments.create(session, "x")
        (row,) = runs.create(session, experiment.id, [runs.NewRun("x", parse({}))])
        row.real_return = float("nan")
        assert run_views(session, [row.id])[0].real_return is None


def test_a_spec_can_be_taken_as_a_file(api, three):
    run_id = three[0]["id"]
    document = api.get(f"runs/{run_id}/spec").json()
    file = api.get(f"runs/{run_id}/spec?format=yaml")
    assert yaml.safe_load(file.text) == document
    assert file.headers["content-type"].startswith("application/yaml")
    assert list(document)[:3] == ["spec_version", "environment", "algorithm"]
    assert api.launch(spec=document)["runs"][0]["seed"] == 0


@pytest.mark.usefixtures("three")
def test_a_log_is_read_from_its_end_or_onwards(api):
    claim = start(api)
    now = datetime.now(UTC)
    with api.database.transaction() as session:
        lines = [
            logs.LogLine(now, level, f"line {n}")
            for n, level in enumerate(["info", "warning", "info", "error"])
        ]
        logs.append(session, claim, lines)
    path = f"runs/{claim.run_id}/logs"
    tail = api.get(f"{path}?limit=2").json()
    assert [line["message"] for line in tail["items"]] == ["line 2", "line 3"]
    first = api.get(f"{path}?after=0&limit=3").json()
    assert [line["message"] for line in first["items"]] == ["line 0", "line 1", "line 2"]
    rest = api.get(f"{path}?after={first['next_after']}").json()
    assert [line["message"] for line in rest["items"]] == ["line 3"]
    assert api.get(f"{path}?after={rest['next_after']}").json() == {
        "reason": None,
        "items": [],
        "next_after": rest["next_after"],
    }
    grave = api.get(f"{path}?level=warning").json()
    assert [line["level"] for line in grave["items"]] == ["warning", "error"]
    assert api.get(f"runs/{'0' * 12}/logs").status_code == 404


@pytest.mark.usefixtures("three")
def test_artifacts_are_listed_without_their_place(api):
    claim = start(api)
    with api.database.transaction() as session:
        new = artifacts.NewArtifact("checkpoint", "c.pt", "file:///secret/c.pt", 9, "0" * 64, 250)
        artifacts.record(session, claim, new)
    response = api.get(f"runs/{claim.run_id}/artifacts")
    assert response.json()["items"][0]["env_step"] == 250
    assert "secret" not in response.text


@pytest.mark.usefixtures("three")
def test_a_preview_estimates_from_finished_runs_of_the_same_work(api):
    before = api.post("runs/preview", {"seeds": [0, 1, 2]}).json()
    assert (before["seconds_per_run"], before["seconds_total"], before["slots"]) == (None, None, 0)
    claim = start(api)
    with api.database.transaction() as session:
        workers.register(session, "here", 1, 2, "0")
        queue.finish(session, claim, Status.SUCCEEDED)
        row = session.get(Run, claim.run_id)
        row.finished_at = row.started_at.replace(year=row.started_at.year + 1)
        taken = (row.finished_at - row.started_at).total_seconds()
        (done,) = runs.finished_runs(session, claim.spec)
        assert (done.spec, done.seconds) == (claim.spec, taken)
    after = api.post("runs/preview", {"seeds": [0, 1, 2]}).json()
    assert (after["count"], after["slots"], after["based_on"]) == (3, 2, 1)
    assert after["seconds_per_run"] == pytest.approx(taken)
    assert after["seconds_total"] == pytest.approx(2 * taken)
    assert after["seconds_low"] < taken < after["seconds_high"]
    assert after["basis"] == "1 run like these"
    named = api.post("runs/preview", {"spec": {"algorithm": {"improver": "sac"}}}).json()
    assert named["seconds_per_run"] == pytest.approx(taken)
    for other in ({"environment": {"id": "Hopper-v5"}}, {"algorithm": {"improver": "steve"}}):
        assert api.post("runs/preview", {"spec": other}).json()["seconds_per_run"] is None


def test_a_preview_shows_the_first_runs_and_launches_none(quick_api):
    request = {"grid": {"rollout.length": list(range(1, 41))}, "seeds": [0, 1]}
    preview = quick_api.post("runs/preview", request).json()
    assert preview["count"] == 80
    assert len(preview["runs"]) == 20
    assert preview["runs"][2] == {
        "name": "k=2 seed 0",
        "seed": 0,
        "differs": {"rollout.length": 2},
    }
    assert quick_api.get("runs").json()["total"] == 0


def test_all_that_waits_is_cancelled_and_what_runs_goes_on(api, three):
    other = api.launch(experiment_name="other", seeds=[0])["runs"][0]["id"]
    claim = start(api)
    of_it = three[0]["experiment_id"]
    assert api.post("runs/queued/cancel", {"experiment_id": of_it}).json() == {"count": 2}
    assert api.get(f"runs/{other}").json()["status"] == "queued"
    assert api.get(f"runs/{claim.run_id}").json()["cancel_requested"] is False
    assert api.post("runs/queued/cancel", {}).json() == {"count": 1}
    assert api.post("runs/queued/cancel", {}).json() == {"count": 0}
    assert api.post("runs/queued/cancel", {"experiment_id": "nothere"}).status_code == 404

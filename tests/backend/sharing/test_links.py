"""Share links: what they show, what they never show, and how they end."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from fastapi.routing import iter_route_contexts

from backend.authorisation import Access, access_of
from backend.db import logs, queue, series, shares
from backend.db.series import Points
from backend.secret_tokens import token_hash

SECRET = "SECRET"
SECRET_VALUE = 98765.4375


def shared(api, **request):
    response = api.post("shares", request)
    assert response.status_code == 201, response.text
    link = response.json()
    return link, api.by(share=link["token"])


@pytest.fixture
def two(api):
    """A run to share and one to keep, in experiments of their own."""
    mine = api.launch(experiment_name="open", name="shown", seeds=[0])
    other = api.launch(experiment_name=f"{SECRET} experiment", name=f"{SECRET} run", seeds=[0])
    return mine["runs"][0], other["runs"][0]


def test_a_link_to_a_run_shows_it_and_nothing_else(api, two):
    run, other = two
    _, viewer = shared(api, kind="run", target_id=run["id"], title="Look")
    assert viewer.get("session").json()["kind"] == "share"
    answer = viewer.get("shared").json()
    assert (answer["kind"], answer["title"], answer["run_ids"]) == ("run", "Look", [run["id"]])
    assert viewer.get(f"runs/{run['id']}").json()["name"] == "shown"
    assert viewer.get(f"runs/{run['id']}/spec?format=yaml").text.startswith("spec_version: 1")
    assert [each["id"] for each in viewer.get("runs").json()["items"]] == [run["id"]]
    assert viewer.get(f"runs?ids={other['id']}").json()["total"] == 0
    assert viewer.get(f"runs/{other['id']}").status_code == 404
    assert viewer.get(f"experiments/{run['experiment_id']}").status_code == 404


def test_a_link_to_an_experiment_shows_runs_launched_later_too(api, two):
    run, other = two
    _, viewer = shared(api, kind="experiment", target_id=run["experiment_id"])
    assert viewer.get(f"experiments/{run['experiment_id']}").json()["name"] == "open"
    later = api.launch(experiment_id=run["experiment_id"], seeds=[7])["runs"][0]
    assert viewer.get(f"runs/{later['id']}").status_code == 200
    assert viewer.get(f"runs/{other['id']}").status_code == 404
    assert viewer.get(f"experiments/{other['experiment_id']}").status_code == 404
    api.delete(f"runs/{later['id']}")
    assert viewer.get(f"runs/{later['id']}").status_code == 404
    assert viewer.get("shared").json()["run_ids"] == [run["id"]]


def test_a_link_to_a_comparison_shows_its_runs_in_order_and_keeps_the_view(api, two):
    run, other = two
    third = api.launch(name="third")["runs"][0]
    ids = [third["id"], run["id"]]
    _, viewer = shared(api, kind="comparison", run_ids=ids, view="?runs=a&horizon=17")
    answer = viewer.get("shared").json()
    assert (answer["run_ids"], answer["view"]) == (ids, "?runs=a&horizon=17")
    assert viewer.get(f"runs/{other['id']}").status_code == 404
    api.delete(f"runs/{third['id']}")
    assert viewer.get("shared").json()["run_ids"] == [run["id"]]


def test_a_link_to_more_runs_than_are_drawn_one_by_one_shows_them_and_no_others(quick_api):
    launched = quick_api.launch(experiment_name="many", seeds=list(range(500)))["runs"]
    launched += quick_api.launch(experiment_id=launched[0]["experiment_id"], seeds=[500])["runs"]
    other = quick_api.launch(experiment_name="another", seeds=[0])["runs"][0]
    ids = [run["id"] for run in launched]
    _, viewer = shared(quick_api, kind="comparison", run_ids=ids)
    assert viewer.get("shared").json()["run_ids"] == ids
    # An address has no room for their names: of a link's reader every run that passes is shown.
    every = {"filter": "archived == true or archived == false"}
    told = viewer.get("comparison", params=every).json()
    assert (told["runs"], told["groups"][0]["part"]) == (501, "")
    assert sorted(told["groups"][0]["run_ids"]) == sorted(ids)
    assert viewer.get(f"comparison?runs={other['id']}").status_code == 404
    refused = quick_api.post("shares", {"kind": "comparison", "run_ids": ids, "is_frozen": True})
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json()["errors"]] == ["is_frozen"]


def fill_with_secrets(api, run):
    """Give a run a failure, a log and a series that must not be seen."""
    with api.database.transaction() as session:
        claim = queue.claim(session, "w" * 12, 60)
        while claim is not None and claim.run_id != run["id"]:
            claim = queue.claim(session, "w" * 12, 60)
        now = datetime.now(UTC)
        logs.append(session, claim, [logs.LogLine(now, "error", SECRET)])
        points = Points(*(np.array(each) for each in ([100], [SECRET_VALUE], [1.0])))
        series.append(session, claim, {"return/real": points})


def test_no_open_route_shows_a_link_anything_of_another_run(api, two):
    run, other = two
    fill_with_secrets(api, other)
    _, viewer = shared(api, kind="run", target_id=run["id"])
    described = api.app.openapi()["paths"]
    known = {
        "runs": other["id"],
        "ids": other["id"],
        "experiment": other["experiment_id"],
        "keys": "return/real",
        "key": "return/real",
        "kind": "horizon-error",
    }
    tried = 0
    for context in iter_route_contexts(api.app.routes):
        is_open = access_of(context.endpoint) is Access.VIEWERS and "GET" in context.methods
        if not is_open or context.path.endswith("/events"):
            continue
        path = context.path.replace("{run_id}", other["id"])
        path = path.replace("{experiment_id}", other["experiment_id"])
        named = [each["name"] for each in described[context.path]["get"].get("parameters", [])]
        chosen = {name: text for name, text in known.items() if name in named}
        for query in ({}, chosen, *({name: text} for name, text in chosen.items())):
            response = viewer.get(path, params=query)
            tried += 1
            assert SECRET not in response.text, path
            assert str(SECRET_VALUE) not in response.text, path
            assert response.status_code < 500, path
    assert tried > 8
    assert SECRET in api.get(f"runs/{other['id']}").text


def test_a_viewer_is_not_told_where_a_run_ran_or_its_traceback(api, two):
    run, _ = two
    with api.database.transaction() as session:
        claim = queue.claim(session, "w" * 12, 60)
        while claim.run_id != run["id"]:
            claim = queue.claim(session, "w" * 12, 60)
        queue.finish(session, claim, "failed", "diverged", "File /home/somebody/x.py")
    _, viewer = shared(api, kind="run", target_id=run["id"])
    seen = viewer.get(f"runs/{run['id']}").json()
    assert (seen["failure_reason"], seen["failure_traceback"]) == ("diverged", None)
    assert seen["worker_id"] is None
    assert "somebody" in api.get(f"runs/{run['id']}").json()["failure_traceback"]


def ended(viewer, slug):
    for path in ("shared", "runs", "catalog", "session"):
        response = viewer.get(path)
        assert response.status_code == (404 if slug == "share-unknown" else 410)
        assert response.json()["type"] == f"/problems/{slug}"


def test_a_revoked_link_says_so(api, two):
    link, viewer = shared(api, kind="run", target_id=two[0]["id"])
    assert [each["id"] for each in api.get("shares").json()["items"]] == [link["id"]]
    assert api.delete(f"shares/{link['id']}").json()["revoked_at"] is not None
    assert api.delete(f"shares/{link['id']}").status_code == 200
    assert api.get("shares").json()["items"] == []
    ended(viewer, "share-revoked")


def test_a_link_to_a_deleted_run_says_so_until_it_is_restored(api, two):
    run, _ = two
    _, viewer = shared(api, kind="run", target_id=run["id"])
    api.delete(f"runs/{run['id']}")
    ended(viewer, "target-deleted")
    api.post(f"runs/{run['id']}/restore")
    assert viewer.get("shared").status_code == 200


def test_a_link_to_a_deleted_experiment_says_so(api, two):
    experiment_id = two[0]["experiment_id"]
    _, viewer = shared(api, kind="experiment", target_id=experiment_id)
    api.delete(f"experiments/{experiment_id}")
    ended(viewer, "target-deleted")


def test_an_expired_link_says_so(api, two):
    token = "a-token-whose-time-is-over"
    with api.database.transaction() as session:
        past = datetime.now(UTC) - timedelta(seconds=5)
        new = shares.NewShare("run", token_hash(token), two[0]["id"], expires_at=past)
        shares.create(session, new)
    ended(api.by(share=token), "share-expired")


def test_a_link_that_never_was_says_so(api):
    ended(api.by(share="nonsense"), "share-unknown")


@pytest.mark.parametrize(
    ("request_body", "status", "field"),
    [
        ({"kind": "run"}, 422, "target_id"),
        ({"kind": "comparison"}, 422, "run_ids"),
        ({"kind": "comparison", "run_ids": []}, 422, "run_ids"),
        ({"kind": "run", "target_id": "RUN", "run_ids": ["RUN"]}, 422, "run_ids"),
        ({"kind": "run", "target_id": "RUN", "expires_at": "2001-01-01T00:00Z"}, 422, "expires_at"),
        ({"kind": "run", "target_id": "RUN", "expires_at": "2099-01-01T00:00"}, 422, "expires_at"),
        ({"kind": "everything"}, 422, "kind"),
        ({"kind": "run", "target_id": "0" * 12}, 404, None),
        ({"kind": "experiment", "target_id": "RUN"}, 404, None),
    ],
)
def test_a_link_to_nothing_in_particular_is_refused(quick_api, request_body, status, field):
    run_id = quick_api.launch()["runs"][0]["id"]
    body = {
        key: run_id if value == "RUN" else [run_id] if value == ["RUN"] else value
        for key, value in request_body.items()
    }
    response = quick_api.post("shares", body)
    assert response.status_code == status
    assert [each["field"] for each in response.json()["errors"]] == ([field] if field else [])
    assert quick_api.get("shares").json()["items"] == []


def test_a_deleted_run_cannot_be_shared(quick_api):
    run_id = quick_api.launch()["runs"][0]["id"]
    quick_api.delete(f"runs/{run_id}")
    response = quick_api.post("shares", {"kind": "run", "target_id": run_id})
    assert response.status_code == 409


def test_tokens_are_long_random_and_not_stored(quick_api, tmp_path):
    run_id = quick_api.launch()["runs"][0]["id"]
    tokens = {shared(quick_api, kind="run", target_id=run_id)[0]["token"] for _ in range(3)}
    assert len(tokens) == 3
    assert all(len(token) >= 43 for token in tokens)
    quick_api.database.dispose()
    stored = b"".join(file.read_bytes() for file in tmp_path.glob("branchpoint.db*"))
    assert not any(token.encode() in stored for token in tokens)
    assert not any(token in quick_api.get("shares").text for token in tokens)

"""Changing many runs at once over HTTP, and taking it back, on both databases."""

import pytest

from backend.db import changes, queue


@pytest.fixture
def ids(api):
    launched = api.launch(experiment_name="three", seeds=[0, 1, 2])["runs"]
    return [run["id"] for run in launched]


def change(api, **wanted):
    answer = api.patch("runs", wanted)
    assert answer.status_code == 200, answer.text
    return answer.json()


def tags(api, ids):
    return [api.get(f"runs/{each}").json()["tags"] for each in ids]


def test_runs_get_and_lose_tags_and_keep_their_others(api, ids):
    api.patch(f"runs/{ids[0]}", {"tags": ["old", "mine"]})
    api.patch(f"runs/{ids[1]}", {"tags": ["base"]})
    told = change(api, ids=ids, add_tags=["base"], remove_tags=["old"])
    assert tags(api, ids) == [["mine", "base"], ["base"], ["base"]]
    assert told["count"] == 2
    # Twice is as good as once.
    assert change(api, ids=ids, add_tags=["base"], remove_tags=["old"]) == {"count": 0, "undo": []}
    for undo in told["undo"]:
        change(api, **undo)
    assert [sorted(each) for each in tags(api, ids)] == [["mine", "old"], ["base"], []]


def test_all_change_or_none(api, ids):
    full = [f"t{place}" for place in range(20)]
    api.patch(f"runs/{ids[1]}", {"tags": full})
    answer = api.patch("runs", {"ids": ids, "add_tags": ["one more"]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "add_tags"
    assert api.patch("runs", {"ids": [ids[0], "nothere"], "deleted": True}).status_code == 404
    assert tags(api, ids) == [[], full, []]
    assert api.get("runs").json()["total"] == 3


def test_a_deletion_of_many_is_taken_back(api, ids):
    api.delete(f"runs/{ids[2]}")
    told = change(api, ids=ids, deleted=True)
    assert api.get("runs").json()["total"] == 0
    (undo,) = told["undo"]
    assert (told["count"], set(undo["ids"]), undo["deleted"]) == (2, set(ids[:2]), False)
    change(api, **undo)
    left = api.get("runs").json()["items"]
    # The one that was deleted before stays deleted, and what waited was cancelled.
    assert {run["id"] for run in left} == set(ids[:2])
    assert {run["status"] for run in left} == {"cancelled"}


def test_no_run_is_restored_into_a_deleted_experiment(api, ids):
    home = api.get(f"runs/{ids[0]}").json()["experiment_id"]
    change(api, ids=ids, deleted=True)
    api.delete(f"experiments/{home}")
    answer = api.patch("runs", {"ids": ids, "deleted": False})
    assert (answer.status_code, api.get("runs").json()["total"]) == (409, 0)
    assert "three" in answer.json()["detail"]


def test_followers_are_told_of_each_run(api, ids):
    with api.database.transaction() as session:
        before = changes.latest_id(session)
    change(api, ids=ids, add_tags=["x"])
    with api.database.transaction() as session:
        told = changes.since(session, before, 10)
        assert {each.run_id for each in told} == set(ids)


def test_all_that_match_are_listed_in_their_order(api, ids):
    api.patch(f"runs/{ids[1]}", {"tags": ["a"]})
    with api.database.transaction() as session:
        claimed = queue.claim(session, "w" * 12, 60).run_id
    told = api.get("runs/matching?sort=seed").json()
    assert [each["id"] for each in told["items"]] == ids
    assert told["items"][1]["tags"] == ["a"]
    assert told["total"] == 3
    told = api.get("runs/matching", params={"filter": 'status == "running"'}).json()
    assert told == {
        "items": [
            {
                "id": claimed,
                "status": "running",
                "tags": [],
                "is_archived": False,
                "is_pinned": False,
            }
        ],
        "total": 1,
    }
    assert api.get("runs/matching", params={"filter": "nonsense"}).status_code == 422

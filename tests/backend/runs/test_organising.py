"""Archiving, pinning and annotating runs over HTTP, on both databases."""

import pytest


@pytest.fixture
def ids(api):
    launched = api.launch(experiment_name="three", seeds=[0, 1, 2])["runs"]
    return [run["id"] for run in launched]


def listed(api, **query):
    answer = api.get("runs", params={"sort": "seed", **query})
    assert answer.status_code == 200, answer.text
    return [run["seed"] for run in answer.json()["items"]]


def change(api, **wanted):
    answer = api.patch("runs", wanted)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_archived_runs_are_listed_only_where_they_are_asked_for(api, ids):
    told = change(api, ids=ids[:2], archived=True)
    assert told["count"] == 2
    assert listed(api) == [2]
    assert listed(api, archived="true") == [0, 1, 2]
    assert listed(api, filter="archived == true") == [0, 1]
    assert listed(api, filter="archived == false") == [2]
    assert listed(api, ids=",".join(ids)) == [0, 1, 2]
    assert api.get(f"runs/{ids[0]}").json()["is_archived"] is True
    assert api.get("comparison", params={"runs": ",".join(ids)}).status_code == 200
    # One that was archived before stays so when the rest is taken back.
    again = change(api, ids=ids, archived=True)
    change(api, **again["undo"][0])
    assert listed(api) == [2]


def test_pinned_runs_stand_above_the_others_in_every_order_and_on_every_page(api, ids):
    told = change(api, ids=[ids[2], ids[1]], pinned=True)
    assert listed(api) == [1, 2, 0]
    assert listed(api, sort="-seed") == [2, 1, 0]
    assert listed(api, filter="pinned == true") == [1, 2]
    for sort in ("seed", "-seed", "name", "real_return", "pinned"):
        whole = listed(api, sort=sort)
        seeds, cursor = [], None
        for _ in whole:
            query = {"sort": sort, "limit": 1} | ({"cursor": cursor} if cursor else {})
            page = api.get("runs", params=query).json()
            seeds += [run["seed"] for run in page["items"]]
            cursor = page["next_cursor"]
        assert (seeds, cursor) == (whole, None)
    for undo in told["undo"]:
        change(api, **undo)
    assert listed(api) == [0, 1, 2]


def test_notes_are_kept_searched_and_never_lost_to_another_writer(api, ids):
    written = api.patch(f"runs/{ids[0]}", {"notes": "the *best* one: 100%", "notes_version": 0})
    assert written.status_code == 200
    told = api.get(f"runs/{ids[0]}").json()
    assert (told["notes"], told["notes_version"]) == ("the *best* one: 100%", 1)
    late = api.patch(f"runs/{ids[0]}", {"name": "new", "notes": "mine", "notes_version": 0})
    assert late.status_code == 409
    assert "changed meanwhile" in late.json()["detail"]
    told = api.get(f"runs/{ids[0]}").json()
    assert (told["notes"], told["name"]) == ("the *best* one: 100%", "k=5 seed 0")
    assert listed(api, filter='notes contains "BEST"') == [0]
    assert listed(api, filter='notes contains "0%"') == [0]
    assert listed(api, filter='not notes contains "best"') == [1, 2]
    assert listed(api, filter='"best" in notes and tags contains "x"') == []
    assert listed(api, filter='notes == ""') == [1, 2]


def test_notes_of_too_many_letters_are_refused_by_name(quick_api):
    (run,) = quick_api.launch()["runs"]
    answer = quick_api.patch(f"runs/{run['id']}", {"notes": "x" * 20_001})
    assert answer.status_code == 422
    (problem,) = answer.json()["errors"]
    assert problem["field"] == "notes"
    assert "20000" in str(problem).replace(",", "")


def test_a_share_link_is_not_told_the_notes(quick_api):
    (run,) = quick_api.launch()["runs"]
    quick_api.patch(f"runs/{run['id']}", {"notes": "between us"})
    link = quick_api.post("shares", {"kind": "run", "target_id": run["id"]}).json()
    token = link["url"].rsplit("/", 1)[1]
    told = quick_api.by(share=token).get(f"runs/{run['id']}").json()
    assert told["notes"] is None

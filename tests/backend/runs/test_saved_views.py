"""Saved views of the list of runs over HTTP, on both databases."""

import pytest

STATE = {"filter": "seed < 2", "columns": "best_return,seed", "sort": "-seed", "archived": True}


def save(api, name="early", state=STATE):
    return api.post("saved-views", {"name": name, "state": state})


def names(api):
    return [view["name"] for view in api.get("saved-views").json()["items"]]


def test_a_view_is_saved_renamed_overwritten_deleted_and_restored(api):
    made = save(api)
    assert made.status_code == 201
    view = made.json()
    assert view["state"] == {**STATE, "archived": "true"}
    path = f"saved-views/{view['id']}"
    assert api.patch(path, {"name": "first"}).json()["name"] == "first"
    changed = api.patch(path, {"state": {"q": "x", "archived": False}}).json()
    assert (changed["name"], changed["state"]) == ("first", {"q": "x"})
    save(api, "Another")
    assert names(api) == ["Another", "first"]
    api.delete(path)
    assert names(api) == ["Another"]
    assert api.patch(path, {"name": "gone"}).status_code == 409
    api.post(f"{path}/restore")
    assert names(api) == ["Another", "first"]


def test_no_two_views_have_one_name(api):
    first, other = save(api).json(), save(api, "other").json()
    answer = save(api)
    assert answer.status_code == 409
    assert "There is a view early already" in answer.json()["detail"]
    assert api.patch(f"saved-views/{other['id']}", {"name": "early"}).status_code == 409
    api.delete(f"saved-views/{first['id']}")
    assert save(api).status_code == 201
    assert api.post(f"saved-views/{first['id']}/restore").status_code == 409


@pytest.mark.parametrize(
    ("state", "field"),
    [
        ({"filter": "seed <"}, "filter"),
        ({"sort": "nonsense"}, "sort"),
        ({"columns": "seed,nonsense"}, "columns"),
        ({"status": "lost"}, "status"),
        ({"colour": "red"}, "state.colour"),
    ],
)
def test_a_state_that_no_list_has_is_not_saved(quick_api, state, field):
    answer = save(quick_api, state=state)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
    assert names(quick_api) == []


def test_comparisons_are_saved_beside_views_of_the_list_and_under_the_same_names(api):
    view = save(api).json()
    asked = {"name": "early", "address": "experiment=x&panels=error|steps"}
    made = api.post("saved-views", asked).json()
    assert (made["kind"], made["state"]) == ("comparison", {"address": asked["address"]})
    assert names(api) == ["early"]
    told = api.get("saved-views?kind=comparison").json()["items"]
    assert [each["id"] for each in told] == [made["id"]]
    assert api.post("saved-views", asked).status_code == 409
    path = f"saved-views/{made['id']}"
    assert api.patch(path, {"address": "runs=a"}).json()["state"] == {"address": "runs=a"}
    assert api.patch(path, {"state": STATE}).status_code == 422
    assert api.patch(f"saved-views/{view['id']}", {"address": "x"}).status_code == 422
    for wrong in (
        {},
        {"state": STATE, "address": "x"},
        {"address": "a\nb"},
        {"address": "x" * 20_001},
    ):
        assert api.post("saved-views", {"name": "wrong"} | wrong).status_code == 422
    assert names(api) == ["early"]


def test_views_are_of_their_owner(quick_api):
    (run,) = quick_api.launch()["runs"]
    link = quick_api.post("shares", {"kind": "run", "target_id": run["id"]}).json()
    viewer = quick_api.by(share=link["url"].rsplit("/", 1)[1])
    assert viewer.get("saved-views").status_code == 403

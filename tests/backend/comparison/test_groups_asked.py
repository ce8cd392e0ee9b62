"""Groups by what was asked, and groups that are hidden: on comparisons and on figures."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


@pytest.fixture
def runs(quick_api):
    """Two lengths of two seeds each; one run has a tag, and two are of another experiment."""
    launched = quick_api.launch(grid={"rollout.length": [1, 5]}, seeds=[0, 1])["runs"]
    quick_api.launch(seeds=[0, 1])
    every = quick_api.get("runs").json()["items"]
    quick_api.patch(f"runs/{launched[0]['id']}", {"tags": ["base", "old"]})
    return [run["id"] for run in every]


def compared(api, runs, words):
    response = api.get(f"comparison?runs={','.join(runs)}{words}")
    assert response.status_code == 200, response.text
    return response.json()


def labels(told):
    return [group["label"] for group in told["groups"]]


def test_a_setting_that_is_equal_in_all_runs_groups_them(quick_api, runs):
    told = compared(quick_api, runs, "&group_by=policy.discount")
    assert labels(told) == ["discount = 0.99"]


def test_tags_and_experiments_group_runs_and_equal_names_are_told_apart(quick_api, runs):
    assert labels(compared(quick_api, runs, "&group_by=tags")) == ["base, old", "no tags"]
    told = compared(quick_api, runs, "&group_by=tag:base")
    assert (labels(told), told["tags"]) == (["not base", "base"], ["base", "old"])
    told = compared(quick_api, runs, "&group_by=experiment")
    one, other = labels(told)
    assert one != other
    assert one.startswith("Pendulum-v1 · 3.0 (")
    assert told["question"].startswith("How do the experiments compare")
    for experiment in quick_api.get("experiments").json()["items"]:
        quick_api.patch(f"experiments/{experiment['id']}", {"name": f"new {experiment['id']}"})
    renamed = labels(compared(quick_api, runs, "&group_by=experiment"))
    assert all(name.startswith("new ") for name in renamed)


def test_a_hidden_group_changes_no_other_one(quick_api, runs):
    whole = compared(quick_api, runs, "&group_by=rollout.length")
    first, *others = whole["groups"]
    told = compared(quick_api, runs, f"&group_by=rollout.length&hide={first['mark']}")
    assert told["groups"] == [first | {"hidden": True}, *others]
    for figure in ("returns", "over-steps", "over-horizon", "profile", "scatter"):
        query = f"runs={','.join(runs)}&group_by=rollout.length&hide={first['mark']}"
        drawn = quick_api.get(f"figures/{figure}?{query}").json()
        assert [group["index"] for group in drawn["groups"]] == [1], figure
    every = ",".join(group["mark"] for group in whole["groups"])
    query = f"runs={','.join(runs)}&group_by=rollout.length&hide={every}"
    drawn = quick_api.get(f"figures/returns?{query}").json()
    assert (drawn["empty"], drawn["reason"]) == (True, "All groups are hidden.")


def test_a_key_that_nothing_has_is_refused_by_name(quick_api, runs):
    response = quick_api.get(f"comparison?runs={runs[0]}&group_by=rollout.lenght")
    assert response.status_code == 422
    (problem,) = response.json()["errors"]
    assert (problem["field"], problem["value"]) == ("group_by", "'rollout.lenght'")


WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(group_by=st.one_of(WORDS, WORDS.map("tag:".__add__)), hide=WORDS)
def test_whatever_an_address_groups_by_or_hides_is_answered_or_refused(
    quick_api, runs, group_by, hide
):
    query = {"runs": ",".join(runs), "group_by": group_by, "hide": hide}
    for path in ("comparison", "figures/returns"):
        response = quick_api.get(path, params=query)
        assert response.status_code in (200, 422), response.text

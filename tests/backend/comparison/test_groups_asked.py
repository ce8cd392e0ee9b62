"""Groups by what was asked, and groups that are hidden: on comparisons and on figures."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.db import queue, series
from backend.db import runs as stored
from backend.statistics.difference import difference


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
@given(group_by=st.one_of(WORDS, WORDS.map("tag:".__add__)), hide=WORDS, baseline=WORDS)
def test_whatever_an_address_groups_by_or_hides_is_answered_or_refused(
    quick_api, runs, group_by, hide, baseline
):
    query = {
        "runs": ",".join(runs), "group_by": group_by, "hide": hide,
        "baseline": f"{baseline},{runs[0]}",
    }  # fmt: skip
    for path in ("comparison", "figures/returns"):
        response = quick_api.get(path, params=query)
        assert response.status_code in (200, 422), response.text


@pytest.fixture
def paid(quick_api):
    """Ids of three runs that were paid 3, 4 and 5, and of three longer ones with 9, 10 and 11."""
    ids = []
    for length, by_seed in ((1, (3.0, 4.0, 5.0)), (5, (9.0, 10.0, 11.0))):
        launched = quick_api.launch(spec={"rollout": {"length": length}}, seeds=[0, 1, 2])["runs"]
        ids += [run["id"] for run in launched]
        with quick_api.database.transaction() as session:
            while (claim := queue.claim(session, "worker", 60)) is not None:
                steps, value = np.array([100]), by_seed[claim.spec.seed]
                points = {
                    key: series.Points(steps, np.array([value]), steps * 1.0)
                    for key in ("return/real", "return/model")
                }
                series.append(session, claim, points)
                last = {"real_return": value, "model_return": value}
                stored.report_progress(session, claim, stored.Progress(100, None, "done", last))
    return ids


def test_others_are_told_against_the_baseline_and_it_is_drawn_in_ink(quick_api, paid):
    """Known by hand: means 10 and 4, three runs of each, and what Welch's interval is."""
    ids = paid
    first, second = compared(quick_api, ids, "")["groups"]
    told = compared(quick_api, ids, f"&baseline={first['mark']}")
    base, other = told["groups"]
    assert (base["index"], base["label"], base["against"]) == (-1, "k = 1, baseline", {})
    # 6 apart; the deviation is 1 in each, so 2.776 * sqrt(2 / 3) on either side.
    assert other["against"]["real_return"] == "+6.0 ± 2.3"
    assert other | {"against": {}} == second
    asked = f"runs={','.join(ids)}&baseline={first['mark']}"
    drawn = quick_api.get(f"figures/returns?{asked}").json()
    assert {trace["meta"]["group"] for trace in drawn["figure"]["data"]} == {-1, 1}
    (pair,) = quick_api.get(f"comparison/statistics?{asked}").json()["improvements"]
    assert (pair["first"], pair["second"], pair["probability"]) == ("k = 5", base["label"], 1.0)
    assert compared(quick_api, ids, "&baseline=ffffffffff") == compared(quick_api, ids, "")


def test_a_single_run_is_a_baseline_and_counts_in_no_other_group(quick_api, paid):
    """Without the run that was paid 4 the mean of its group stays 4, of two runs."""
    pinned = paid[1]
    whole = compared(quick_api, paid, "")["groups"]
    first, second, base = compared(quick_api, paid, f"&baseline={pinned}")["groups"]
    assert (first["run_ids"], first["seeds"]) == ([paid[0], paid[2]], 2)
    assert second | {"against": {}} == whole[1]
    assert [first["index"], second["index"], base["index"]] == [0, 1, -3]
    assert base["label"].endswith(", baseline")
    assert base["run_ids"] == [pinned]
    assert first["cells"]["real_return"]["words"].startswith("4")
    asked = f"runs={','.join(paid)}&baseline={pinned}"
    drawn = quick_api.get(f"figures/returns?{asked}").json()
    assert {trace["meta"]["group"] for trace in drawn["figure"]["data"]} == {0, 1, -3}
    assert "Hidden" not in str(drawn["note"])
    hidden = quick_api.get(f"figures/returns?{asked}&hide={second['mark']}").json()
    assert "Hidden: 1 of 3 groups." in hidden["note"]
    assert (second["against"]["real_return"], first["against"]["real_return"]) == ("+6", "0")


def test_a_run_alone_in_its_group_is_its_baseline_by_mark_and_by_id(quick_api, paid):
    by_run = compared(quick_api, paid, "&group_by=run")["groups"]
    by_id = compared(quick_api, paid, f"&group_by=run&baseline={paid[0]}")["groups"]
    mark = next(group["mark"] for group in by_run if group["run_ids"] == [paid[0]])
    by_mark = compared(quick_api, paid, f"&group_by=run&baseline={mark}")["groups"]
    assert by_id == by_mark
    assert sum(group["index"] < 0 for group in by_id) == 1


def test_a_baseline_is_dashed_among_parallel_lines_and_marked_among_cells(quick_api, paid):
    asked = f"runs={','.join(paid)}&baseline={paid[1]}"
    lines = quick_api.get(f"figures/parallel?{asked}&fields=rollout.length,real_return").json()
    (dashed,) = [each for each in lines["figure"]["data"] if each.get("line", {}).get("dash")]
    assert len(dashed["customdata"]) == 3
    assert "Dashed: " in lines["note"]
    query = f"{asked}&x=rollout.length&y=seed&value=real_return"
    cells = quick_api.get(f"figures/settings-map?{query}").json()
    marked = [
        text for each in cells["figure"]["data"] for text in each.get("text", []) if "◆" in text
    ]
    assert marked == ["◆ 4<br>n = 1"]
    assert "With ◆: " in cells["note"]
    plain = quick_api.get(f"figures/settings-map?{query.replace('baseline', 'hide')}").json()
    assert "◆" not in str(plain)


def test_of_runs_with_one_name_the_pinned_one_is_told_apart(quick_api, paid):
    for each in paid:
        quick_api.patch(f"runs/{each}", {"name": "the same"})
    told = compared(quick_api, paid, f"&baseline={paid[0]},{paid[3]}")
    pinned = [group["label"] for group in told["groups"] if group["index"] < 0]
    assert len(set(pinned)) == 2
    assert all(label.startswith("the same, ") for label in pinned)


def test_a_ratio_of_errors_is_that_of_geometric_means_and_needs_three_runs():
    found = difference([2.0, 8.0], [1.0, 1.0, 1.0], "log")
    assert (found.mean, found.low, found.high) == (4.0, None, None)
    alike = difference([2.0, 2.0, 2.0], [1.0, 1.0, 1.0], "log")
    assert (alike.mean, alike.low, alike.high) == (2.0, 2.0, 2.0)
    assert difference([float("nan")], [1.0], "linear").mean is None

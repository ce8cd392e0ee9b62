"""The list's runs in groups: how many, in which states, with which means, and the runs of one."""

import numpy as np
import pytest
from scipy import stats

from backend.db.tables import Run

LENGTHS = {1: [10.0, 12.0, 14.0], 5: [1.0, 2.0, None], 20: [float("nan"), 7.0, 8.0]}
SCHEDULE = {"from": 1, "to": 15, "between": [100, 200]}


@pytest.fixture
def grouped(api):
    """Three lengths of three seeds with known returns, and one whose length is a schedule."""
    for length in LENGTHS:
        api.launch(experiment_name="lengths", seeds=[0, 1, 2], spec={"rollout": {"length": length}})
    api.launch(experiment_name="schedules", tags=["b", "a"], spec={"rollout": {"length": SCHEDULE}})
    with api.database.transaction() as session:
        for run in session.query(Run):
            returns = LENGTHS.get(run.spec["rollout"]["length"]) if not run.tags else None
            run.real_return = returns[run.seed] if returns else None
    return api


def groups(api, by, **asked):
    answer = api.get("runs/groups", params={"group_by": by} | asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_each_group_has_the_mean_and_interval_of_its_finite_values(grouped):
    told = groups(grouped, "rollout.length", columns="seed,version")
    assert (told["total"], told["runs"]) == (4, 10)
    labels = [group["label"] for group in told["items"]]
    assert labels == ["k = 1", "k = 5", "k = 20", "k = 1 to 15"]
    first, second, third, last = told["items"]
    half = stats.t.ppf(0.975, 2) * np.std(LENGTHS[1], ddof=1) / np.sqrt(3)
    assert first["real_return"] == pytest.approx(
        {"mean": 12.0, "low": 12.0 - half, "high": 12.0 + half, "n": 3}
    )
    assert second["real_return"] == {"mean": 1.5, "low": None, "high": None, "n": 2}
    assert third["real_return"] == {"mean": 7.5, "low": None, "high": None, "n": 2}
    assert last["real_return"]["n"] == 0
    seed, version = first["columns"]
    assert (seed["estimate"]["mean"], seed["same"], seed["values"]) == (1.0, None, 3)
    assert (version["estimate"], version["values"]) == (None, 1)
    assert version["same"] is not None
    assert first["run_counts"]["queued"] == first["count"] == 3


EVERY_KIND = (
    "rollout.length", "experiment", "environment", "status", "tags", "tag:a", "seed",
    "rollout.length,tags,experiment", "real_return", "policy.target_entropy", "notes", "pinned",
)  # fmt: skip


def test_the_runs_of_the_groups_are_together_all_runs_and_each_is_in_one(grouped):
    everything = sorted(run["id"] for run in grouped.get("runs").json()["items"])
    for by in EVERY_KIND:
        ids = []
        for group in groups(grouped, by)["items"]:
            asked = {"group_by": by, "group": group["mark"]}
            page = grouped.get("runs", params=asked).json()
            in_short = grouped.get("runs/matching", params=asked).json()
            assert page["total"] == in_short["total"] == group["count"]
            ids += [run["id"] for run in page["items"]]
            assert {run["id"] for run in in_short["items"]} == {run["id"] for run in page["items"]}
        assert sorted(ids) == everything


def test_tags_in_another_order_are_the_same_tags(grouped):
    grouped.launch(experiment_name="schedules", tags=["a", "b"])
    told = groups(grouped, "tags")
    assert [(group["label"], group["count"]) for group in told["items"]] == [
        ("a, b", 2),
        ("no tags", 9),
    ]
    asked = {"group_by": "tags", "group": told["items"][0]["mark"]}
    assert grouped.get("runs", params=asked).json()["total"] == 2


def test_groups_stand_in_the_order_of_their_means_or_of_their_values(grouped):
    def lengths(sort):
        told = groups(grouped, "rollout.length", sort=sort)
        return [group["label"].removeprefix("k = ") for group in told["items"]]

    assert lengths("-real_return") == ["1", "20", "5", "1 to 15"]
    assert lengths("real_return") == ["5", "20", "1", "1 to 15"]
    assert lengths("-rollout.length") == ["1 to 15", "20", "5", "1"]
    assert lengths("-created_at") == ["1", "5", "20", "1 to 15"]


def test_a_run_that_repeats_another_narrows_no_interval(grouped):
    for _ in range(2):
        grouped.launch(experiment_name="lengths", seeds=[0, 1, 2], spec={"rollout": {"length": 1}})
    with grouped.database.transaction() as session:
        for run in session.query(Run).filter(Run.rollout_length == "1"):
            run.real_return = LENGTHS[1][run.seed]
    (group, *_) = groups(grouped, "rollout.length")["items"]
    assert (group["count"], group["copies"], group["real_return"]["n"]) == (9, 6, 3)


def test_experiments_of_one_name_are_told_apart(quick_api):
    for _ in range(2):
        experiment = quick_api.post("experiments", {"name": "twin"}).json()["id"]
        quick_api.launch(experiment_id=experiment)
    labels = [group["label"] for group in groups(quick_api, "experiment")["items"]]
    assert len(set(labels)) == 2
    assert all(label.startswith("twin, ") for label in labels)


def test_filters_narrow_before_runs_are_grouped(grouped):
    told = groups(grouped, "rollout.length", filter="seed == 0 and rollout.length > 1")
    assert [(group["label"], group["count"]) for group in told["items"]] == [
        ("k = 5", 1),
        ("k = 20", 1),
    ]


@pytest.mark.parametrize(
    ("path", "asked", "field"),
    [
        ("runs/groups", {}, "group_by"),
        ("runs/groups", {"group_by": "created_at"}, "group_by"),
        ("runs/groups", {"group_by": "sead"}, "group_by"),
        ("runs/groups", {"group_by": "seed,name,id,version,tags,status,notes"}, "group_by"),
        ("runs/groups", {"group_by": "seed", "columns": "sead"}, "columns"),
        ("runs", {"group": "0123456789"}, "group_by"),
        ("runs", {"group": "x", "group_by": "seed"}, "group"),
        ("runs/matching", {"group": "0123456789", "group_by": "sead"}, "group_by"),
    ],
)
def test_what_runs_cannot_be_grouped_by_is_refused_by_name(quick_api, path, asked, field):
    answer = quick_api.get(path, params=asked)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_a_group_that_is_no_longer_there_has_no_runs(grouped):
    page = grouped.get("runs", params={"group_by": "seed", "group": "0123456789"}).json()
    assert (page["items"], page["total"]) == ([], 0)


def test_a_link_groups_its_own_runs_alone(grouped):
    shown = grouped.get("runs?sort=seed&limit=3").json()["items"]
    link = grouped.post("shares", {"kind": "run", "target_id": shown[0]["id"]}).json()
    told = groups(grouped.by(share=link["token"]), "status")
    assert [group["count"] for group in told["items"]] == [1]

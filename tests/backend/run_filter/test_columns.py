"""A list shows and is sorted by any field, on both kinds of database, and its pages join."""

from dataclasses import asdict
from pathlib import Path

import pytest

from backend.db.tables import Run
from backend.run_filter.fields import fields
from backend.spec.break_even import BreakEven
from backend.spec.measures import Measures

MEASURED = {0: (120.0, [0.1, 0.2]), 1: (80.0, [0.1, 0.5]), 2: (80.0, [0.1, None]), 3: (-5.0, [])}


@pytest.fixture
def runs(api):
    """Five runs by seed: one was not measured, two have the same best return."""
    api.launch(seeds=[0, 1, 2, 3, 4], tags=["a", "ö"], spec={"policy": {"target_entropy": -1.5}})
    with api.database.transaction() as session:
        for run in session.query(Run):
            best, errors = MEASURED.get(run.seed, (None, []))
            measures = asdict(Measures(evaluations=3, best=best, errors=errors))
            run.measures = measures if run.seed in MEASURED else None
    return api


ORDERS = {
    "best_return": [3, {1, 2}, 0, 4],
    "-best_return": [0, {1, 2}, 3, 4],
    "error(2)": [0, 1, {2, 3, 4}],
    "-error(2)": [1, 0, {2, 3, 4}],
    "-seed": [4, 3, 2, 1, 0],
}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", [1, 2, 50])
def test_pages_in_the_order_of_any_field_join_to_the_whole_list(runs, order, limit):
    seeds, cursor = [], None
    while cursor is not None or not seeds:
        asked = {"sort": order, "limit": limit} | ({"cursor": cursor} if cursor else {})
        page = runs.get("runs", params=asked).json()
        seeds += [run["seed"] for run in page["items"]]
        cursor = page["next_cursor"]
    for expected in ORDERS[order]:
        several = expected if isinstance(expected, set) else {expected}
        assert set(seeds[: len(several)]) == several
        seeds = seeds[len(several) :]
    assert not seeds


def test_columns_give_the_values_run_by_run(runs):
    settings = "policy.target_entropy,rollout.propagation,gradient.terminal_value"
    asked = f"best_return,error(2),{settings},tags"
    page = runs.get("runs", params={"columns": asked, "sort": "seed"}).json()
    assert [each["name"] for each in page["columns"]] == asked.split(",")
    rest = [-1.5, "ts1", False, "a, ö"]
    assert page["values"] == [
        [120.0, 0.2, *rest],
        [80.0, 0.5, *rest],
        [80.0, None, *rest],
        [-5.0, None, *rest],
        [None, None, *rest],
    ]
    assert page["columns"][0]["unit"] == "reward per episode"


MEASURED_FIELDS = {
    "best_return": 3.0,
    "late_return": 2.0,
    "evaluations": 4,
    "safe_horizon": 7,
    "length_in_use": 5,
    "error_at_length": 0.25,
    "cpu_seconds": 60.0,
    "error(1)": 0.1,
}


@pytest.mark.parametrize(("at", "told"), [(8, 8), (None, 51)])
def test_every_measured_field_has_the_value_that_a_run_keeps(api, at, told):
    api.launch()
    kept = Measures(
        evaluations=4, best=3.0, late=2.0, within=7, length=5, error_at_length=0.25,
        cpu_seconds=60.0, errors=[0.1], break_even=BreakEven(at, 50),
    )  # fmt: skip
    with api.database.transaction() as session:
        session.query(Run).one().measures = asdict(kept)
    expected = MEASURED_FIELDS | {"break_even": told}
    (values,) = api.get("runs", params={"columns": ",".join(expected)}).json()["values"]
    assert dict(zip(expected, values, strict=True)) == expected


def test_a_column_asked_for_again_and_again_is_given_once(api):
    api.launch()
    page = api.get("runs", params={"columns": ",".join(["id"] * 2_600)})
    assert page.status_code == 200
    assert [each["name"] for each in page.json()["columns"]] == ["id"]


@pytest.mark.parametrize("name", sorted(fields()))
def test_every_field_can_be_shown_and_is_sorted_by_or_refused(quick_api, name):
    quick_api.launch(seeds=[0, 1])
    first = quick_api.get("runs", params={"columns": name, "sort": f"-{name}", "limit": 1})
    if name == "tags":
        assert first.status_code == 422
        return
    asked = {"columns": name, "sort": f"-{name}", "limit": 1}
    second = quick_api.get("runs", params=asked | {"cursor": first.json()["next_cursor"]})
    assert second.json()["next_cursor"] is None
    assert {first.json()["items"][0]["seed"], second.json()["items"][0]["seed"]} == {0, 1}


@pytest.mark.parametrize(
    "asked", [{"sort": "sead"}, {"columns": "seed,error(0)"}, {"columns": "error(101)"}]
)
def test_a_field_that_there_is_none_of_is_refused_by_name(quick_api, asked):
    answer = quick_api.get("runs", params=asked)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == next(iter(asked))


def test_all_fields_are_listed(quick_api):
    listed = {each["name"] for each in quick_api.get("runs/fields").json()["items"]}
    assert listed == set(fields())


def test_the_guide_names_every_field_that_is_no_setting():
    guide = (Path(__file__).resolve().parents[3] / "docs" / "launch.md").read_text()
    own = [name for name in fields() if "." not in name]
    assert [name for name in own if f"`{name}`" not in guide] == []

"""How one base spec, lists of values and seeds become runs."""

import pytest

from backend.spec.grid import MAX_RUNS, expand, merged
from backend.spec.problems import SpecRefused


def test_three_lengths_and_five_seeds_are_fifteen_runs_with_seeds_fastest():
    specs = expand({}, {"rollout.length": [1, 5, 20]}, range(5))
    assert len(specs) == 15
    assert [(s.rollout.length, s.seed) for s in specs[:6]] == [
        (1, 0),
        (1, 1),
        (1, 2),
        (1, 3),
        (1, 4),
        (5, 0),
    ]


def test_two_lists_give_every_combination():
    specs = expand({}, {"rollout.length": [1, 5], "policy.updates_per_step": [5, 10]}, [0])
    pairs = {(s.rollout.length, s.policy.updates_per_step) for s in specs}
    assert pairs == {(1, 5), (1, 10), (5, 5), (5, 10)}


def test_a_schedule_can_be_one_value_of_a_grid():
    schedule = {"from": 1, "to": 15, "between": [100, 1000]}
    constant, scheduled = expand({}, {"rollout.length": [1, schedule]}, [0])
    assert constant.rollout.longest == 1
    assert scheduled.rollout.longest == 15


@pytest.mark.parametrize(
    ("grid", "seeds", "field", "words"),
    [
        ({"rollout.length": list(range(1, 101))}, range(100), "grid", "at most 500"),
        ({"rollout.length": []}, [0], "rollout.length", "at least one value"),
        ({}, [], "seeds", "at least one value"),
        ({}, [0, 0], "seeds", "each value once"),
        ({"rollout.length": [5, 5]}, [0], "rollout.length", "each value once"),
        ({"seed": [1, 2]}, [0], "seed", "use seeds"),
        ({"rollout.lenght": [1]}, [0], "rollout.lenght", "unknown field"),
        ({"seed.deeper": [1]}, [0], "seed.deeper", "not a group"),
        ({"model.elites": [5, 9]}, [0], "model.elites", "at most model.members"),
    ],
)
def test_a_bad_grid_is_refused_at_its_field(grid, seeds, field, words):
    with pytest.raises(SpecRefused) as caught:
        expand({"seed": 0}, grid, seeds)
    problem = caught.value.problems[0]
    assert problem.field == field
    assert words in problem.message


def test_a_grid_of_ten_thousand_runs_is_refused_before_any_spec_is_built():
    with pytest.raises(SpecRefused, match="10,000 runs"):
        expand({"nonsense": True}, {"rollout.length": list(range(1, 101))}, range(100))
    assert MAX_RUNS < 10_000


def test_changes_merge_by_field_and_replace_a_schedule_whole():
    base = {"rollout": {"length": {"from": 1, "to": 2, "between": [0, 1]}, "per_step": 7}}
    changed = merged(base, {"rollout": {"length": 3}, "seed": 1})
    assert changed == {"rollout": {"length": 3, "per_step": 7}, "seed": 1}
    again = merged(changed, {"rollout": {"length": {"from": 2, "to": 3, "between": [0, 9]}}})
    assert again["rollout"]["length"] == {"from": 2, "to": 3, "between": [0, 9]}
    assert base["rollout"]["per_step"] == 7

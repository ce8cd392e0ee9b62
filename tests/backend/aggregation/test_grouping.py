"""Which runs belong together, and what they are called."""

from backend.aggregation.grouping import Member, differing, flattened, grouped
from backend.spec.grid import expand, parse
from backend.spec.run import RunSpec

SCHEDULE = {"from": 1, "to": 15, "between": [100, 1000]}


def members(grid, seeds=(0, 1)):
    specs = expand({}, grid, seeds)
    return [
        Member(f"id{n}", f"run {n}", spec.seed, flattened(spec.document()))
        for n, spec in enumerate(specs)
    ]


def test_runs_group_by_what_differs_and_never_by_their_seed():
    found = members({"rollout.length": [20, 1, 5]}, range(5))
    assert differing(found) == ["rollout.length"]
    groups = grouped(found, differing(found))
    assert [group.label for group in groups] == ["k = 1", "k = 5", "k = 20"]
    assert [(group.index, group.seeds, len(group.members)) for group in groups] == [
        (0, 5, 5), (1, 5, 5), (2, 5, 5),
    ]  # fmt: skip


def test_a_schedule_is_one_value_with_a_short_name():
    groups = grouped(members({"rollout.length": [5, SCHEDULE]}), ["rollout.length"])
    assert [group.label for group in groups] == ["k = 5", "k = 1 to 15"]


def test_two_paths_make_a_label_of_two_parts():
    grid = {"rollout.length": [1, 5], "policy.updates_per_step": [10, 20]}
    found = members(grid)
    labels = [group.label for group in grouped(found, differing(found))]
    assert labels[0] == "k = 1, updates per step = 10"
    assert len(labels) == 4


def test_seed_and_run_group_only_when_asked():
    found = members({}, range(3))
    assert differing(found) == []
    assert len(grouped(found, [])) == 1
    assert [group.label for group in grouped(found, ["seed"])] == [
        "seed = 0",
        "seed = 1",
        "seed = 2",
    ]
    assert [group.label for group in grouped(found, ["run"])] == ["run 0", "run 1", "run 2"]


def test_a_group_has_the_same_key_in_every_request():
    few, many = members({"rollout.length": [5]}), members({"rollout.length": [1, 5]})
    keys = {group.key for group in grouped(many, ["rollout.length"])}
    assert grouped(few, ["rollout.length"])[0].key in keys


def test_every_value_of_a_spec_has_a_path():
    flat = flattened(RunSpec().document())
    assert flat["rollout.length"] == 5
    assert (
        flattened(parse({"rollout": {"length": SCHEDULE}}).document())["rollout.length"] == SCHEDULE
    )

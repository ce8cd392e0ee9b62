"""Groups: by what differs between specs, the seed aside."""

import random

import pytest

from backend.groups.deciding_settings import deciding_settings
from backend.groups.group_keys import BY_RUN
from backend.groups.grouping import (
    SPEC_ORDER,
    differing,
    grouped,
    in_words,
    short_ids,
    value_words,
)
from backend.groups.members import Member
from backend.schemas import listed
from backend.selection.selected_runs import KNOWN
from backend.spec.compute import is_placement
from backend.spec.grid import flattened, parse

SCHEDULE = {"from": 1, "to": 15, "between": [20_000, 100_000]}
ADAPTIVE = {"tolerance": 0.5, "largest": 25, "hysteresis": 0.2}


def member(name="run", seed=0, **parts):
    """A run whose spec differs from the default in `rollout={"length": 5}` and the like."""
    spec = parse({"seed": seed, **parts}).document()
    return Member(f"id-of-{name}", name, seed, flattened(spec))


def lengths(*values, seeds=(0,)):
    return [
        member(f"{value} {seed}", seed, rollout={"length": value})
        for value in values
        for seed in seeds
    ]


def labels(members, by):
    return [group.label for group in grouped(members, by)]


def test_a_spec_is_known_by_its_dotted_paths_and_a_schedule_is_one_value():
    flat = member(rollout={"length": SCHEDULE}).values
    assert flat["rollout.length"] == SCHEDULE
    assert flat["model.hidden"] == [200] * 4
    assert not any("between" in path for path in flat)
    assert {path for path in flat if not is_placement(path)} == set(SPEC_ORDER) < KNOWN


def test_an_adaptive_length_is_one_value_beside_constants_and_schedules():
    members = lengths(5, SCHEDULE, ADAPTIVE)
    assert differing(members) == ["rollout.length"]
    assert labels(members, ["rollout.length"]) == [
        "k = 5",
        "k = 1 to 15",
        "k = adaptive to 25 at 0.5",
    ]


def test_lengths_that_read_alike_are_told_in_full():
    other = {"from": 1, "to": 15, "between": [0, 500]}
    assert labels(lengths(5, SCHEDULE, other), ["rollout.length"]) == [
        "k = 5",
        "k = 1 to 15 between steps 0 and 500",
        "k = 1 to 15 between steps 20,000 and 100,000",
    ]
    stricter, steadier = ADAPTIVE | {"tolerance": 0.2}, ADAPTIVE | {"hysteresis": 0.5}
    assert labels(lengths(ADAPTIVE, stricter, steadier), ["rollout.length"]) == [
        "k = adaptive to 25 at 0.2",
        "k = adaptive to 25 at 0.5, hysteresis 0.2",
        "k = adaptive to 25 at 0.5, hysteresis 0.5",
    ]


def test_every_path_that_can_differ_can_be_asked_for():
    unlike = [
        member(),
        member(
            environment={"id": "Hopper-v5", "max_episode_steps": 50},
            rollout={"length": SCHEDULE, "start": "initial"},
            model={"members": 3, "elites": 2, "hidden": [8, 8]},
            policy={"target_entropy": -2.0},
        ),
    ]
    found = differing(unlike)
    assert {"environment.id", "rollout.length", "model.hidden", "policy.target_entropy"} <= set(
        found
    )
    assert set(found) <= KNOWN


def test_runs_that_differ_by_seed_alone_differ_in_nothing():
    members = lengths(5, seeds=range(4))
    assert differing(members) == []
    (group,) = grouped(members, [])
    assert (group.seeds, len(group.members), group.label) == (4, 4, "Pendulum-v1")


def test_differing_paths_come_in_the_order_of_the_spec():
    members = [
        member(training={"env_steps": 3_000}),
        member(rollout={"length": 3}, environment={"id": "Hopper-v5"}),
    ]
    assert differing(members) == ["environment.id", "rollout.length", "training.env_steps"]


def test_lengths_are_named_k_and_stand_in_the_order_of_numbers_before_schedules():
    members = lengths(20, SCHEDULE, 1, 5)
    assert labels(members, ["rollout.length"]) == ["k = 1", "k = 5", "k = 20", "k = 1 to 15"]


def test_a_group_holds_its_seeds_and_knows_its_value():
    five, ten = grouped(lengths(10, 5, seeds=(0, 1, 2)), ["rollout.length"])
    assert five.run_ids == ["id-of-5 0", "id-of-5 1", "id-of-5 2"]
    assert (five.seeds, five.values) == (3, {"rollout.length": 5})
    assert (ten.index, ten.values) == (1, {"rollout.length": 10})


def test_the_same_seed_twice_is_one_seed():
    (group,) = grouped([member("a", 3), member("b", 3)], [])
    assert (group.seeds, len(group.members)) == (1, 2)


@pytest.mark.parametrize("order", range(5))
def test_index_and_key_do_not_depend_on_the_order_of_the_runs(order):
    members = lengths(1, 5, 20, SCHEDULE, seeds=(0, 1))
    shuffled = random.Random(order).sample(members, len(members))  # noqa: S311 - not a secret

    def keys(runs):
        return [(group.index, group.key) for group in grouped(runs, ["rollout.length"])]

    assert keys(shuffled) == keys(members)


def test_groups_are_named_alike_whatever_run_comes_first():
    """Runs of several versions do not read the same settings."""
    specs = [
        {"algorithm": {"version": "model-free"}, "training": {"env_steps": 9_000}},
        {"model": {"learning_rate": 1.0}, "training": {"env_steps": 6_000}},
        {"training": {"env_steps": 7_000}, "model": {"learning_rate": 0.5}},
    ]
    members = [
        Member(f"id {place}", "run", 0, deciding_settings(parse(spec).document()))
        for place, spec in enumerate(specs)
    ]

    def named(order):
        shuffled = [members[place] for place in order]
        groups = grouped(shuffled, differing(shuffled))
        return [(group.label, group.run_ids) for group in groups]

    every = [named(order) for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0))]
    assert all(each == every[0] for each in every)


def test_seeds_and_runs_group_on_request():
    members = [member("b", 10), member("a", 9)]
    assert labels(members, ["seed"]) == ["seed = 9", "seed = 10"]
    assert labels(members, [BY_RUN]) == ["a", "b"]


def test_runs_of_one_name_stay_two_groups_when_grouped_by_run():
    twins = [Member("x", "same", 0, {}), Member("y", "same", 0, {})]
    assert [group.run_ids for group in grouped(twins, [BY_RUN])] == [["x"], ["y"]]


def test_two_paths_name_a_group_together():
    hopper = {"environment": {"id": "Hopper-v5"}, "rollout": {"length": 5}}
    names = labels([member(**hopper), member()], ["environment.id", "rollout.length"])
    assert "Hopper-v5, k = 5" in names


def test_a_version_and_its_improver_are_called_as_the_field_calls_them():
    members = [
        member(algorithm={"version": "model-free", "improver": "sac"}),
        member(algorithm={"version": "2.5", "improver": "ppo"}),
    ]
    names = labels(members, ["algorithm.version", "algorithm.improver"])
    assert names == ["version 2.5, ppo", "model-free, sac"]


def test_of_many_differing_paths_a_label_names_those_that_tell_groups_apart():
    members = [
        member(algorithm={"version": "1.5"}, rollout={"length": 15}, model={"members": 5}),
        member(algorithm={"version": "3.0"}, policy={"discount": 0.9}),
        member(algorithm={"version": "3.0"}, policy={"discount": 0.9}, rollout={"length": 9}),
    ]
    by = differing(members)
    assert len(by) > 3
    assert labels(members, by) == [
        "version 1.5, k = 15",
        "version 3.0, k = 5",
        "version 3.0, k = 9",
    ]
    assert set(grouped(members, by)[0].values) == set(by)


def as_read(name, improver="auto", **parts):
    """A run as a request sees it."""
    algorithm = {"version": name, "improver": improver}
    spec = parse({"algorithm": algorithm, **parts}).document()
    return Member(f"id-of-{name}", name, 0, deciding_settings(spec))


def test_runs_do_not_differ_in_what_they_do_not_read():
    members = [
        as_read("model-free", model={"members": 3, "elites": 2}, gradient={"rollouts": 7}),
        as_read("3.0", planning={"candidates": 77}, policy={"epsilon": 0.5}),
        as_read("2.5", policy={"updates_per_step": 3}, gradient={"rollouts": 9}),
    ]
    assert differing(members) == ["algorithm.version", "algorithm.improver"]


def test_runs_differ_in_what_two_of_them_read():
    members = [
        as_read("model-free", rollout={"length": 7}),
        as_read("3.0"),
        as_read("2.5", rollout={"length": 9}),
    ]
    assert "rollout.length" in differing(members)
    assert labels(members, ["algorithm.version", "rollout.length"]) == [
        "version 2.5, k = 9",
        "version 3.0, k = 5",
        "model-free",
    ]
    assert labels(members, ["rollout.length"]) == ["k = 5", "k = 9", "no k"]
    idle = grouped(members, ["rollout.length"])[-1]
    assert idle.values == {}


def test_what_auto_takes_is_the_same_run_as_its_name():
    assert differing([as_read("3.0"), as_read("3.0", improver="sac")]) == []


def test_a_spec_that_names_no_improver_means_auto():
    spec = parse({}).document()
    del spec["algorithm"]["improver"]
    assert deciding_settings(spec) == deciding_settings(parse({}).document())


def test_all_settings_count_where_nobody_knows_what_auto_took():
    spec = parse({}).document()
    spec["environment"]["id"] = "Gone-v0"
    kept = {path: value for path, value in flattened(spec).items() if not is_placement(path)}
    assert deciding_settings(spec) == kept


def test_runs_that_are_only_placed_otherwise_are_the_same_configuration():
    placed = {"engine": "slurm", "cores": 4, "memory_gib": 2.0, "partition": "long"}
    here, there = (
        deciding_settings(parse({"compute": compute}).document()) for compute in ({}, placed)
    )
    assert here == there
    assert deciding_settings(parse({"compute": {"device": "cpu"}}).document()) != here


def test_nothing_and_not_read_are_two_groups():
    members = [as_read("model-free"), as_read("3.0", rollout={"max_disagreement": None})]
    assert len(grouped(members, ["rollout.max_disagreement"])) == 2


def test_a_run_alone_is_called_by_its_name():
    assert labels([member("my run")], []) == ["my run"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        (SCHEDULE, "1 to 15"),
        (ADAPTIVE, "adaptive to 25 at 0.5"),
        ("auto", "auto"),
        (None, "not set"),
        (True, "on"),
        (False, "off"),
        ([8, 8], "[8, 8]"),
    ],
)
def test_values_are_written_for_reading(value, text):
    assert value_words(value) == text


def test_a_list_in_an_address_names_each_thing_once_and_in_order():
    assert listed(" b, a,,b ,") == ["b", "a"]
    assert listed(None) == listed("") == []


def test_runs_of_one_name_are_told_apart_by_their_seeds_and_then_by_their_ids():
    named = (("abcdef", 0), ("bbcdef", 1), ("cbcdef", 1))
    same = [Member(run_id, "same", seed, {}) for run_id, seed in named]
    assert labels(same, [BY_RUN]) == ["same, seed 0", "same, seed 1, bbcd", "same, seed 1, cbcd"]
    other = Member("x", "other", 0, {})
    assert labels([*same[:2], other], [BY_RUN]) == ["other", "same, seed 0", "same, seed 1"]


def test_ids_that_begin_alike_are_as_long_as_tells_them_apart():
    assert short_ids(["abcdefg", "abcdxyz"]) == ["abcde", "abcdx"]
    assert short_ids(["a"]) == ["a"]


def test_a_long_name_in_a_sentence_keeps_its_end():
    assert in_words("k = 5") == "k = 5"
    assert in_words(f"{'w' * 200}, seed 3, abcd") == f"{'w' * 27}…wwwwww, seed 3, abcd"


def marked(name, *tags, experiment="e1", called="first"):
    return Member(name, name, 0, {}, experiment, called, tags)


def test_runs_are_grouped_by_all_of_their_tags_or_by_one():
    members = [marked("a", "new", "base"), marked("b", "base", "new"), marked("c")]
    assert labels(members, ["tags"]) == ["base, new", "no tags"]
    assert [group.run_ids for group in grouped(members, ["tag:base"])] == [["c"], ["a", "b"]]
    assert labels(members, ["tag:base"]) == ["not base", "base"]


def test_runs_are_grouped_by_experiment_and_a_setting_together():
    members = [
        marked("a"),
        marked("b", experiment="e2", called="second"),
        Member("c", "c", 0, {"rollout.length": 5}, "e1", "first"),
    ]
    assert labels(members, ["experiment"]) == ["first", "second"]
    assert labels(members, ["experiment", "rollout.length"]) == ["first, k = 5", "first", "second"]


def test_a_mark_is_of_the_values_and_not_of_the_place():
    members = lengths(1, 5, 20)
    marks = {group.label: group.mark for group in grouped(members, ["rollout.length"])}
    fewer = {group.label: group.mark for group in grouped(members[1:], ["rollout.length"])}
    assert fewer == {label: marks[label] for label in fewer}
    assert len(set(marks.values())) == 3
    assert all(len(mark) == 10 for mark in marks.values())

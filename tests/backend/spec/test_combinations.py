"""Every combination of the four choices either is a run or is refused at its field."""

from itertools import product
from typing import get_args

import pytest

from backend.spec.algorithm import IMPROVERS, PLANNING, Improver, Version
from backend.spec.environments import ENVIRONMENTS, REFUSED, EnvironmentInfo, unfit
from backend.spec.grid import parse
from backend.spec.problems import SpecRefused
from backend.spec.rollout import StartStates

TASKS = {"continuous": "Pendulum-v1", "discrete": "CartPole-v1"}
LENGTHS = {
    "constant": 5,
    "schedule": {"from": 1, "to": 5, "between": [100, 200]},
    "adaptive": {"tolerance": 0.5},
}
NAMES = ("auto", *get_args(Improver))


def told(document):
    """The field and the message of the one refusal; None where it is a run."""
    try:
        parse(document)
    except SpecRefused as refused:
        (problem,) = refused.problems
        assert problem.value
        return problem.field, problem.message
    return None


def refused_field(version, improver, start, length, kind):
    """Which field must be refused, from the lecture's table and not from the code; None if none."""
    usable = IMPROVERS[version][kind]
    if version == "2.0" and kind == "discrete":
        return "algorithm.version"
    if improver not in ("auto", *usable):
        return "algorithm.improver"
    begins_where_it_is = version in PLANNING or improver in ("mve", "steve")
    if begins_where_it_is and start != "real_uniform":
        return "rollout.start"
    if (version, length) in {("0.5", "schedule"), ("0.5", "adaptive"), ("1.0", "adaptive")}:
        return "rollout.length"
    return None


@pytest.mark.parametrize("version", get_args(Version))
def test_every_combination_is_a_run_or_refused_with_the_reason(version):
    runs = 0
    for improver, start, length, kind in product(NAMES, get_args(StartStates), LENGTHS, TASKS):
        found = told(
            {
                "environment": {"id": TASKS[kind]},
                "algorithm": {"version": version, "improver": improver},
                "rollout": {"start": start, "length": LENGTHS[length]},
            }
        )
        expected = refused_field(version, improver, start, length, kind)
        asked = (version, improver, start, length, kind)
        assert (None if found is None else found[0]) == expected, asked
        assert found is None or "allowed: " in found[1], asked
        runs += found is None
    assert runs > 0


@pytest.mark.parametrize(
    ("document", "field", "words"),
    [
        ({"rollout": {"length": {"tolerance": -1.0}}}, "rollout.length.tolerance", "more than"),
        (
            {"algorithm": {"version": "0.5"}, "rollout": {"length": LENGTHS["schedule"]}},
            "rollout.length",
            "0.5 fits it once",
        ),
        ({"training": {"random_steps": 2}}, "training.random_steps", "at least 3"),
        (
            {
                "environment": {"id": "CartPole-v1"},
                "algorithm": {"improver": "discrete_sac"},
                "policy": {"target_entropy": 0.7},
            },
            "policy.target_entropy",
            "less than 0.693",
        ),
    ],
)
def test_what_would_fail_later_is_refused_at_launch(document, field, words):
    found = told(document)
    assert found is not None
    assert found[0] == field
    assert words in found[1]


def test_a_model_free_run_needs_no_random_step_but_one():
    document = {"algorithm": {"version": "model-free"}, "training": {"random_steps": 1}}
    assert told(document) is None


FIT = EnvironmentInfo("Orchard/Swing-v0", 2, 1, "continuous", 20, known_termination=False)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, None),
        ({"id": "orchard.tasks:Swing-v0"}, "names a module"),
        ({"observation_dims": (96, 96, 3)}, "no image"),
        ({"observation_dims": {"position": 2}}, "no dictionary"),
        ({"actions": "multi-discrete"}, "'multi-discrete'"),
        ({"action_dims": (3, 2)}, "(3, 2)"),
        ({"max_episode_steps": None}, "truncated after None"),
        ({"least_reward": -1, "most_reward": 0.0}, None),
        ({"most_reward": float("inf")}, "bounded by None and inf"),
        ({"least_reward": "0"}, "bounded by '0' and None"),
    ],
)
def test_a_task_of_a_package_that_no_run_can_learn_in_has_a_reason(changes, words):
    reason = unfit(EnvironmentInfo(**(vars(FIT) | changes)))
    assert reason is None if words is None else words in reason


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_task_is_refused_with_its_reason_and_what_is_allowed(name):
    field, message = told({"environment": {"id": name}})
    assert field == "environment.id"
    assert REFUSED[name] in message
    assert all(each in message for each in ENVIRONMENTS)


@pytest.mark.parametrize("version", get_args(Version))
@pytest.mark.parametrize("improver", ["auto", "sac", "redq", "mve", "steve"])
def test_a_shorter_precision_is_refused_where_no_rollouts_would_be_computed_in_it(
    version, improver
):
    document = {"algorithm": {"version": version, "improver": improver}}
    if told(document) is not None:
        return
    refused = told(document | {"compute": {"rollout_precision": "bfloat16"}})
    if version == "3.0" and improver in ("auto", "sac", "redq"):
        assert refused is None
    else:
        assert refused is not None
        assert refused[0] == "compute.rollout_precision"
        assert "version 3.0" in refused[1]

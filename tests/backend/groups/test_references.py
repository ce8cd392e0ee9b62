"""Returns between a random and a trained policy: of which suite, and where there are none."""

import math
from dataclasses import replace
from types import SimpleNamespace

import pytest

from backend.db import suites
from backend.groups.references import references

NOWHERE = "/nowhere"


def run(environment, run_id="a", checksum=None, **settings):
    return SimpleNamespace(
        id=run_id, environment=environment,
        provenance={"suite": {"checksum": checksum, "why": ""}} if checksum else None,
        spec={"environment": {"id": environment, **settings}},
    )  # fmt: skip


def test_a_return_is_measured_between_the_two_policies_of_the_suite():
    # The shipped suite's means over four episodes: -948.207 of the random, -119.986 of the trained.
    found = references(NOWHERE, [run("Pendulum-v1")])
    assert found.score("a", -948.20725) == pytest.approx(0.0, abs=1e-6)
    assert found.score("a", -119.986) == pytest.approx(1.0, abs=1e-4)
    assert found.score("a", -534.0966) == pytest.approx(0.5, abs=1e-4)
    assert "(\N{MINUS SIGN}948.2 over 4 episodes)" in found.words
    assert "“trained” after 5,000 real steps (\N{MINUS SIGN}120.0 over 4)" in found.words
    assert "suite db62c8297c09" in found.words


def test_episodes_of_another_length_are_no_reference():
    # The suite's are cut off at 200 steps; CartPole goes on for 500, where 200 is no good return.
    found = references(NOWHERE, [run("CartPole-v1")])
    assert math.isnan(found.score("a", 500.0))
    assert "has 200 steps, and those of the runs have up to 500" in found.words
    short = references(NOWHERE, [run("CartPole-v1", max_episode_steps=200)])
    assert short.score("a", (13.25 + 200.0) / 2.0) == pytest.approx(0.5)


def test_runs_of_a_task_with_episodes_of_two_lengths_have_none():
    both = [run("Pendulum-v1"), run("Pendulum-v1", "b", max_episode_steps=100)]
    assert not references(NOWHERE, both).found


@pytest.mark.parametrize(
    ("environment", "why"),
    [
        ("Hopper-v5", "No normalised score on Hopper-v5: it has no suite."),
        ("MountainCar-v0", "the trained policy of its suite is not better than the random one"),
    ],
)
def test_a_task_without_a_usable_suite_says_why(environment, why):
    found = references(NOWHERE, [run(environment)])
    assert not found.found
    assert why in found.words


def test_the_suite_of_most_runs_is_taken_before_a_newer_one(tmp_path):
    shipped = next(each.suite for each in suites.stored(NOWHERE, "Pendulum-v1"))
    policies = [each | {"returns": [0.0 if each["name"] == "random" else 10.0]}
                for each in shipped.about["policies"]]  # fmt: skip
    newer = replace(shipped, obs=shipped.obs + 1.0, about=shipped.about | {"policies": policies})
    folder = tmp_path / "suites"
    folder.mkdir()
    (folder / suites.file_name(newer)).write_bytes(newer.encode())
    artifacts = str(tmp_path)
    assert references(artifacts, [run("Pendulum-v1")]).score("a", 5.0) == pytest.approx(0.5)
    old = run("Pendulum-v1", checksum=shipped.checksum)
    assert references(artifacts, [old]).score("a", -119.986) == pytest.approx(1.0, abs=1e-4)


def test_scores_are_pooled_by_task_and_without_those_that_have_no_reference():
    runs = [run("Pendulum-v1"), run("CartPole-v1", "b"), run("Pendulum-v1", "c")]
    found = references(NOWHERE, runs)
    assert found.by_task({"a": 0.1, "b": 0.2, "c": 0.3}) == [[0.1, 0.3]]

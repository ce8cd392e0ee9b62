"""What a spec accepts, what it refuses, and how a refusal reads."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from backend.spec.grid import parse
from backend.spec.presets import PRESETS
from backend.spec.problems import SpecRefused
from backend.spec.rollout import LengthSchedule
from backend.spec.run import RunSpec

DOCUMENTED = """
environment: {id: Pendulum-v1, max_episode_steps: null}
algorithm: {version: "3.0"}
rollout: {start: real_uniform, length: 5, per_step: 400, propagation: ts1}
model: {members: 7, elites: 5, hidden: [200, 200, 200, 200], fit_every: 250}
policy: {hidden: [256, 256], updates_per_step: 10, real_ratio: 0.05, target_entropy: auto}
training: {env_steps: 5000, random_steps: 500}
evaluation: {every: 250, episodes: 5, horizon: 50}
seed: 0
compute: {device: auto}
"""


def refusal(document: object) -> tuple[str, str, str]:
    with pytest.raises(SpecRefused) as caught:
        parse(document)
    (problem,) = caught.value.problems
    return problem.field, problem.value, problem.message


def test_the_documented_spec_is_the_default_spec():
    assert parse(yaml.safe_load(DOCUMENTED)) == RunSpec()


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_survives_the_journey_through_json(name):
    spec = RunSpec.model_validate(PRESETS[name].spec)
    assert parse(json.loads(json.dumps(spec.document()))) == spec


@pytest.mark.parametrize(
    ("env_step", "length"),
    [(0, 1), (20_000, 1), (60_000, 8), (99_999, 14), (100_000, 15), (10**7, 15)],
)
def test_a_schedule_grows_linearly_and_stays(env_step, length):
    assert LengthSchedule(start=1, end=15, between=(20_000, 100_000)).at(env_step) == length


@given(st.integers(1, 1000), st.integers(1, 1000), st.integers(0, 10**6))
def test_a_schedule_never_leaves_its_two_lengths(start, end, env_step):
    length = LengthSchedule(start=start, end=end, between=(1_000, 50_000)).at(env_step)
    assert min(start, end) <= length <= max(start, end)


def test_an_unknown_environment_is_refused_with_what_is_allowed():
    field, value, message = refusal({"environment": {"id": "os:system"}})
    assert (field, value) == ("environment.id", "'os:system'")
    assert "unknown environment" in message
    assert "Pendulum-v1" in message


def test_an_environment_with_image_observations_is_refused_with_the_reason():
    field, _, message = refusal({"environment": {"id": "CarRacing-v3"}})
    assert field == "environment.id"
    assert "images" in message


def test_a_discrete_task_is_refused_where_the_gradient_runs_through_the_action():
    cart_pole = {"environment": {"id": "CartPole-v1"}}
    field, _, message = refusal(cart_pole | {"algorithm": {"version": "2.0"}})
    assert field == "algorithm.version"
    assert "runs through the action" in message
    assert RunSpec.model_validate(cart_pole).improver == "dqn"


@pytest.mark.parametrize(
    ("algorithm", "rollout", "field", "words"),
    [
        ({"version": "3.0", "improver": "cem"}, {}, "algorithm.improver", "auto, sac, redq, mve"),
        ({"version": "1.5", "improver": "sac"}, {}, "algorithm.improver", "cem, icem, mppi"),
        ({"improver": "dqn"}, {}, "algorithm.improver", "with continuous actions"),
        ({"version": "1.5"}, {"start": "initial"}, "rollout.start", "begins at the state it is in"),
        ({"improver": "mve"}, {"start": "initial"}, "rollout.start", "the batch's own states"),
        ({"version": "1.0"}, {"length": {"tolerance": 1.0}}, "rollout.length", "a constant or a"),
    ],
)
def test_a_combination_that_cannot_be_is_refused_with_the_reason(algorithm, rollout, field, words):
    named, _, message = refusal({"algorithm": algorithm, "rollout": rollout})
    assert named == field
    assert words in message


def test_the_usual_improver_follows_version_and_actions():
    def improver(version, environment):
        spec = {"algorithm": {"version": version}, "environment": {"id": environment}}
        return RunSpec.model_validate(spec).improver

    assert improver("3.0", "Pendulum-v1") == "sac"
    assert improver("2.5", "CartPole-v1") == "ppo"
    assert improver("2.0", "Pendulum-v1") == "pathwise"
    assert improver("1.5", "CartPole-v1") == "cem"


@pytest.mark.parametrize(
    ("document", "field", "words"),
    [
        ({"rollout": {"length": -1}}, "rollout.length", "at least 1"),
        ({"rollout": {"length": "five"}}, "rollout.length", "a whole number from 1 to 1000"),
        ({"rollout": {"length": True}}, "rollout.length", "a whole number"),
        ({"model": {"elites": 9}}, "model.elites", "at most model.members = 7"),
        ({"model": {"weight_decay": [0.1]}}, "model.weight_decay", "5 values, one per layer"),
        ({"model": {"hidden": [0, 8]}}, "model.hidden.0", "at least 1"),
        (
            {"model": {"holdout_block": 25}, "training": {"random_steps": 240}},
            "model.holdout_block",
            "1, or at most 24",
        ),
        ({"model": {"termination": "known"}, "environment": {"id": "Pendulum-v1"}}, None, None),
        ({"policy": {"target_entropy": "low"}}, "policy.target_entropy", "auto, or a number"),
        ({"policy": {"real_ratio": 0.001}}, "policy.real_ratio", "one transition"),
        ({"policy": {"discount": 1.0}}, "policy.discount", "less than 1"),
        (
            {"training": {"env_steps": 100, "random_steps": 100}},
            "training.random_steps",
            "fewer than",
        ),
        (
            {"compute": {"device": "cpu", "cuda_graphs": True}},
            "compute.cuda_graphs",
            "only a GPU replays them",
        ),
        ({"algorithm": {"version": 4.0}}, "algorithm.version", "'3.0'"),
        ({"seed": 1.5}, "seed", "whole number"),
        ({"sead": 1}, "sead", "unknown field"),
        ({"rollout": 3}, "rollout", "fields and their values"),
        ([], "spec", "fields and their values"),
    ],
)
def test_a_bad_value_is_refused_at_its_field(document, field, words):
    if field is None:
        assert parse(document).model.termination == "known"
        return
    told_field, _, message = refusal(document)
    assert told_field == field
    assert words in message


def test_a_huge_value_is_shortened_in_the_refusal():
    _, value, _ = refusal({"training": {"env_steps": "9" * 10_000}})
    assert len(value) < 200


def test_every_problem_of_a_schedule_is_told_at_its_own_field():
    with pytest.raises(SpecRefused) as caught:
        parse({"rollout": {"length": {"from": 1, "to": 0, "between": [5, 2]}}})
    fields = [problem.field for problem in caught.value.problems]
    assert fields == ["rollout.length.to", "rollout.length.between"]


def test_infinity_is_not_a_number_of_anything():
    assert refusal({"policy": {"learning_rate": float("inf")}})[0] == "policy.learning_rate"


def test_every_field_of_the_form_has_a_description():
    schema = RunSpec.model_json_schema()
    for part in schema["$defs"].values():
        for name, field in part["properties"].items():
            assert field.get("description"), f"{part['title']}.{name}"


@pytest.mark.parametrize("version", ["3.0", 3.0, 3])
def test_a_version_may_be_written_without_quotes(version):
    assert parse({"algorithm": {"version": version}}).algorithm.version == "3.0"


def test_a_schedule_reaches_every_length_at_its_own_step():
    """In floating point 1 + 0.29 * 100 is a little less than 30."""
    schedule = LengthSchedule(start=1, end=101, between=(0, 100))
    assert [schedule.at(step) for step in range(101)] == list(range(1, 102))
    down = LengthSchedule(start=5, end=1, between=(10, 18))
    assert [down.at(step) for step in range(9, 20)] == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 1]

"""The table of task arguments against the constructors themselves."""

import inspect
from math import isinf

import gymnasium
import pytest
import torch
from gymnasium.envs.registration import load_env_creator

from backend.spec.environments import ENVIRONMENTS
from backend.spec.grid import parse
from backend.spec.problems import SpecRefused
from backend.spec.task_arguments import ARGUMENTS
from worker.environments.gymnasium_environment import task_of

# Files, the camera, the length of a step, what is drawn; Ant's torso; and positions in the
# observation, which would move all names of its dimensions.
NOT_OFFERED = {
    "self", "kwargs", "xml_file", "frame_skip", "default_camera_config", "render_mode", "main_body",
    "exclude_current_positions_from_observation",
}  # fmt: skip
OF_GYMNASIUM = [name for name in ENVIRONMENTS if not name.startswith("Branchpoint/")]
FLAGS = [
    (name, argument)
    for name, arguments in ARGUMENTS.items()
    for argument, told in arguments.items()
    if told.dims
]


@pytest.mark.parametrize("name", OF_GYMNASIUM)
def test_the_table_names_the_arguments_of_the_constructor_with_their_own_values(name):
    creator = load_env_creator(gymnasium.spec(name).entry_point)
    taken = {
        each.name: each.default
        for each in inspect.signature(creator).parameters.values()
        if each.name not in NOT_OFFERED
    }
    told = ARGUMENTS.get(name, {})
    assert set(told) == set(taken)
    for argument, default in taken.items():
        infinite = isinstance(default, tuple) and any(map(isinf, default))
        assert told[argument].default == (None if infinite else default)
        assert isinstance(told[argument].default, bool) is isinstance(default, bool)


def spec_of(name, **kwargs):
    return parse({"environment": {"id": name, "kwargs": kwargs}})


@pytest.mark.parametrize(("name", "argument"), FLAGS)
def test_what_is_left_out_of_an_observation_is_as_long_as_the_table_says(name, argument):
    spec = spec_of(name, **{argument: False})
    environment = task_of(spec).make()
    assert len(environment.reset(0)) == spec.info.observation_dims


def test_truncated_observations_are_the_beginning_of_the_whole_ones():
    ant = {"include_cfrc_ext_in_observation": False}
    humanoid = {
        f"include_{part}_in_observation": False
        for part in ("cinert", "cvel", "qfrc_actuator", "cfrc_ext")
    }
    for name, kwargs, length in (("Ant-v5", ant, 27), ("Humanoid-v5", humanoid, 45)):
        short, whole = task_of(spec_of(name, **kwargs)), task_of(spec_of(name))
        assert short.observation_dims == length
        assert short.termination is whole.termination
        first, second = short.make(), whole.make()
        first.reset(1)
        second.reset(1)
        action = torch.full((short.action_dims,), 0.3)
        left, right = first.step(action), second.step(action)
        assert left.obs_next.tolist() == right.obs_next[:length].tolist()
        assert left.reward == right.reward


def test_a_rule_that_an_argument_changes_is_not_known():
    assert task_of(spec_of("Reacher-v5")).reward is not None
    assert task_of(spec_of("Reacher-v5", reward_dist_weight=2.0)).reward is None
    assert task_of(spec_of("Reacher-v5", reward_dist_weight=1)).reward is not None
    ends_elsewhere = task_of(spec_of("Walker2d-v5", healthy_z_range=[0.5, 2.0]))
    assert ends_elsewhere.termination is None
    assert spec_of("Pendulum-v1", g=9.0).info == ENVIRONMENTS["Pendulum-v1"]
    assert spec_of("CartPole-v1", sutton_barto_reward=True).info.least_reward is None


def test_an_argument_reaches_the_task():
    step = task_of(spec_of("CartPole-v1", sutton_barto_reward=True)).make()
    step.reset(0)
    assert step.step(torch.tensor([1.0, 0.0])).reward == 0.0


@pytest.mark.parametrize(
    ("kwargs", "words"),
    [
        ({"wings": 2}, r"environment.kwargs.wings: allowed: forward_reward_weight, .* \(got 2.0\)"),
        ({"healthy_reward": True}, "environment.kwargs.healthy_reward: allowed: a number"),
        ({"healthy_reward": "much"}, "environment.kwargs.healthy_reward: .* a number, or two"),
        ({"terminate_when_unhealthy": 0}, "terminate_when_unhealthy: allowed: true or false"),
        ({"healthy_z_range": [2.0, 1.0]}, "healthy_z_range: allowed: two numbers, the smaller one"),
        ({"xml_file": "/etc/passwd"}, "environment.kwargs.xml_file"),
    ],
)
def test_an_argument_that_a_task_does_not_take_is_refused_by_name(kwargs, words):
    with pytest.raises(SpecRefused, match=words):
        spec_of("Ant-v5", **kwargs)


def test_tasks_without_arguments_say_so():
    with pytest.raises(SpecRefused, match="this task takes no arguments"):
        spec_of("Acrobot-v1", g=1.0)


def test_a_known_reward_is_refused_where_an_argument_changes_it():
    document = {"environment": {"id": "Pusher-v5", "kwargs": {"reward_near_weight": 1.0}}}
    with pytest.raises(SpecRefused, match="no formula is known"):
        parse(document | {"model": {"reward": "known"}})

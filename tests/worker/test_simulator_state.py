"""From a saved moment the same actions bring about the same, to the last bit, in every task."""

import pytest
import torch

from backend.spec.environments import ENVIRONMENTS
from worker.environments.gymnasium_environment import GymnasiumEnvironment
from worker.mbrl.policy.policy import one_hot

BEFORE, AFTER = 6, 40


def some_actions(name, count, seed):
    info = ENVIRONMENTS[name]
    generator = torch.Generator().manual_seed(seed)
    if info.actions == "discrete":
        chosen = torch.randint(info.action_dims, (count,), generator=generator)
        return one_hot(chosen, info.action_dims, torch.float32)
    return 2.0 * torch.rand(count, info.action_dims, generator=generator) - 1.0


def played(environment, actions):
    """What happened, until the episode ended."""
    steps = []
    for action in actions:
        step = environment.step(action)
        steps.append((step.obs_next.tolist(), step.reward, step.terminated, step.truncated))
        if step.ended:
            break
    return steps


def at_step(name, limit):
    environment = GymnasiumEnvironment(name, limit)
    environment.reset(1)
    for action in some_actions(name, BEFORE, 0) * 0.1:
        environment.step(action)
    return environment


@pytest.mark.parametrize("name", ENVIRONMENTS)
@pytest.mark.parametrize("limit", [1_000, BEFORE + 5], ids=["to its end", "to its limit"])
def test_every_task_comes_back_to_a_moment_exactly_and_as_often_as_asked(name, limit):
    environment = at_step(name, limit)
    restore = environment.saved_moment()
    actions = some_actions(name, AFTER, 2)
    first = played(environment, actions)
    restore()
    assert played(environment, actions) == first
    environment.reset(7)
    played(environment, some_actions(name, 3, 3))
    restore()
    assert played(environment, actions) == first
    if limit == BEFORE + 5:
        assert len(first) <= 5
        assert first[-1][2] or first[-1][3]


@pytest.mark.parametrize("name", ["CartPole-v1", "InvertedPendulum-v5"])
def test_a_moment_before_the_end_is_not_touched_by_the_end(name):
    """CartPole remembers that it has fallen, and pays nothing more."""
    environment = at_step(name, 1_000)
    restore = environment.saved_moment()
    pushed = some_actions(name, 1, 0)[0] * 0.0
    pushed[-1] = 1.0
    first = played(environment, [pushed] * 100)
    assert first[-1][2]
    restore()
    assert played(environment, [pushed] * 100) == first


def test_saving_a_moment_changes_nothing():
    quiet, saved = at_step("Ant-v5", 1_000), at_step("Ant-v5", 1_000)
    for action in some_actions("Ant-v5", 10, 4):
        assert saved.saved_moment() is not None
        assert played(saved, [action]) == played(quiet, [action])

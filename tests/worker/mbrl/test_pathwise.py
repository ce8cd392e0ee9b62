"""The objective of version 2.0 by hand, and the temperature that keeps its policy moving."""

from copy import deepcopy

import pytest
import torch

from backend.spec.run import RunSpec
from worker.mbrl.dynamics.model import ImaginedStep
from worker.mbrl.dynamics.trajectories import Trajectories
from worker.mbrl.policy.improvers.pathwise import Pathwise
from worker.mbrl.policy.tanh_gaussian import TanhGaussian
from worker.mbrl.policy.value_function import ValueFunction

DISCOUNT = 0.5


class TenTimes(ValueFunction):
    """Ten times the first number of the observation."""

    def forward(self, obs):
        return 10.0 * obs[..., 0]


def pathwise(*, terminal_value=True, target_entropy="auto"):
    spec = RunSpec.model_validate(
        {
            "algorithm": {"version": "2.0"},
            "policy": {"discount": DISCOUNT, "target_entropy": target_entropy},
            "gradient": {"terminal_value": terminal_value},
        }
    )
    generator = torch.Generator().manual_seed(0)
    return Pathwise(spec, TanhGaussian(1, 1, (8,), generator), TenTimes(1, (8,), generator))


def rollouts():
    """Three of two steps: one goes on, one terminates at its first step, one is cut off there."""
    obs = torch.tensor([[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]])
    terminated = torch.tensor([[False, True, False], [False, False, False]])
    counts = torch.tensor([[True, True, True], [True, False, False]])
    reward = torch.tensor([[1.0, 1.0, 1.0], [3.0, 99.0, 99.0]])
    return Trajectories(
        obs.unsqueeze(2), obs.unsqueeze(2), obs.unsqueeze(2) + 1.0, reward, terminated, counts
    )


def test_the_objective_adds_the_value_of_a_last_state_unless_the_task_ended_there():
    bonus = torch.full((2, 3), 4.0)
    found = pathwise().objective(rollouts(), bonus)
    goes_on = (1.0 + 4.0) + DISCOUNT * (3.0 + 4.0) + DISCOUNT**2 * 10.0 * 3.0
    cut_off = (1.0 + 4.0) + DISCOUNT * 10.0 * 2.0
    assert found.tolist() == pytest.approx([goes_on, 5.0, cut_off])


def test_without_a_terminal_value_the_objective_is_the_return_alone():
    found = pathwise(terminal_value=False).objective(rollouts(), torch.zeros(2, 3))
    assert found.tolist() == pytest.approx([1.0 + DISCOUNT * 3.0, 1.0, 1.0])


class Still:
    """A model in which nothing happens."""

    propagation = "mean"

    def draw_members(self, count, generator):
        del count, generator

    def sample(self, obs, act, generator, members=None):
        del generator, members
        fine = torch.ones(len(obs), dtype=torch.bool)
        return ImaginedStep(obs, -act[:, 0].square(), ~fine, fine, fine)


@pytest.mark.parametrize(("target_entropy", "rises"), [(5.0, True), (-5.0, False)])
def test_the_temperature_rises_while_the_entropy_is_below_its_target(target_entropy, rises):
    learner = pathwise(target_entropy=target_entropy)
    generator = torch.Generator().manual_seed(1)
    measured = [
        learner.update(Still(), torch.zeros(16, 1), 3, generator)[1]["policy/temperature"]
        for _ in range(5)
    ]
    assert measured[0] == 1.0
    assert measured == sorted(measured, reverse=not rises)
    assert measured[-1] != 1.0


def test_the_temperature_survives_a_resume():
    learner, other = pathwise(), pathwise()
    generator = torch.Generator().manual_seed(1)
    learner.update(Still(), torch.zeros(16, 1), 3, generator)
    other.load_state_dict(deepcopy(learner.state_dict()))
    ways = [
        each.update(Still(), torch.zeros(16, 1), 3, torch.Generator().manual_seed(2))[1]
        for each in (learner, other)
    ]
    assert ways[0] == ways[1]
    assert ways[0]["policy/temperature"] != 1.0

"""The temperature that keeps the policy of version 2.0 from the edges of its range."""

from copy import deepcopy

import pytest
import torch

from backend.spec.run import RunSpec
from tests.worker.mbrl.models import after
from worker.mbrl.dynamics.model import ImaginedStep
from worker.mbrl.policy.improvers.pathwise import Pathwise
from worker.mbrl.policy.tanh_gaussian import TanhGaussian
from worker.mbrl.policy.value_function import ValueFunction


def pathwise(target_entropy="auto"):
    spec = RunSpec.model_validate(
        {"algorithm": {"version": "2.0"}, "policy": {"target_entropy": target_entropy}}
    )
    generator = torch.Generator().manual_seed(0)
    return Pathwise(
        spec,
        TanhGaussian(1, 2, (8,), generator),
        ValueFunction(1, (8,), generator),
        after("bootstrap"),
    )


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
    learner = pathwise(target_entropy)
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


@pytest.mark.parametrize(("entropy", "rises"), [(-1.9, False), (-2.1, True)])
def test_by_itself_the_target_is_minus_one_nat_for_each_action_dimension(entropy, rises):
    learner = pathwise()
    learner._tune_temperature(torch.tensor(entropy))
    assert bool(learner._log_temperature > 0.0) == rises

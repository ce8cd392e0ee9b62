"""The critic's view: what the model's errors are worth to it, and whether it is right itself."""

import pytest
import torch

from tests.worker.mbrl.models import LinearModel
from worker.mbrl.evaluation.episodes import Episode
from worker.mbrl.evaluation.open_loop import cut_windows, open_loop
from worker.mbrl.evaluation.q_bias import q_bias
from worker.mbrl.evaluation.value_error import value_error
from worker.mbrl.policy.judgement import Judgement

GAMMA, STEPS = 0.5, 6


def episode(rewards, *, terminated):
    steps = len(rewards)
    obs = torch.arange(steps + 1, dtype=torch.float64)[:, None]
    return Episode(
        obs, torch.ones(steps, 1, dtype=torch.float64), torch.tensor(rewards).double(), terminated
    )


def judgement(values, bonus=0.0, end=0.0):
    """A table of Q by the number of the state, its value at the end, and a constant bonus."""
    table = torch.tensor(values, dtype=torch.float64)
    return Judgement(
        lambda obs, _: table[obs[:, 0].long()],
        lambda obs: torch.full((len(obs),), end, dtype=torch.float64),
        lambda obs, _: torch.full((len(obs),), bonus, dtype=torch.float64),
    )


def returns(rewards, bonus=0.0, end=0.0):
    """r_t + gamma (r_(t+1) + bonus + gamma (...)): no bonus for the first action itself."""
    found, follows = [], end
    for reward in reversed(rewards):
        found.append(reward + GAMMA * follows)
        follows = found[-1] + bonus
    return found[::-1]


def measured(values, rewards, *, terminated, **rest):
    asked = episode(rewards, terminated=terminated), judgement(values, **rest)
    return q_bias(*asked, GAMMA, torch.Generator())


def test_a_critic_that_knows_the_returns_has_no_bias():
    rewards = [1.0, 2.0, 3.0, 4.0]
    found = measured(returns(rewards), rewards, terminated=True)
    assert (found.mean, found.spread) == pytest.approx((0.0, 0.0))


def test_the_entropy_of_all_later_actions_belongs_to_the_return():
    rewards = [1.0, 2.0, 3.0]
    found = measured(returns(rewards, bonus=0.7), rewards, terminated=True, bonus=0.7)
    assert (found.mean, found.spread) == pytest.approx((0.0, 0.0))
    assert measured(returns(rewards), rewards, terminated=True, bonus=0.7).mean < 0.0


def test_the_bias_is_in_sizes_of_the_mean_return():
    """Returns are -8, -6 and -4, which has a mean of size 6; the critic says 3 and 0 more."""
    rewards = [-5.0, -4.0, -4.0]
    true = returns(rewards)
    assert true == [-8.0, -6.0, -4.0]
    found = measured([-5.0, -6.0, -4.0], rewards, terminated=True)
    assert found.mean == pytest.approx(0.5 / 3)
    assert found.spread == pytest.approx(0.5 * (2 / 9) ** 0.5)


def test_at_a_limit_of_time_the_critic_stands_for_the_rest_where_it_hardly_counts():
    """Weights of the tail are 1/16 to 1/2: the last two states are left out."""
    rewards = [1.0, 1.0, 1.0, 1.0]
    true = returns(rewards, end=2.0)
    wrong_at_the_end = [*true[:2], 99.0, 99.0]
    found = measured(wrong_at_the_end, rewards, terminated=False, end=2.0)
    assert (found.mean, found.spread) == pytest.approx((0.0, 0.0))
    assert measured([1.0, 1.0], [1.0, 1.0], terminated=False) is None


def test_the_error_is_weighed_by_what_the_critic_sees_of_it():
    """The model is off by 0.1 a step in both dimensions, and the critic sees thrice the first."""
    states = torch.zeros(STEPS + 1, 2)
    real = Episode(states, torch.zeros(STEPS, 1), torch.zeros(STEPS))
    drifting = LinearModel(torch.eye(2), torch.zeros(2, 1), torch.zeros(2))
    drifting.mean = lambda obs, _: obs + torch.tensor([0.1, 0.1])
    along = open_loop(drifting, cut_windows([real], STEPS), torch.ones(2))
    found = value_error(along, lambda obs: -3.0 * obs[:, 0])
    torch.testing.assert_close(found[0], 0.3 * torch.arange(1.0, STEPS + 1.0))

"""Densities and draws of the policies, against torch's own distributions, in float64."""

import math

import pytest
import torch
from torch.distributions import Normal, TanhTransform, TransformedDistribution

from worker.mbrl.policy.categorical import Categorical
from worker.mbrl.policy.tanh_gaussian import (
    LARGEST_LOG_DEVIATION,
    SMALLEST_LOG_DEVIATION,
    TanhGaussian,
    bounded,
)

F64 = torch.float64


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def squashed(seed=0):
    policy = TanhGaussian(3, 2, (5,), seeded(seed)).double()
    obs = torch.randn(40, 3, generator=seeded(1), dtype=F64)
    mean, log_deviation = policy.network(obs.unsqueeze(0)).squeeze(0).chunk(2, dim=1)
    base = Normal(mean, bounded(log_deviation).exp())
    return policy, obs, TransformedDistribution(base, [TanhTransform()])


def test_the_density_of_a_squashed_action_is_that_of_the_transformed_normal():
    policy, obs, distribution = squashed()
    act, log_probability = policy.sample(obs, seeded(2))
    expected = distribution.log_prob(act).sum(dim=1)
    torch.testing.assert_close(log_probability, expected, rtol=1e-6, atol=1e-6)
    torch.testing.assert_close(policy.log_probability(obs, act), expected, rtol=1e-6, atol=1e-6)
    torch.testing.assert_close(policy.entropy(obs, seeded(2)), -expected, rtol=1e-6, atol=1e-6)


def test_a_drawn_action_is_a_function_of_the_mean_and_of_the_deviation():
    policy, obs, distribution = squashed()
    mean, deviation = distribution.base_dist.loc, distribution.base_dist.scale
    noise = torch.randn(mean.shape, generator=seeded(2))
    by_hand = (mean + deviation * noise).tanh()
    act, _ = policy.sample(obs, seeded(2))
    torch.testing.assert_close(act, by_hand)
    slopes = [
        torch.autograd.grad(values.sum(), policy.network.flat, retain_graph=True)[0]
        for values in (act, by_hand)
    ]
    torch.testing.assert_close(*slopes)
    torch.testing.assert_close(policy.explore(obs, seeded(2)), act.detach())
    torch.testing.assert_close(policy.decide(obs), mean.tanh().detach())


def test_a_categorical_policy_decides_for_the_likeliest_and_knows_its_entropy():
    policy = Categorical(3, 4, (5,), seeded()).double()
    obs = 3.0 * torch.randn(40, 3, generator=seeded(1), dtype=F64)
    chances = policy.log_probabilities(obs).exp()
    torch.testing.assert_close(chances.sum(dim=1), torch.ones(40, dtype=F64))
    assert policy.decide(obs).argmax(dim=1).equal(chances.argmax(dim=1))
    expected = [-sum(float(p) * math.log(float(p)) for p in row) for row in chances.tolist()]
    torch.testing.assert_close(policy.entropy(obs, seeded()), torch.tensor(expected, dtype=F64))
    drawn = policy.explore(obs[:1].expand(20_000, -1), seeded(2)).mean(dim=0)
    torch.testing.assert_close(drawn, chances[0].detach(), rtol=0.0, atol=0.015)


def test_a_deviation_has_a_floor_that_can_be_left_again():
    low, high = SMALLEST_LOG_DEVIATION, LARGEST_LOG_DEVIATION
    raw = torch.tensor([[-30.0, low, 0.0, 1.0, 9.0]], dtype=torch.double, requires_grad=True)
    found = bounded(raw)
    expected = [low, low + math.log(2.0), low + math.log1p(math.exp(5.0))]
    expected += [low + math.log1p(math.exp(6.0)), high]
    torch.testing.assert_close(found[0].tolist(), expected)
    (slopes,) = torch.autograd.grad(found.sum(), raw)
    assert float(slopes[0, 1]) == pytest.approx(0.5)  # a clamp would hold it there
    assert 0.0 < float(slopes[0, 0]) < 1e-9
    assert float(slopes[0, 2]) == pytest.approx(1.0, abs=0.01)

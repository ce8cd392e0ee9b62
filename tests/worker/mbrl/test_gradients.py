"""Gradients on linear systems in float64: stretch, pathwise and likelihood-ratio gradients."""

import math

import pytest
import torch
from torch import nn

from tests.worker.mbrl.models import LinearModel
from worker.mbrl.dynamics.model import ImaginedStep
from worker.mbrl.evaluation.gradient_spread import spread_of
from worker.mbrl.evaluation.gradients import (
    Question,
    imagine,
    likelihood_ratio,
    measure_gradients,
    pathwise,
    usable_horizons,
)
from worker.mbrl.evaluation.stretch import state_jacobians, stretches

F64 = torch.float64
A = torch.tensor([[1.02, 0.1, 0.0], [0.0, 0.95, 0.1], [0.0, -0.1, 0.9]], dtype=F64)
B = torch.tensor([[0.0], [0.1], [0.3]], dtype=F64)
Q = torch.diag(torch.tensor([1.0, 0.1, 0.2], dtype=F64))
R = torch.tensor([[0.3]], dtype=F64)
START = torch.tensor([0.5, -0.4, 0.3], dtype=F64)
ONES = torch.ones(3, dtype=F64)
DISCOUNT = 0.95
NOISE = 0.05


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


class Quadratic(LinearModel):
    """s' = A s + B a + noise, reward -(s Q s + a R a) of the state and action before the step."""

    def sample(self, obs, act, generator, members=None):
        found = super().sample(obs, act, generator, members)
        reward = -(((obs @ Q) * obs).sum(1) + ((act @ R) * act).sum(1))
        noise = NOISE * torch.randn(obs.shape, generator=generator, dtype=F64)
        return ImaginedStep(
            found.obs_next + noise, reward, found.terminated, found.valid, found.trusted
        )


class LinearGaussian(nn.Module):
    """a = K s + deviation * noise."""

    action_dims = 1

    def __init__(self, gain, deviation=0.4):
        super().__init__()
        self.gain = nn.Parameter(torch.tensor(gain, dtype=F64))
        self.log_deviation = nn.Parameter(torch.tensor([math.log(deviation)], dtype=F64))

    def mean_action(self, obs):
        return obs @ self.gain.T

    def reparameterised(self, obs, noise):
        return self.mean_action(obs) + self.log_deviation.exp() * noise

    def sample(self, obs, generator):
        noise = torch.randn((len(obs), 1), generator=generator, dtype=F64)
        act = self.reparameterised(obs, noise)
        return act, self.log_probability(obs, act)

    def log_probability(self, obs, act):
        normal = torch.distributions.Normal(self.mean_action(obs), self.log_deviation.exp())
        return normal.log_prob(act).sum(1)


GAIN = [[-0.3, -0.4, -0.8]]
MODEL = Quadratic(A, B, ONES)


def question(starts, horizons=(1, 2, 5), discount=DISCOUNT, rollouts=2, worst=0.0):
    least = torch.tensor(worst, dtype=F64)
    return Question(starts, ONES, least, horizons, discount, rollouts)


def analytic(horizon):
    """Gradient of the expected return by the gain and the log-deviation.

    By the exact mean and covariance of the state, which stays normal. The first reward depends on
    the policy by its action alone.
    """
    policy = LinearGaussian(GAIN)
    gain, variance = policy.gain, (2 * policy.log_deviation).exp()
    closed = A + B @ gain
    mean, covariance, total = START, torch.zeros(3, 3, dtype=F64), torch.zeros((), dtype=F64)
    for step in range(horizon):
        second = covariance + mean[:, None] * mean
        acting = gain @ second @ gain.T + variance
        total = total - DISCOUNT**step * ((Q * second).sum() + (R * acting).sum())
        mean = closed @ mean
        covariance = closed @ covariance @ closed.T + variance * B @ B.T
        covariance = covariance + NOISE**2 * torch.eye(3, dtype=F64)
    return torch.cat(
        [g.flatten() for g in torch.autograd.grad(total, [gain, policy.log_deviation])]
    )


@pytest.fixture(scope="module")
def estimated():
    policy, starts = LinearGaussian(GAIN), START.expand(750, 3)
    imagined = imagine(MODEL, policy, question(starts), seeded(1))
    horizons = (1, 2, 5)
    return {
        "pathwise": list(pathwise(imagined, policy, horizons)),
        "likelihood-ratio": list(likelihood_ratio(imagined, policy, horizons)),
    }


@pytest.mark.parametrize("kind", ["pathwise", "likelihood-ratio"])
@pytest.mark.parametrize(("place", "horizon"), [(0, 1), (1, 2), (2, 5)])
def test_both_gradients_are_the_analytic_one_on_average(estimated, kind, place, horizon):
    found = estimated[kind][place]
    standard_error = found.std(dim=0) / len(found) ** 0.5
    expected = analytic(horizon)
    assert bool(((found.mean(dim=0) - expected).abs() <= 3.0 * standard_error + 1e-12).all())
    # Three standard errors are near enough to tell the sign, and half of it, from the truth.
    assert float(standard_error.norm()) < 0.15 * float(expected.norm())


def test_through_a_smooth_model_the_pathwise_gradient_is_the_less_noisy(estimated):
    path, ratio = (spread_of(estimated[kind]) for kind in ("pathwise", "likelihood-ratio"))
    assert bool((path.total_variance < 0.2 * ratio.total_variance).all())


def total_return(policy, starts, horizon, seed):
    """The return by a plain loop with the same draws."""
    generator, obs, total = seeded(seed), starts, 0.0
    for step in range(horizon):
        noise = torch.randn((len(obs), 1), generator=generator, dtype=F64)
        act = policy.reparameterised(obs, noise)
        found = MODEL.sample(obs, act, generator)
        total, obs = total + DISCOUNT**step * found.reward, found.obs_next
    return total.detach()


@pytest.mark.parametrize("horizon", [1, 2, 20])
def test_each_starts_pathwise_gradient_is_its_finite_difference(horizon):
    starts = torch.randn((3, 3), generator=seeded(5), dtype=F64)
    policy, twice = LinearGaussian(GAIN), starts.repeat_interleave(2, dim=0)
    imagined = imagine(MODEL, policy, question(starts, (1, 2, 20)), seeded(2))
    found = next(pathwise(imagined, policy, (horizon,)))
    torch.testing.assert_close(
        imagined.rewards[:horizon].sum(0).detach(), total_return(policy, twice, horizon, 2)
    )
    step = 1e-5
    for place, (parameter, entry) in enumerate(
        [(policy.gain, (0, n)) for n in range(3)] + [(policy.log_deviation, (0,))]
    ):
        sides = []
        for sign in (1.0, -1.0):
            with torch.no_grad():
                parameter[entry] += sign * step
                sides.append(total_return(policy, twice, horizon, 2))
                parameter[entry] -= sign * step
        expected = ((sides[0] - sides[1]) / (2 * step)).view(3, 2).mean(dim=1)
        torch.testing.assert_close(found[:, place], expected, rtol=1e-5, atol=1e-7)


def test_the_likelihood_ratio_of_two_rollouts_worked_out_by_hand():
    """With the reward to go of the start's other two as the baseline, each step's score apart."""
    starts = torch.randn((2, 3), generator=seeded(6), dtype=F64)
    policy = LinearGaussian(GAIN)
    imagined = imagine(MODEL, policy, question(starts, (2,), rollouts=3), seeded(3))
    assert torch.equal(imagined.obs[0], starts.repeat_interleave(3, dim=0))
    found = next(likelihood_ratio(imagined, policy, (2,)))
    rewards, variance = imagined.rewards.detach(), 0.4**2
    for start, mine in enumerate(((0, 1, 2), (3, 4, 5))):
        expected = torch.zeros(4, dtype=F64)
        for me in mine:
            for step in (0, 1):
                obs, act = imagined.obs[step, me], imagined.act[step, me]
                off = act - policy.mean_action(obs[None])[0].detach()
                score = torch.cat((off / variance * obs, off**2 / variance - 1.0))
                others = sum(rewards[step:, each].sum() for each in mine if each != me) / 2
                expected += score * (rewards[step:, me].sum() - others) / 3
        torch.testing.assert_close(found[start], expected)


def test_what_differs_between_starts_is_no_noise_of_the_likelihood_ratio():
    """A constant of each start in the reward changes no gradient; other starts as the baseline
    would multiply it into the scores."""

    class Paid(Quadratic):
        def sample(self, obs, act, generator, members=None):
            found = super().sample(obs, act, generator, members)
            bonus = 1e3 * obs[:, 0].round()
            return ImaginedStep(
                found.obs_next, found.reward + bonus, found.terminated, found.valid, found.trusted
            )

    starts = torch.tensor([[-3.0, 0.0, 0.0], [4.0, 0.0, 0.0]], dtype=F64)
    policy = LinearGaussian(GAIN)
    plain, paid = (
        list(
            likelihood_ratio(
                imagine(each(A, B, ONES), policy, question(starts), seeded(3)), policy, [1]
            )
        )
        for each in (Quadratic, Paid)
    )
    torch.testing.assert_close(plain[0], paid[0], rtol=1e-9, atol=1e-9)


class Guarded(Quadratic):
    """Invalid far out."""

    def sample(self, obs, act, generator, members=None):
        found = super().sample(obs, act, generator, members)
        valid = found.obs_next.abs().amax(1) < 50.0
        return ImaginedStep(found.obs_next, found.reward, found.terminated, valid, valid)


def test_rollouts_that_end_earn_nothing_more_and_teach_nothing_more():
    starts = torch.tensor([[0.1, 0.0, 0.0], [9.0, 0.0, 0.0], [60.0, 0.0, 0.0]], dtype=F64)
    ends = Guarded(A, B, ONES, rule=lambda s: s[:, 0] > 5.0)
    policy = LinearGaussian(GAIN)
    imagined = imagine(ends, policy, question(starts, (1, 4)), seeded(4))
    cut = [True] + [False] * 3
    assert imagined.going.T.tolist() == [[True] * 4] * 2 + [cut] * 4
    assert bool((imagined.rewards[0, :4] < 0.0).all())
    assert imagined.rewards[0, 4:].tolist() == [0.0, 0.0]
    assert bool((imagined.rewards[1:, 2:] == 0.0).all())
    first, last = pathwise(imagined, policy, (1, 4))
    torch.testing.assert_close(first[1:], last[1:], rtol=0.0, atol=0.0)
    assert bool((last[2] == 0.0).all())
    # Only the step that was taken has a score; the baseline is the other's reward to go from it.
    ratio = next(likelihood_ratio(imagined, policy, (4,)))
    off = imagined.act[0, 2:4] - policy.mean_action(starts[1:2])[0].detach()
    rewards = imagined.rewards.detach().sum(0)
    paid = (rewards[2] - rewards[3]) * (off[0] - off[1]) / 2
    torch.testing.assert_close(ratio[1, :3], paid / 0.4**2 * starts[1])
    jacobians = state_jacobians(ends, policy, starts, 4, seeded())
    reached = stretches(jacobians, ONES).isfinite()
    assert reached.T.tolist() == [[True] * 4, [True] + [False] * 3, [False] * 4]


def test_a_rollout_that_is_cut_off_is_paid_the_worst_reward_at_each_step_that_it_misses():
    starts = torch.tensor([[0.1, 0.0, 0.0], [60.0, 0.0, 0.0]], dtype=F64)
    asked = question(starts, (1, 4), worst=-7.0)
    imagined = imagine(Guarded(A, B, ONES), LinearGaussian(GAIN), asked, seeded(4))
    missed = [-7.0 * DISCOUNT**step for step in range(4)]
    assert imagined.rewards[:, 2].tolist() == pytest.approx(missed)
    assert bool((imagined.rewards[:, :2] > -7.0).all())


def test_the_stretch_of_a_system_that_ignores_the_policy_is_the_norm_of_the_power():
    still = Quadratic(A, torch.zeros_like(B), ONES)
    starts = torch.randn((4, 3), generator=seeded(7), dtype=F64)
    jacobians = state_jacobians(still, LinearGaussian(GAIN), starts, 20, seeded())
    found = stretches(jacobians, ONES)
    for horizon in (1, 2, 5, 20):
        expected = torch.linalg.matrix_norm(torch.linalg.matrix_power(A, horizon), ord=2)
        torch.testing.assert_close(found[horizon - 1], expected.expand(4), rtol=1e-12, atol=0.0)


def test_the_stretch_follows_the_policy_and_the_unit_of_each_dimension():
    policy, scale = LinearGaussian(GAIN), torch.tensor([2.0, 0.5, 10.0], dtype=F64)
    closed = A + B @ policy.gain.detach()
    jacobians = state_jacobians(MODEL, policy, START.expand(2, 3), 7, seeded())
    torch.testing.assert_close(jacobians[2, 0], closed @ closed @ closed)
    expected = torch.diag(1 / scale) @ torch.linalg.matrix_power(closed, 7) @ torch.diag(scale)
    found = stretches(jacobians, scale)[6, 1]
    torch.testing.assert_close(found, torch.linalg.svdvals(expected)[0])


class Curved:
    """s1' = s1 + s2^2, s2' = 2 s2: the order of the product matters."""

    propagation = "mean"

    def draw_members(self, count, generator):
        del count, generator

    def sample(self, obs, act, generator, members=None):
        del act, generator, members
        fine = torch.ones(len(obs), dtype=torch.bool)
        reached = torch.stack((obs[:, 0] + obs[:, 1].square(), 2.0 * obs[:, 1]), dim=1)
        return ImaginedStep(reached, obs[:, 0], ~fine, fine, fine)


class Passive(LinearGaussian):
    def mean_action(self, obs):
        return obs[:, :1] * self.gain[0, 0]


def test_jacobians_of_later_steps_are_applied_to_those_of_earlier_ones():
    """After two steps s1 = s1 + s2^2 + 4 s2^2 and s2 = 4 s2."""
    starts = torch.tensor([[0.0, 3.0], [1.0, -1.0]], dtype=F64)
    found = state_jacobians(Curved(), Passive(GAIN), starts, 2, seeded())[1]
    assert found[0].tolist() == [[1.0, 30.0], [0.0, 4.0]]
    assert found[1].tolist() == [[1.0, -10.0], [0.0, 4.0]]


class Bilinear(Curved):
    """s' = s (1 + a): how far a small change is stretched is up to the action."""

    def sample(self, obs, act, generator, members=None):
        found = super().sample(obs, act, generator, members)
        return ImaginedStep(
            obs * (1.0 + act), found.reward, found.terminated, found.valid, found.trusted
        )


class Level(LinearGaussian):
    def mean_action(self, obs):
        return torch.full((len(obs), 1), 0.5, dtype=F64)


def test_the_stretch_is_that_of_the_mean_action_and_not_of_a_draw():
    jacobians = state_jacobians(Bilinear(), Level(GAIN), START[None, :2], 4, seeded())
    expected = [1.5**h for h in range(1, 5)]
    assert stretches(jacobians, ONES[:2])[:, 0].tolist() == pytest.approx(expected)


def test_all_of_it_is_measured_together_and_repeatably():
    starts = torch.randn((5, 3), generator=seeded(8), dtype=F64)
    asked, policy = question(starts, (1, 5)), LinearGaussian(GAIN)
    first, again = (measure_gradients(MODEL, policy, asked, seeded(9)) for _ in range(2))
    for kind in ("pathwise", "likelihood_ratio"):
        assert torch.equal(getattr(first, kind).norms, getattr(again, kind).norms)
        assert getattr(first, kind).mean_norm.shape == (2,)
    assert torch.equal(first.variance_ratio.low, again.variance_ratio.low)
    ratio = first.pathwise.total_variance / first.likelihood_ratio.total_variance
    torch.testing.assert_close(first.variance_ratio.value, ratio)
    twice = starts.repeat_interleave(2, dim=0)
    torch.testing.assert_close(first.returns[1], total_return(policy, twice, 5, 9))
    closed = A + B @ policy.gain.detach()
    expected = torch.linalg.matrix_norm(torch.linalg.matrix_power(closed, 5), ord=2)
    assert first.stretch[1].tolist() == pytest.approx([expected.item()] * 5)
    assert first.log_stretch_per_step[1].tolist() == pytest.approx(
        [math.log(expected.item()) / 5] * 5
    )


def test_a_reward_that_ignores_the_actions_has_no_pathwise_gradient_at_the_first_step():
    ignores = LinearModel(A, B, ONES)
    policy = LinearGaussian(GAIN)
    imagined = imagine(ignores, policy, question(START.expand(2, 3), (1,)), seeded())
    assert bool((next(pathwise(imagined, policy, (1,))) == 0.0).all())


def test_horizons_are_cut_to_the_longest():
    assert usable_horizons(20) == (1, 2, 5, 10, 20)
    assert usable_horizons(19) == (1, 2, 5, 10)

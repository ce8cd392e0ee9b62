"""Open-loop error, reward bias and return gap against closed forms, in float64."""

from dataclasses import replace
from typing import get_args

import pytest
import torch

from backend.spec.curves import CURVES, CurveKind
from tests.worker.mbrl.models import ConstantPolicy, LinearModel
from worker.mbrl.evaluation.along_episodes import curve_function, curves_along
from worker.mbrl.evaluation.episodes import Episode
from worker.mbrl.evaluation.horizon_error import horizon_error
from worker.mbrl.evaluation.open_loop import cut_windows, open_loop, usable_horizon
from worker.mbrl.evaluation.return_gap import imagined_rewards, real_rewards, return_gap
from worker.mbrl.evaluation.reward_bias import reward_bias

A = torch.tensor([[0.9, 0.1], [-0.2, 0.95]], dtype=torch.float64)
B = torch.tensor([[0.0], [0.5]], dtype=torch.float64)
C = torch.tensor([1.0, -0.5], dtype=torch.float64)
SCALE = torch.tensor([2.0, 0.5], dtype=torch.float64)
STEPS = 30


def episode(seed, steps=STEPS):
    generator = torch.Generator().manual_seed(seed)
    obs = [torch.randn(2, generator=generator, dtype=torch.float64)]
    act = torch.rand(steps, 1, generator=generator, dtype=torch.float64) * 2 - 1
    for action in act:
        obs.append(A @ obs[-1] + B @ action)
    states = torch.stack(obs)
    return Episode(states, act, states[:-1] @ C)


def error_of(model, episodes, horizon):
    windows = cut_windows(episodes, horizon)
    return windows, horizon_error(open_loop(model, windows, SCALE))


def test_the_error_of_a_wrong_linear_model_is_the_closed_form():
    """After h steps s^ - s = sum over i of (A+dA)^(h-1-i) dA s_i, whatever the actions were."""
    wrong = torch.tensor([[0.03, -0.01], [0.02, 0.01]], dtype=torch.float64)
    windows, error = error_of(LinearModel(A + wrong, B, C), [episode(0), episode(1)], 20)
    difference = torch.zeros_like(windows.obs[:, 0])
    for step in range(20):
        difference = difference @ (A + wrong).T + windows.obs[:, step] @ wrong.T
        expected = (difference / SCALE).square().mean(dim=1).sqrt()
        torch.testing.assert_close(error[:, step], expected, rtol=1e-12, atol=1e-12)
    assert error.shape == (len(windows.obs), 20)


def test_a_constant_drift_grows_exactly_linearly_with_the_horizon():
    still, drift = torch.eye(2, dtype=torch.float64), torch.tensor([0.1, 0.0], dtype=torch.float64)
    states = torch.arange(11, dtype=torch.float64)[:, None] * drift
    real = Episode(states, torch.zeros(10, 1, dtype=torch.float64), torch.zeros(10))
    _, error = error_of(LinearModel(still, torch.zeros(2, 1, dtype=torch.float64), C), [real], 10)
    expected = torch.arange(1, 11, dtype=torch.float64) * 0.1 / 2.0 / 2.0**0.5
    torch.testing.assert_close(error[0], expected)


def test_the_true_model_has_no_error_and_no_gap_at_all():
    true = LinearModel(A, B, C)
    _, error = error_of(true, [episode(2)], STEPS)
    assert error.max() < 1e-14
    policy = ConstantPolicy(torch.tensor([0.25], dtype=torch.float64))
    obs = [torch.tensor([1.0, -1.0], dtype=torch.float64)]
    for _ in range(STEPS):
        obs.append(true.mean(obs[-1][None], policy.decide(obs[-1][None]))[0])
    states = torch.stack(obs)
    real = Episode(
        states, torch.full((STEPS, 1), 0.25), torch.stack([s[None] @ C for s in obs[:-1]])[:, 0]
    )
    imagined = imagined_rewards(true, policy, states[:1], STEPS, torch.Generator(), torch.zeros(()))
    gap = return_gap(imagined.rewards, real_rewards([real], STEPS))
    # A product of four rows rounds otherwise than that of one, on some processors.
    assert float(gap.abs().max()) < 1e-14


def test_the_gap_is_summed_over_the_first_h_steps():
    imagined = torch.tensor([[1.0, 2.0, 3.0]])
    real = torch.tensor([[0.5, 2.5, 0.0]])
    assert return_gap(imagined, real).tolist() == [[0.5, 0.0, 3.0]]


def test_imagined_episodes_that_terminate_earn_nothing_more():
    grows = LinearModel(
        torch.tensor([[2.0]]), torch.zeros(1, 1), torch.ones(1), rule=lambda s: s[:, 0] >= 8.0
    )
    imagined = imagined_rewards(
        grows,
        ConstantPolicy(torch.zeros(1)),
        torch.tensor([[1.0], [4.0]]),
        6,
        torch.Generator(),
        torch.tensor(-9.0),
    )
    assert imagined.rewards.tolist() == [[1, 2, 4, 0, 0, 0], [4, 0, 0, 0, 0, 0]]


def test_imagined_episodes_that_are_cut_off_pay_the_worst_reward_to_the_end():
    """Cut at step 50 of 200 with rewards of -1: it promises -200, where 0 after it makes -49."""

    class Breaks(LinearModel):
        def sample(self, obs, act, generator, members=None):
            found = super().sample(obs, act, generator, members)
            return replace(found, reward=-torch.ones(len(obs)), valid=found.obs_next[:, 0] < 50.0)

    counts = Breaks(torch.ones(1, 1), torch.ones(1, 1), torch.ones(1))
    policy, starts = ConstantPolicy(torch.ones(1)), torch.tensor([[0.0], [-500.0]])
    found = imagined_rewards(counts, policy, starts, 200, torch.Generator(), torch.tensor(-1.0))
    assert found.rewards.sum(dim=1).tolist() == [-200.0, -200.0]
    assert found.invalid == 4
    worse = imagined_rewards(counts, policy, starts, 200, torch.Generator(), torch.tensor(-3.0))
    assert worse.rewards.sum(dim=1).tolist() == [-49.0 - 3.0 * 151.0, -200.0]


def test_real_episodes_that_ended_early_are_padded_with_nothing():
    short = Episode(torch.zeros(3, 1), torch.zeros(2, 1), torch.tensor([1.0, 2.0]))
    assert real_rewards([short], 4).tolist() == [[1.0, 2.0, 0.0, 0.0]]


def test_a_horizon_is_cut_to_what_half_of_the_episodes_reach():
    episodes = [episode(n, steps) for n, steps in enumerate((5, 40, 60))]
    assert usable_horizon(episodes, 50) == 40
    assert usable_horizon(episodes, 30) == 30


@pytest.mark.parametrize("horizon", [1, 7, 30])
def test_windows_start_at_real_states_and_carry_the_actions_taken_there(horizon):
    real = episode(3)
    windows = cut_windows([real], horizon)
    assert windows.obs.shape[1] == horizon + 1
    for obs, act in zip(windows.obs, windows.act, strict=True):
        first = int((real.obs == obs[0]).all(dim=1).nonzero()[0])
        assert torch.equal(obs, real.obs[first : first + horizon + 1])
        assert torch.equal(act, real.act[first : first + horizon])


def test_the_reward_bias_is_the_promised_reward_minus_the_earned_one():
    """The model's reward of step h is C'. s^_(h-1), the world's C . s_(h-1)."""
    wrong = torch.tensor([0.25, 0.0], dtype=torch.float64)
    windows = cut_windows([episode(0), episode(1)], 20)
    same_states = reward_bias(open_loop(LinearModel(A, B, C + wrong), windows, SCALE))
    torch.testing.assert_close(same_states, windows.obs[:, :-1] @ wrong, rtol=1e-9, atol=1e-9)
    off = LinearModel(A + 0.01, B, C)
    along = open_loop(off, windows, SCALE)
    bias = reward_bias(along)
    torch.testing.assert_close(bias[:, 0], torch.zeros_like(bias[:, 0]))
    torch.testing.assert_close(bias[:, 1:], (along.obs - windows.obs[:, 1:])[:, :-1] @ C)


def test_every_curve_described_as_along_episodes_is_computed_by_its_name():
    described = [key for key in get_args(CurveKind) if CURVES[key].along_episodes]
    assert described == [
        "horizon-error", "reward-bias", "reward-error", "dimension-error", "dimension-error-10",
    ]  # fmt: skip
    windows = cut_windows([episode(0)], 20)
    along = open_loop(LinearModel(A, B, C), windows, SCALE)
    for policy in ("data", "current", "suite"):
        found = dict(curves_along(along, policy))
        assert list(found) == described
        for kind, values in found.items():
            places = 2 if CURVES[kind].over_dimensions else 20
            assert values.shape == (len(windows.obs), places)
    assert curve_function("horizon-error") is horizon_error

"""What a model is held against: three predictors whose errors are known in closed form."""

import torch

from tests.worker.mbrl.models import LinearModel
from tests.worker.mbrl.test_diagnostics import SCALE, A, B, C, episode
from worker.mbrl.evaluation.horizon_error import horizon_error
from worker.mbrl.evaluation.naive_curves import curves_of_naive
from worker.mbrl.evaluation.naive_predictors import naive_predictors
from worker.mbrl.evaluation.open_loop import cut_windows, open_loop
from worker.mbrl.evaluation.skill import skill, skill_profile
from worker.mbrl.replay.transitions import Transitions

HORIZON = 12


def data(*episodes):
    obs = torch.cat([each.obs[:-1] for each in episodes])
    obs_next = torch.cat([each.obs[1:] for each in episodes])
    act, reward = (torch.cat([getattr(e, name) for e in episodes]) for name in ("act", "rewards"))
    return Transitions(obs, act, obs_next, reward, torch.zeros(len(obs), dtype=torch.bool))


REAL = data(episode(0), episode(1))
WINDOWS = cut_windows([episode(2), episode(3)], HORIZON)


def error(predictor):
    return horizon_error(open_loop(predictor, WINDOWS, SCALE))


def test_persistence_stays_where_it_began():
    moved = (WINDOWS.obs[:, 1:] - WINDOWS.obs[:, :1]) / SCALE
    torch.testing.assert_close(
        error(naive_predictors(REAL).persistence), moved.square().mean(dim=2).sqrt()
    )


def test_the_mean_change_is_that_of_an_average_step_of_the_data():
    drift = (REAL.obs_next - REAL.obs).mean(dim=0)
    steps = torch.arange(1, HORIZON + 1)[:, None]
    wrong = (WINDOWS.obs[:, :1] + steps * drift - WINDOWS.obs[:, 1:]) / SCALE
    found = error(naive_predictors(REAL).mean_change)
    torch.testing.assert_close(found, wrong.square().mean(dim=2).sqrt())


def test_least_squares_find_a_linear_world_and_its_reward():
    linear = naive_predictors(REAL).linear
    assert error(linear).max() < 1e-9
    obs, reward = linear.expected(WINDOWS.obs[:, 3], WINDOWS.act[:, 3])
    torch.testing.assert_close(obs, WINDOWS.obs[:, 3] @ A.T + WINDOWS.act[:, 3] @ B.T)
    torch.testing.assert_close(reward, WINDOWS.obs[:, 3] @ C)


def test_least_squares_do_not_stumble_over_inputs_that_never_vary_or_are_alike():
    twice = Transitions(
        torch.cat((REAL.obs, REAL.obs[:, :1], torch.full_like(REAL.obs[:, :1], 7.0)), dim=1),
        REAL.act,
        torch.cat((REAL.obs_next, REAL.obs_next[:, :1], torch.full_like(REAL.obs[:, :1], 7.0)), 1),
        REAL.reward,
        REAL.terminated,
    )
    obs, _ = naive_predictors(twice).linear.expected(twice.obs, twice.act)
    torch.testing.assert_close(obs, twice.obs_next)


def test_skill_is_one_for_the_truth_and_zero_for_persistence_itself():
    naive = naive_predictors(REAL)
    persistence = error(naive.persistence)
    assert skill(torch.zeros_like(persistence), persistence).eq(1.0).all()
    assert skill(persistence, persistence).eq(0.0).all()
    still = torch.zeros(3)
    assert skill(torch.tensor([0.0, 0.1, 0.0]), still).tolist() == [0.0, -torch.inf, 0.0]


def test_the_mean_skill_is_of_mean_errors():
    """Errors of 1 and 1 beside 4 and 1: 1 - 2 / 5, where a mean of ratios would be 0.375."""
    episode_of = torch.tensor([0, 1])
    found = skill_profile("current", 7, torch.ones(2, 1), torch.tensor([[4.0], [1.0]]), episode_of)
    torch.testing.assert_close(torch.tensor(found.mean), torch.tensor([0.6]))
    assert found.episodes == [[0.75], [0.0]]
    assert found.kind == "skill"


def test_every_naive_curve_is_measured_on_the_models_own_windows():
    model = LinearModel(A + 0.01, B, C)
    along = open_loop(model, WINDOWS, SCALE)
    naive = naive_predictors(REAL)
    found = {each.kind: each for each in curves_of_naive(along, naive, "data", 5)}
    assert list(found) == ["skill", "persistence-error", "mean-change-error", "linear-error"]
    kinds = ("persistence-error", "mean-change-error", "linear-error")
    parts = (naive.persistence, naive.mean_change, naive.linear)
    for kind, predictor in zip(kinds, parts, strict=True):
        mean = error(predictor).mean(dim=0)
        torch.testing.assert_close(torch.tensor(found[kind].mean, dtype=mean.dtype), mean)
    expected = 1.0 - error(model).mean(dim=0) / error(naive.persistence).mean(dim=0)
    torch.testing.assert_close(torch.tensor(found["skill"].mean, dtype=expected.dtype), expected)
    assert {each.policy for each in found.values()} == {"data"}

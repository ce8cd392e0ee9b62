"""Tasks whose every curve is known: from an episode to a diagnostic, against algebra."""

import numpy as np
import pytest
import torch

from tests.worker.mbrl.models import LinearModel
from worker.environments.closed_form import LINEAR_TASKS, RESTITUTION, ContactEnvironment
from worker.environments.gymnasium_environment import GymnasiumEnvironment
from worker.mbrl.evaluation.episodes import record_episodes
from worker.mbrl.evaluation.horizon_error import horizon_error
from worker.mbrl.evaluation.open_loop import cut_windows, open_loop
from worker.mbrl.policy.policy import RandomPolicy

CPU = torch.device("cpu")


def random_episodes(name, dims, count=3):
    task = LINEAR_TASKS[name]
    generator = torch.Generator().manual_seed(0)
    policy = RandomPolicy(dims, generator)
    environments = [GymnasiumEnvironment(name, task.episode_limit) for _ in range(count)]
    return record_episodes(environments, range(count), policy.acting(count, generator), CPU)


def model_of(task, state_error=0.0):
    state = torch.from_numpy(task.state + state_error).float()
    action = torch.from_numpy(task.action).float()
    return LinearModel(state, action, torch.zeros(len(state)))


@pytest.mark.parametrize("name", LINEAR_TASKS)
def test_the_true_model_has_no_error_at_any_horizon(name):
    windows = cut_windows(random_episodes(name, 1), 50)
    scale = windows.obs.flatten(0, 1).std(dim=0)
    along = open_loop(model_of(LINEAR_TASKS[name]), windows, scale)
    assert float(horizon_error(along).max()) < 1e-4


@pytest.mark.parametrize("name", LINEAR_TASKS)
def test_the_error_of_a_wrong_model_is_the_closed_form(name):
    """After h steps it is the sum over j of (A + D)^(h-1-j) D s_j, with D the error in A."""
    task = LINEAR_TASKS[name]
    wrong = np.zeros_like(task.state)
    wrong[0, -1] = 0.02
    windows = cut_windows(random_episodes(name, 1), 20)
    scale = torch.full((len(task.state),), 2.0)
    found = horizon_error(open_loop(model_of(task, wrong), windows, scale)).numpy()
    states = windows.obs.numpy().astype(float)
    error = np.zeros((len(states), len(task.state)))
    for step in range(20):
        error = error @ (task.state + wrong).T + states[:, step] @ wrong.T
        expected = np.sqrt(((error / 2.0) ** 2).mean(axis=1))
        np.testing.assert_allclose(found[:, step], expected, rtol=1e-3, atol=1e-5)


def riccati(task, steps):
    """Optimal gains and the cost-to-go of the first state, by backward recursion."""
    a, b, q, r = task.state, task.action, task.state_cost, task.action_cost
    cost, gains = np.zeros_like(q), []
    for _ in range(steps):
        gain = np.linalg.solve(r + b.T @ cost @ b, b.T @ cost @ a)
        cost = q + gain.T @ r @ gain + (a - b @ gain).T @ cost @ (a - b @ gain)
        gains.append(gain)
    return gains[::-1], cost


@pytest.mark.parametrize("name", LINEAR_TASKS)
def test_the_best_return_is_minus_the_riccati_cost_where_no_action_saturates(name):
    task = LINEAR_TASKS[name]
    gains, cost = riccati(task, 30)
    environment = GymnasiumEnvironment(name, 30)
    checked = 0
    for seed in range(20):
        obs = environment.reset(seed).numpy().astype(float)
        first, earned, largest = obs, 0.0, 0.0
        for gain in gains:
            action = -gain @ obs
            largest = max(largest, float(np.abs(action).max()))
            step = environment.step(torch.from_numpy(action).float())
            earned, obs = earned + step.reward, step.obs_next.numpy().astype(float)
        if largest < 1.0:
            checked += 1
            assert earned == pytest.approx(-float(first @ cost @ first), rel=1e-4)
    assert checked > 0


def test_the_puck_bounces_and_loses_speed():
    environment = ContactEnvironment()
    environment.reset(seed=0)
    environment.state = np.array([0.02, -1.0])
    obs, *_ = environment.step(np.zeros(1, np.float32))
    assert obs.tolist() == pytest.approx([0.03 * RESTITUTION, RESTITUTION])
    assert min(position_of(environment) for _ in range(200)) >= 0.0


def position_of(environment):
    obs, *_ = environment.step(-np.ones(1, np.float32))
    return float(obs[0])

"""The catalog of environments against the environments themselves."""

import gymnasium
import numpy as np
import pytest
import torch
from gymnasium.spaces import Box, Discrete

from backend.spec.environments import ENVIRONMENTS, REFUSED
from backend.spec.solved_returns import SOLVED_RETURNS
from worker.environments.gymnasium_environment import GymnasiumEnvironment
from worker.environments.rewards import REWARD_RULES
from worker.environments.termination import TERMINATION_RULES

NOBODY_REACHES = {"Pusher-v5": 0.0}
MUJOCO = [each for each in ENVIRONMENTS if each.endswith("-v5")]


@pytest.mark.parametrize("name", [each for each in ENVIRONMENTS if "/" not in each])
def test_a_task_is_solved_where_gymnasium_says_so(name):
    assert (
        SOLVED_RETURNS.get(name, NOBODY_REACHES.get(name)) == gymnasium.spec(name).reward_threshold
    )


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_a_row_of_the_catalog_is_what_gymnasium_says(name):
    info = ENVIRONMENTS[name]
    environment = gymnasium.make(name)
    assert environment.observation_space.shape == (info.observation_dims,)
    assert gymnasium.spec(name).max_episode_steps == info.max_episode_steps
    space = environment.action_space
    if info.actions == "continuous":
        assert isinstance(space, Box)
        assert space.shape == (info.action_dims,)
    else:
        assert isinstance(space, Discrete)
        assert space.n == info.action_dims
    environment.close()


def test_the_catalog_says_for_which_tasks_a_rule_is_known():
    known = {name for name, info in ENVIRONMENTS.items() if info.known_termination}
    assert known == set(TERMINATION_RULES)


def test_the_catalog_says_for_which_tasks_the_reward_is_known():
    known = {name for name, info in ENVIRONMENTS.items() if info.known_reward}
    assert known == set(REWARD_RULES)


@pytest.mark.parametrize("name", REWARD_RULES)
def test_the_known_reward_is_the_tasks_own(name):
    environment = GymnasiumEnvironment(name, 200)
    generator = torch.Generator().manual_seed(0)
    obs = environment.reset(0)
    for episode in range(1, 400):
        action = 2.0 * torch.rand(ENVIRONMENTS[name].action_dims, generator=generator) - 1.0
        step = environment.step(action)
        told = REWARD_RULES[name](obs[None], action[None], step.obs_next[None])
        assert float(told) == pytest.approx(step.reward, rel=1e-5, abs=1e-4)
        obs = environment.reset(episode) if step.ended else step.obs_next


@pytest.mark.parametrize(
    "name", ["Reacher-v5", "Pusher-v5", "Branchpoint/PetsHalfCheetah-v0", "InvertedPendulum-v5"]
)
def test_the_known_reward_of_a_simulator_is_its_own_to_a_millionth(name):
    environment = GymnasiumEnvironment(name, ENVIRONMENTS[name].max_episode_steps)
    generator = torch.Generator().manual_seed(0)
    obs = environment.reset(0)
    for episode in range(1, 1_001):
        action = 2.0 * torch.rand(ENVIRONMENTS[name].action_dims, generator=generator) - 1.0
        step = environment.step(action)
        seen = (each.double()[None] for each in (obs, action, step.obs_next))
        told = float(REWARD_RULES[name](*seen))
        assert told == pytest.approx(step.reward, rel=1e-6, abs=1e-6)
        obs = environment.reset(episode) if step.ended else step.obs_next


def test_pets_half_cheetah_is_gymnasiums_with_the_velocity_that_it_pays_seen_first():
    pets = GymnasiumEnvironment("Branchpoint/PetsHalfCheetah-v0", 1_000)
    plain = GymnasiumEnvironment("HalfCheetah-v5", 1_000)
    first = pets.reset(3)
    assert (float(first[0]), first[1:].tolist()) == (0.0, plain.reset(3).tolist())
    for number in range(20):
        action = torch.full((6,), (-1.0) ** number * 0.8)
        ours, theirs = pets.step(action), plain.step(action)
        assert ours.obs_next[1:].tolist() == theirs.obs_next.tolist()
        assert ours.reward == theirs.reward
    restore = pets.saved_moment()
    after = pets.step(action)
    pets.reset(9)
    restore()
    assert pets.step(action).obs_next.tolist() == after.obs_next.tolist()


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_no_step_earns_what_the_catalog_says_that_none_can(name):
    info = ENVIRONMENTS[name]
    environment = GymnasiumEnvironment(name, info.max_episode_steps)
    generator = torch.Generator().manual_seed(0)
    rewards = []
    environment.reset(0)
    for episode in range(1, 301):
        action = 2.0 * torch.rand(info.action_dims, generator=generator) - 1.0
        step = environment.step(action)
        rewards.append(step.reward)
        if step.ended:
            environment.reset(episode)
    assert (-np.inf if info.least_reward is None else info.least_reward) <= min(rewards)
    assert max(rewards) <= (np.inf if info.most_reward is None else info.most_reward)


def test_the_bounds_of_a_reward_are_reached():
    down, up = torch.tensor([[-1.0, 0.0, 8.0]]), torch.tensor([[1.0, 0.0, 0.0]])
    pendulum, info = REWARD_RULES["Pendulum-v1"], ENVIRONMENTS["Pendulum-v1"]
    assert float(pendulum(down, torch.ones(1, 1), down)) == pytest.approx(info.least_reward)
    assert float(pendulum(up, torch.zeros(1, 1), up)) == info.most_reward
    for task in ("Linear", "LQR", "DoubleIntegrator"):
        name = f"Branchpoint/{task}-v0"
        rest = torch.zeros(1, ENVIRONMENTS[name].observation_dims)
        assert float(REWARD_RULES[name](rest, torch.zeros(1, 1), rest)) == 0.0
        assert ENVIRONMENTS[name].most_reward == 0.0


def test_an_episode_may_end_early_and_earn_nothing():
    info = ENVIRONMENTS["CartPole-v1"]
    assert (info.least_return(500), info.most_return(500)) == (0.0, 500.0)
    assert ENVIRONMENTS["MountainCar-v0"].most_return(200) == 0.0
    assert ENVIRONMENTS["MountainCar-v0"].least_return(200) == -200.0
    assert ENVIRONMENTS["Hopper-v5"].most_return(1_000) is None


def test_the_flag_of_the_mountain_is_worth_a_hundred():
    rule = REWARD_RULES["MountainCarContinuous-v0"]
    before, flag = torch.tensor([[0.44, 0.05]]), torch.tensor([[0.49, 0.05]])
    assert float(rule(before, torch.tensor([[0.5]]), flag)) == pytest.approx(100.0 - 0.1 * 0.25)


def test_nothing_is_both_offered_and_refused():
    assert not set(ENVIRONMENTS) & set(REFUSED)


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_known_rule_ends_episodes_when_the_task_does(name):
    environment = gymnasium.make(name, disable_env_checker=True)
    environment.action_space.seed(0)
    rule = TERMINATION_RULES[name]
    observation, _ = environment.reset(seed=0)
    wrong = ended = 0
    for step in range(600):
        observation, _, terminated, truncated, _ = environment.step(
            environment.action_space.sample()
        )
        told = bool(rule(torch.from_numpy(np.asarray(observation, np.float32))[None])[0])
        wrong += told != terminated
        ended += terminated
        if terminated or truncated:
            observation, _ = environment.reset(seed=step + 1)
    environment.close()
    assert wrong <= 1 + ended // 20, f"{wrong} of 600 steps, {ended} terminations"

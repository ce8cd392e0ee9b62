"""Every task of the issue is in the catalog and steps, and each known rule meets real ends."""

import gymnasium
import numpy as np
import pytest
import torch

from backend.spec.environments import ENVIRONMENTS
from worker.environments.gymnasium_environment import GymnasiumEnvironment
from worker.environments.termination import TERMINATION_RULES

CLASSIC = ("CartPole-v1", "MountainCar-v0", "MountainCarContinuous-v0", "Acrobot-v1", "Pendulum-v1")
MUJOCO = (
    "Ant-v5", "HalfCheetah-v5", "Hopper-v5", "Humanoid-v5", "HumanoidStandup-v5",
    "InvertedDoublePendulum-v5", "InvertedPendulum-v5", "Pusher-v5", "Reacher-v5", "Swimmer-v5",
    "Walker2d-v5",
)  # fmt: skip
NEVER = {
    "Pendulum-v1", "HalfCheetah-v5", "HumanoidStandup-v5", "Pusher-v5", "Reacher-v5", "Swimmer-v5",
}  # fmt: skip


def test_no_task_of_classic_control_or_mujoco_is_missing():
    """Those with vectors to observe that Gymnasium registers itself, in their newest version."""
    folders = ("gymnasium.envs.classic_control", "gymnasium.envs.mujoco")
    newest = {}
    for spec in gymnasium.registry.values():
        if str(spec.entry_point).startswith(folders):
            newest[spec.name] = max(newest.get(spec.name, 0), spec.version or 0)
    named = {f"{name}-v{version}" for name, version in newest.items()}
    assert named == {*CLASSIC, *MUJOCO}
    assert named <= set(ENVIRONMENTS)


@pytest.mark.parametrize("name", [*CLASSIC, *MUJOCO])
def test_a_task_steps_by_the_cores_actions_and_is_truncated_at_its_limit(name):
    info = ENVIRONMENTS[name]
    environment = GymnasiumEnvironment(name, 3)
    obs = environment.reset(0)
    generator = torch.Generator().manual_seed(0)
    for time in (1, 2, 3):
        assert obs.shape == (info.observation_dims,)
        assert obs.dtype == torch.float32
        draw = torch.rand(info.action_dims, generator=generator)
        chosen = torch.nn.functional.one_hot(draw.argmax(), info.action_dims).float()
        step = environment.step(chosen if info.actions == "discrete" else 2.0 * draw - 1.0)
        assert (step.terminated, step.truncated) == (False, time == 3)
        obs = step.obs_next


def at_random(space):
    return lambda _: space.sample()


# Which way to push so that the task is solved: random actions would not reach its end.
SOLVING = {
    "MountainCar-v0": lambda seen: 2 if seen[1] >= 0.0 else 0,
    "MountainCarContinuous-v0": lambda seen: np.array([1.0 if seen[1] >= 0.0 else -1.0]),
    "Acrobot-v1": lambda seen: 2 if seen[4] < 0.0 else 0,
}


def followed(name, steps):
    """What the rule and the task say of each step, and how near the step was to the rule's edge."""
    environment = gymnasium.make(name, disable_env_checker=True)
    environment.action_space.seed(1)
    act = SOLVING.get(name, at_random(environment.action_space))
    seen, _ = environment.reset(seed=1)
    for step in range(steps):
        seen, _, terminated, truncated, _ = environment.step(act(seen))
        told = TERMINATION_RULES[name](torch.from_numpy(np.asarray(seen, np.float32))[None])
        yield bool(told), terminated, seen
        if terminated or truncated:
            seen, _ = environment.reset(seed=step + 2)
    environment.close()


@pytest.mark.parametrize("name", [*CLASSIC, *MUJOCO])
def test_a_known_rule_ends_an_episode_when_and_only_when_the_task_does(name):
    ends = 0
    for told, terminated, seen in followed(name, 1_000):
        ends += terminated
        if name == "InvertedDoublePendulum-v5" and told != terminated:
            # The tip's height is that of the last internal step, within a centimetre of the edge.
            height = 0.6 * (seen[3] + seen[3] * seen[4] - seen[1] * seen[2])
            assert height == pytest.approx(1.0, abs=0.01)
            continue
        assert told == terminated
    assert (ends == 0) == (name in NEVER), f"{ends} ends"


# Place of the height and of the torso's angle among the coordinates; None where no angle ends it.
UPRIGHT = {
    "Hopper-v5": (1, 2),
    "Walker2d-v5": (1, 2),
    "Ant-v5": (2, None),
    "Humanoid-v5": (2, None),
}


@pytest.mark.parametrize("name", UPRIGHT)
def test_each_edge_of_a_known_rule_lies_where_the_tasks_own_does(name):
    """Random actions end nearly all of these episodes at one and the same edge."""
    environment = gymnasium.make(name, disable_env_checker=True)
    environment.reset(seed=1)
    task = environment.unwrapped
    height, angle = UPRIGHT[name]
    at_rest, still = task.init_qpos.copy(), task.init_qvel.copy()
    answers = set()
    for up in np.arange(0.125, 2.4, 0.05):
        for lean in (-1.05, -0.95, -0.25, -0.15, 0.0, 0.15, 0.25, 0.95, 1.05):
            coordinates = at_rest.copy()
            coordinates[height] = up
            if angle is not None:
                coordinates[angle] = lean
            task.set_state(coordinates, still)
            seen = torch.from_numpy(np.asarray(task._get_obs(), np.float32))[None]
            told = bool(TERMINATION_RULES[name](seen))
            assert told != bool(task.is_healthy), f"height {up:.3f}, angle {lean}"
            answers.add(told)
    assert answers == {True, False}
    environment.close()


@pytest.mark.parametrize("place", [-2.5, -2.3, -2.1, 0.0, 2.1, 2.3, 2.5])
@pytest.mark.parametrize("angle", [-0.25, -0.2, 0.0, 0.2, 0.25])
def test_a_cart_ends_its_episode_at_the_tracks_edge_as_at_the_poles_fall(place, angle):
    environment = gymnasium.make("CartPole-v1", disable_env_checker=True)
    environment.reset(seed=1)
    environment.unwrapped.state = np.array([place, 0.0, angle, 0.0])
    seen, _, terminated, *_ = environment.step(0)
    told = TERMINATION_RULES["CartPole-v1"](torch.from_numpy(np.asarray(seen, np.float32))[None])
    assert bool(told) == terminated == (abs(place) > 2.4 or abs(angle) > 0.21)
    environment.close()

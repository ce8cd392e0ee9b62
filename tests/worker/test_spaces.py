"""Which spaces can be learned in, and how the others are refused."""

import gymnasium
import numpy as np
import pytest
import torch
from gymnasium.spaces import Box, Dict, Discrete, MultiBinary, MultiDiscrete, Tuple

from worker.environments.gymnasium_environment import GymnasiumEnvironment
from worker.environments.spaces import action_kind, native_action, observation_dims

VECTOR = Box(-1.0, 1.0, (3,), np.float32)
IMAGE = Box(0, 255, (96, 96, 3), np.uint8)


class Still(gymnasium.Env):
    def __init__(self, observations, actions):
        self.observation_space, self.action_space = observations, actions


@pytest.mark.parametrize(
    ("observations", "actions", "words"),
    [
        (Dict({"position": VECTOR}), VECTOR, "its observations are Dict"),
        (IMAGE, VECTOR, r"an array of shape \(96, 96, 3\)"),
        (Discrete(16), VECTOR, "its observations are Discrete"),
        (Tuple((VECTOR, VECTOR)), VECTOR, "its observations are Tuple"),
        (VECTOR, MultiDiscrete([3, 2]), "its actions are MultiDiscrete"),
        (VECTOR, MultiBinary(4), "its actions are MultiBinary"),
        (VECTOR, Box(-np.inf, np.inf, (2,)), "its actions are Box"),
        (VECTOR, Box(-1.0, 1.0, (2, 2)), "its actions are Box"),
        (VECTOR, Dict({"push": VECTOR}), "its actions are Dict"),
    ],
)
def test_what_is_no_vector_and_no_choice_is_refused_by_name(observations, actions, words):
    gymnasium.register("Tests/Still-v0", lambda: Still(observations, actions), max_episode_steps=5)
    try:
        with pytest.raises(TypeError, match=f"Tests/Still-v0 cannot be trained here: .*{words}"):
            GymnasiumEnvironment("Tests/Still-v0", 5)
    finally:
        gymnasium.registry.pop("Tests/Still-v0")


def test_vectors_and_choices_are_what_they_are():
    assert observation_dims(VECTOR, "it") == 3
    assert action_kind(VECTOR, "it") == ("continuous", 3)
    assert action_kind(Discrete(4), "it") == ("discrete", 4)


def test_actions_are_scaled_to_the_tasks_own_ends_and_choices_begin_where_they_do():
    scaled = native_action(Box(np.array([-2.0, 0.0]), np.array([2.0, 10.0]), dtype=np.float64))
    assert scaled(torch.tensor([-1.0, -1.0])).tolist() == [-2.0, 0.0]
    assert scaled(torch.tensor([1.0, 0.5])).tolist() == [2.0, 7.5]
    assert native_action(Discrete(3, start=5))(torch.tensor([0.0, 1.0, 0.0])) == 6

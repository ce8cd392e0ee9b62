"""The problem that the parts are timed on: random transitions of Hopper, in everybody's buffers."""

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import gymnasium
import numpy as np
import torch
from numpy.typing import NDArray

from backend.spec.algorithm import Version
from backend.spec.run import RunSpec
from tests.benchmarks.engine.peers import peer
from worker.environments.gymnasium_environment import task_of
from worker.environments.termination import never
from worker.mbrl.environment import Task
from worker.mbrl.replay.real_buffer import RealBuffer
from worker.mbrl.replay.transitions import Columns, Transitions

ENVIRONMENT = "Hopper-v5"
OBSERVATION_DIMS, ACTION_DIMS = 11, 3
TRANSITIONS = 5_000


@dataclass(frozen=True)
class Recorded:
    """Transitions as they were taken; every array has one row per transition."""

    obs: NDArray[np.float32]
    act: NDArray[np.float32]
    obs_next: NDArray[np.float32]
    reward: NDArray[np.float32]
    terminated: NDArray[np.bool_]


def record() -> Recorded:
    """Random steps."""
    environment: gymnasium.Env[Any, Any] = gymnasium.make(ENVIRONMENT)
    environment.action_space.seed(0)
    obs, _ = environment.reset(seed=0)
    taken = []
    for _ in range(TRANSITIONS):
        act = environment.action_space.sample()
        obs_next, reward, terminated, truncated, _ = environment.step(act)
        taken.append((obs, act, obs_next, float(reward), terminated))
        obs = environment.reset()[0] if terminated or truncated else obs_next
    obs_t, act_t, obs_next_t, reward_t, ended_t = zip(*taken, strict=True)
    return Recorded(
        np.asarray(obs_t, dtype=np.float32),
        np.asarray(act_t, dtype=np.float32),
        np.asarray(obs_next_t, dtype=np.float32),
        np.asarray(reward_t, dtype=np.float32),
        np.asarray(ended_t, dtype=np.bool_),
    )


def spec(
    width: int = 256, version: Version = "model-free", *, cuda_graphs: bool = False
) -> RunSpec:
    """Our defaults, which are the sizes that the peers are given too.

    Only the patience of fits is less, so that a round is seconds: what is compared is the time of
    a gradient step, and both sides take equally many.
    """
    return RunSpec.model_validate(
        {
            "environment": {"id": ENVIRONMENT},
            "algorithm": {"version": version},
            "model": {"patience": 1},
            "policy": {"hidden": [width, width]},
            "compute": {"cuda_graphs": cuda_graphs},
        }
    )


# Hopper that never falls, so that every rollout takes all its steps on both sides.
TASK: Task = replace(task_of(spec()), termination=never)


def our_buffer(recorded: Recorded, device: torch.device) -> RealBuffer:
    """D."""
    buffer = RealBuffer(Columns(OBSERVATION_DIMS, ACTION_DIMS), TRANSITIONS, device)
    parts = (recorded.obs, recorded.act, recorded.obs_next, recorded.reward, recorded.terminated)
    buffer.add(Transitions(*(torch.from_numpy(part) for part in parts)))
    return buffer


def mbrl_buffer(recorded: Recorded, capacity: int = TRANSITIONS) -> Any:
    """The same in mbrl's buffer."""
    buffer = empty_mbrl_buffer(capacity)
    buffer.add_batch(
        recorded.obs, recorded.act, recorded.obs_next, recorded.reward, recorded.terminated,
        np.zeros_like(recorded.terminated),
    )  # fmt: skip
    return buffer


def empty_mbrl_buffer(capacity: int) -> Any:
    """Room for `capacity` transitions of Hopper."""
    return peer("mbrl.util").ReplayBuffer(
        capacity, (OBSERVATION_DIMS,), (ACTION_DIMS,), rng=np.random.default_rng(0)
    )


def mbrl_sac(
    dims: int, action_space: gymnasium.Space[Any], width: int, device: torch.device
) -> Any:
    """mbrl's soft actor-critic, with our learning rate, discount and target rate."""
    settings = SimpleNamespace(
        gamma=0.99, tau=0.005, alpha=0.2, policy="Gaussian", target_update_interval=1,
        automatic_entropy_tuning=True, target_entropy=None, hidden_size=width, device=device,
        lr=3e-4,
    )  # fmt: skip
    return peer("mbrl.third_party.pytorch_sac_pranz24").SAC(dims, action_space, settings)


def mbrl_model(observation_dims: int, action_dims: int, device: torch.device) -> Any:
    """mbrl's ensemble of our sizes: 7 members, 5 elites, 4 layers of 200 units, TS1, float32."""
    models = peer("mbrl.models")
    members = models.GaussianMLP(
        observation_dims + action_dims, observation_dims + 1, device, num_layers=4, ensemble_size=7,
        hid_size=200, propagation_method="random_model",
        activation_fn_cfg={"_target_": "torch.nn.SiLU"},
    )  # fmt: skip
    return models.OneDTransitionRewardModel(members, normalize=True, num_elites=5)


def mbrl_fit(model: Any, trainer: Any, buffer: Any, epochs: int) -> None:
    """What mbrl's `train_model_and_save_model_and_data` does, without the saving."""
    model.update_normalizer(buffer.get_all())
    training, holdout = peer("mbrl.util.common").get_basic_buffer_iterators(buffer, 256, 0.2, 7)
    trainer.train(training, dataset_val=holdout, num_epochs=epochs, silent=True)

"""Records the episodes of a suite, and cuts them into what is measured along."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Generator, Tensor

from backend.db.suite_file import FORMAT, SuiteFile
from worker.mbrl.environment import Task
from worker.mbrl.evaluation.episodes import Episode, record_episodes
from worker.mbrl.evaluation.open_loop import usable_horizon, window_starts
from worker.mbrl.evaluation.subject import deviations
from worker.mbrl.policy.policy import Acting, Policy, one_hot

# Longest horizon of a suite, and what is added to actions where noise is: a deviation where they
# are continuous, a probability of a random one where they are discrete.
HORIZON = 50
NOISE = 0.3
FIRST_SEED = 10_000


@dataclass(frozen=True)
class Actor:
    """Somebody who acts in a suite's episodes.

    Attributes:
        name: Who it is.
        policy: How it acts.
        told: Where it is from, for the provenance.
        noise: Whether its actions are disturbed.
    """

    name: str
    policy: Policy
    told: Mapping[str, Any]
    noise: bool = False


class NoisyActing:
    """Another acting, whose actions are disturbed."""

    def __init__(self, acting: Acting, task: Task, generator: Generator) -> None:
        self._acting, self._task, self._generator = acting, task, generator

    def __call__(self, obs: Tensor, episodes: Tensor) -> Tensor:
        """Gaussian noise of deviation 0.3, or a random action with probability 0.3."""
        act = self._acting(obs, episodes)
        if self._task.actions == "continuous":
            drawn = torch.randn(act.shape, generator=self._generator)
            return (act + NOISE * drawn.to(act)).clamp(-1.0, 1.0)
        random = torch.randint(act.shape[1], (len(act),), generator=self._generator)
        taken = torch.rand(len(act), generator=self._generator) < NOISE
        return torch.where(
            taken.unsqueeze(1).to(act.device),
            one_hot(random, act.shape[1], act.dtype).to(act),
            act,
        )

    def state_dict(self) -> dict[str, Any]:
        """What the other one remembers."""
        return self._acting.state_dict()

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Remember that instead."""
        self._acting.load_state_dict(state)


class Recording:
    """Episodes of one actor after another.

    Attributes:
        policies: Who acted, with the returns of its episodes.
    """

    def __init__(self, task: Task, device: torch.device, seed: int) -> None:
        self.policies: list[dict[str, Any]] = []
        self._task, self._device = task, device
        self._noise = Generator().manual_seed(seed)
        self._next_seed = FIRST_SEED * (seed + 1)
        self._episodes: list[Episode] = []
        self._policy: list[int] = []

    def add(self, actor: Actor, count: int) -> None:
        """Record so many episodes; they begin where no other actor's do."""
        seeds = list(range(self._next_seed, self._next_seed + count))
        self._next_seed += count
        acting = actor.policy.acting(count, None)
        if actor.noise:
            acting = NoisyActing(acting, self._task, self._noise)
        environments = [self._task.make() for _ in seeds]
        episodes = record_episodes(environments, seeds, acting, self._device)
        returns = [float(episode.rewards.sum()) for episode in episodes]
        self._policy.extend([len(self.policies)] * count)
        self._episodes.extend(episodes)
        self.policies.append(
            {
                "name": f"{actor.name}, with noise" if actor.noise else actor.name,
                "noise": NOISE if actor.noise else 0.0,
                "seeds": seeds,
                "returns": [round(each, 3) for each in returns],
                "lengths": [len(episode) for episode in episodes],
                **actor.told,
            }
        )

    def suite(self, about: Mapping[str, Any]) -> SuiteFile:
        """All that was recorded, with starts that lie evenly in every episode."""
        episodes = self._episodes
        horizon = usable_horizon(episodes, HORIZON)
        obs = torch.cat([episode.obs for episode in episodes])
        made = {"format": FORMAT, "horizon": horizon, "policies": self.policies}
        return SuiteFile(
            about=dict(about) | made,
            obs=obs.numpy(),
            act=torch.cat([episode.act for episode in episodes]).numpy(),
            rewards=torch.cat([episode.rewards for episode in episodes]).numpy(),
            lengths=np.array([len(episode) for episode in episodes], np.int64),
            policy=np.array(self._policy, np.int64),
            starts=np.array(list(window_starts(episodes, horizon)), np.int64),
            scale=deviations(obs).numpy(),
        )

"""Whole real episodes, for measuring. Nothing here is ever trained on."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from jaxtyping import Float
from torch import Tensor

from worker.mbrl.environment import Environment
from worker.mbrl.policy.policy import Acting


@dataclass(frozen=True)
class Episode:
    """One episode from its reset to its end.

    Attributes:
        obs: Observations, one more than there are steps.
        act: Actions.
        rewards: Rewards.
        terminated: Whether the task itself ended it, and not a limit of time.
    """

    obs: Float[Tensor, "step_and_one obs"]
    act: Float[Tensor, "step act"]
    rewards: Float[Tensor, " step"]
    terminated: bool = False

    def __len__(self) -> int:
        return len(self.rewards)


@dataclass
class _Recording:
    environment: Environment
    obs: list[Tensor]
    act: list[Tensor] = field(default_factory=list)
    rewards: list[float] = field(default_factory=list)
    terminated: bool = False

    def step(self, action: Tensor) -> bool:
        step = self.environment.step(action)
        self.obs.append(step.obs_next)
        self.act.append(action)
        self.rewards.append(step.reward)
        self.terminated = step.terminated
        return step.ended

    def episode(self) -> Episode:
        return Episode(
            torch.stack(self.obs),
            torch.stack(self.act),
            self.obs[0].new_tensor(self.rewards),
            terminated=self.terminated,
        )


def record_episodes(
    environments: Sequence[Environment],
    seeds: Sequence[int],
    acting: Acting,
    device: torch.device,
) -> list[Episode]:
    """One episode in each environment, stepped together so that a policy is asked once per step."""
    recordings = [
        _Recording(environment, [environment.reset(seed)])
        for environment, seed in zip(environments, seeds, strict=True)
    ]
    going = list(enumerate(recordings))
    while going:
        obs = torch.stack([recording.obs[-1] for _, recording in going])
        places = torch.tensor([place for place, _ in going])
        actions = acting(obs.to(device), places).cpu()
        going = [
            (place, recording)
            for (place, recording), action in zip(going, actions, strict=True)
            if not recording.step(action)
        ]
    return [recording.episode() for recording in recordings]

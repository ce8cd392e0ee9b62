"""Acts in the real environment and fills D."""

import torch
from jaxtyping import Float
from torch import Tensor

from worker.mbrl.environment import Environment
from worker.mbrl.evaluation.episodes import Chooser
from worker.mbrl.generators import Generators, draw_seed
from worker.mbrl.policy.policy import Policy
from worker.mbrl.replay.real_buffer import RealBuffer
from worker.mbrl.replay.transitions import Transitions


class Collector:
    """The training episode in progress."""

    def __init__(self, environment: Environment, real: RealBuffer, generators: Generators) -> None:
        self._environment = environment
        self._real = real
        self._generators = generators
        self._obs: Tensor | None = None
        self._return = 0.0

    def behaviour(self, policy: Policy | None) -> Chooser:
        """How actions are chosen while exploring: by `policy`, uniformly at random without one."""

        def choose(obs: Float[Tensor, "batch obs"]) -> Float[Tensor, "batch act"]:
            if policy is not None:
                return policy.explore(obs, self._generators.exploration)
            shape = (len(obs), self._real.columns.act)
            draws = torch.rand(shape, generator=self._generators.exploration, device=obs.device)
            return 2.0 * draws - 1.0

        return choose

    def step(self, policy: Policy | None) -> float | None:
        """Take one real step and add it to D; the episode's return when it ended here."""
        if self._obs is None:
            self._obs = self._environment.reset(draw_seed(self._generators.episodes))
            self._return = 0.0
        obs = self._obs.unsqueeze(0)
        action = self.behaviour(policy)(obs.to(self._generators.exploration.device)).cpu()
        step = self._environment.step(action[0])
        self._return += step.reward
        self._real.add(
            Transitions(
                obs=obs,
                act=action,
                obs_next=step.obs_next.unsqueeze(0),
                reward=obs.new_tensor([step.reward]),
                terminated=torch.tensor([step.terminated]),
            )
        )
        self._obs = None if step.ended else step.obs_next
        return self._return if step.ended else None

    def abandon_episode(self) -> None:
        """Begin a new episode with the next step."""
        self._obs = None

"""Acts in the real environment and fills D."""

from typing import Any

import torch
from torch import Tensor

from worker.mbrl.environment import Environment, Step
from worker.mbrl.generators import Generators, draw_seed
from worker.mbrl.policy.policy import Acting, Policy, RandomPolicy
from worker.mbrl.replay.real_buffer import RealBuffer
from worker.mbrl.replay.transitions import Transitions

ONLY_EPISODE = torch.zeros(1, dtype=torch.long)


class Collector:
    """The training episode in progress."""

    def __init__(
        self,
        environment: Environment,
        random: RandomPolicy,
        real: RealBuffer,
        generators: Generators,
    ) -> None:
        self._environment = environment
        self._random = random
        self._real = real
        self._generators = generators
        self._episode_seed = 0
        self._actions: list[Tensor] = []
        self._return = 0.0
        self._obs: Tensor | None = None
        self._acting: Acting | None = None

    def step(self, policy: Policy | None) -> float | None:
        """Take one real step and add it to D; the episode's return when it ended here.

        Without a policy the step is random. A policy that comes in the middle of an episode takes
        it over.
        """
        if self._obs is None:
            self._begin()
        obs = self._observed().unsqueeze(0)
        action = self._act(policy, obs)
        step = self._environment.step(action[0])
        self._actions.append(action[0])
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
        self._arrive(step)
        return self._return if step.ended else None

    def _begin(self) -> None:
        self._episode_seed = draw_seed(self._generators.episodes)
        self._obs = self._environment.reset(self._episode_seed)
        self._actions, self._return, self._acting = [], 0.0, None

    def _act(self, policy: Policy | None, obs: Tensor) -> Tensor:
        generator = self._generators.exploration
        on_device = obs.to(generator.device)
        if policy is None:
            return self._random.explore(on_device, generator).cpu()
        if self._acting is None:
            self._acting = policy.acting(1, generator)
        return self._acting(on_device, ONLY_EPISODE).cpu()

    def _observed(self) -> Tensor:
        if self._obs is None:
            raise RuntimeError("no episode has begun")
        return self._obs

    def _arrive(self, step: Step) -> None:
        self._obs = None if step.ended else step.obs_next

    def state_dict(self) -> dict[str, Any]:
        """The episode in progress: its seed, and the actions since its reset."""
        return {
            "going": self._obs is not None,
            "seed": self._episode_seed,
            "actions": list(self._actions),
            "return": self._return,
            "acting": None if self._acting is None else self._acting.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any], policy: Policy) -> None:
        """Come back to the same moment of the same episode.

        Environments have no common way to save their state, but all of them answer the same
        actions after the same reset in the same way, so the episode is played again. Nothing is
        added to D.
        """
        self._obs, self._acting = None, None
        if not state["going"]:
            return
        self._episode_seed = state["seed"]
        self._obs = self._environment.reset(self._episode_seed)
        self._actions, self._return = list(state["actions"]), state["return"]
        for action in self._actions:
            self._arrive(self._environment.step(action))
        if state["acting"] is not None:
            self._acting = policy.acting(1, self._generators.exploration)
            self._acting.load_state_dict(state["acting"])

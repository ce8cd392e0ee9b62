"""Off-policy updates: one optimiser step per batch, and the means of what each told."""

from collections.abc import Iterator
from typing import Any, Protocol, Self

import torch
from jaxtyping import Float
from torch import Generator, Tensor, nn

from backend.spec.policy import PolicySpec
from worker.mbrl.diverged import Diverged
from worker.mbrl.networks.adam import Adam
from worker.mbrl.policy.improvers.captured import Capture, CapturedStep
from worker.mbrl.policy.policy import Policy
from worker.mbrl.replay.batches import Batches
from worker.mbrl.replay.transitions import Transitions


class Agent(Protocol):
    """A policy and its critics, with losses on a batch of transitions."""

    @property
    def policy(self) -> Policy:
        """The policy that acts."""

    def losses(
        self, batch: Transitions, generator: Generator
    ) -> tuple[Float[Tensor, ""], dict[str, Float[Tensor, ""]]]:
        """The scalar whose gradient is every part's own, and named parts without gradient."""

    def move_targets(self) -> None:
        """Move the target critics towards the critics."""

    def after_real_step(self) -> None:
        """Hear that one more real step was taken."""

    def to(self, dtype: torch.dtype) -> Self:
        """The same with weights of this type."""

    def parameters(self) -> Iterator[nn.Parameter]:
        """What is learned, and what only follows it."""

    def state_dict(self) -> dict[str, Any]:
        """All weights and counts."""

    def load_state_dict(self, state_dict: dict[str, Any]) -> object:
        """Replace them."""


class Updates:
    """Applies updates to an agent and remembers their parts until they are asked for.

    One optimiser steps all that is learned, each part by its own loss at the weights before the
    step, as SAC's authors do.
    """

    def __init__(self, agent: Agent, spec: PolicySpec, capture: Capture | None = None) -> None:
        self.agent = agent
        self._spec = spec
        learned = [parameter for parameter in agent.parameters() if parameter.requires_grad]
        self._optimiser = Adam(learned, spec.learning_rate)
        self._captured = None if capture is None else CapturedStep(self._step, capture)
        self._take = self._step if self._captured is None else self._captured
        self._names: list[str] = []
        self._sums = torch.zeros(0, device=learned[0].device)
        self._count = 0
        self._taken = 0

    @property
    def taken(self) -> int:
        """Updates so far."""
        return self._taken

    def learn(self, batches: Batches, env_step: int, generator: Generator) -> None:
        """The updates that are due once `env_step` real steps have been taken."""
        if env_step % self._spec.update_every == 0:
            for _ in range(self._spec.updates_per_step):
                self.update(batches.draw(generator), generator)
        self.agent.after_real_step()

    def update(self, batch: Transitions, generator: Generator) -> None:
        """One step of everything; the target critics move at the first and then now and again."""
        self._take(batch, generator)
        if self._taken % self._spec.target_update_every == 0:
            self.agent.move_targets()
        self._taken += 1
        self._count += 1

    def _step(self, batch: Transitions, generator: Generator) -> None:
        total, parts = self.agent.losses(batch, generator)
        self._optimiser.zero_grad()
        torch.autograd.backward(total)
        self._optimiser.step()
        if not self._names:
            self._names = list(parts)
            self._sums = self._sums.new_zeros(len(parts))
        self._sums += torch.stack(list(parts.values()))

    def measured(self) -> dict[str, float]:
        """Means of the parts since the last call, by the name of their series.

        Raises:
            Diverged: When one of them is not finite.
        """
        if self._count == 0:
            return {}
        means = (self._sums / self._count).tolist()
        self._sums.zero_()
        self._count = 0
        values = dict(zip(self._names, means, strict=True))
        for key, value in values.items():
            if value - value != 0.0:
                raise Diverged(key)
        return values

    def state_dict(self) -> dict[str, Any]:
        """Weights, the optimiser's moments, and the parts not yet asked for."""
        return {
            "agent": dict(self.agent.state_dict()),
            "optimiser": self._optimiser.state_dict(),
            "names": list(self._names),
            "sums": self._sums.clone(),
            "count": self._count,
            "taken": self._taken,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace them."""
        self.agent.load_state_dict(state["agent"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._names = list(state["names"])
        sums = state["sums"]
        # None in checkpoints from before 2026-11-26 that had just been asked for them.
        self._sums = self._sums.new_zeros(len(self._names)) if sums is None else sums.to(self._sums)
        self._count = state["count"]
        # Not in checkpoints from before 2026-11-29, when the targets moved at every update.
        self._taken = state.get("taken", 0)
        if self._captured is not None:
            self._captured.forget()

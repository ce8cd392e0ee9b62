"""Off-policy updates: one optimiser step per batch, and the means of what each told."""

from collections.abc import Iterator
from typing import Any, Protocol, Self

import torch
from jaxtyping import Float
from torch import Generator, Tensor, nn

from worker.mbrl.diverged import Diverged
from worker.mbrl.policy.policy import Policy
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

    def __init__(self, agent: Agent, learning_rate: float) -> None:
        self.agent = agent
        learned = [parameter for parameter in agent.parameters() if parameter.requires_grad]
        self._optimiser = torch.optim.Adam(learned, lr=learning_rate, fused=True)
        self._names: list[str] = []
        self._sums: Tensor | None = None
        self._count = 0

    def update(self, batch: Transitions, generator: Generator) -> None:
        """One step of everything."""
        total, parts = self.agent.losses(batch, generator)
        self._optimiser.zero_grad()
        torch.autograd.backward(total)
        self._optimiser.step()
        self.agent.move_targets()
        self._names = list(parts)
        stacked = torch.stack(list(parts.values()))
        self._sums = stacked if self._sums is None else self._sums + stacked
        self._count += 1

    def measured(self) -> dict[str, float]:
        """Means of the parts since the last call, by the name of their series.

        Raises:
            Diverged: When one of them is not finite.
        """
        if self._sums is None:
            return {}
        means = (self._sums / self._count).tolist()
        self._sums, self._count = None, 0
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
            "sums": self._sums,
            "count": self._count,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace them."""
        self.agent.load_state_dict(state["agent"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._names = list(state["names"])
        self._sums, self._count = state["sums"], state["count"]

"""D: the real transitions, a ring that forgets the oldest."""

from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Generator, Tensor

from worker.mbrl.replay.transitions import Columns, Transitions


class RealBuffer:
    """Real transitions, one packed row each.

    Attributes:
        columns: Where the parts of a transition lie in a row.
        added: Transitions ever added; the oldest `added - len(self)` are forgotten.
        worst_reward: The smallest reward ever added, or 0 where that is smaller and an episode has
            terminated: each step after an end pays 0.
    """

    def __init__(self, columns: Columns, capacity: int, device: torch.device) -> None:
        self.columns = columns
        self.added = 0
        self.worst_reward = torch.zeros((), device=device)
        self._ring = torch.empty(capacity, columns.total, device=device)

    def __len__(self) -> int:
        return min(self.added, len(self._ring))

    @property
    def rows(self) -> Float[Tensor, "batch column"]:
        """The rows that are filled, in the order of the ring."""
        return self._ring[: len(self)]

    @property
    def numbers(self) -> Int[Tensor, " batch"]:
        """How many transitions had been added before each row's: its name for the whole run."""
        capacity = len(self._ring)
        slots = torch.arange(len(self), device=self._ring.device)
        newest = self.added - 1
        return newest - (newest - slots) % capacity

    def add(self, transitions: Transitions) -> None:
        """Append transitions, in order, over the oldest ones."""
        rows = self.columns.pack(transitions).to(self._ring.device)
        slots = torch.arange(self.added, self.added + len(rows), device=self._ring.device)
        self._ring[slots % len(self._ring)] = rows
        worst = _worst(self.columns.unpack(rows))
        self.worst_reward = worst if self.added == 0 else self.worst_reward.minimum(worst)
        self.added += len(rows)

    @property
    def episode_steps(self) -> Int[Tensor, " batch"]:
        """How many steps after its reset each row was taken; -1 where the reset is forgotten."""
        order = self.numbers.argsort()
        begins = self.columns.unpack(self._ring[order]).begins
        places = torch.arange(len(order), device=order.device)
        since = places - places.where(begins, 0).cummax(dim=0).values
        if self.added > len(self):
            since[begins.cumsum(dim=0) == 1] = -1
        steps = torch.empty_like(since)
        steps[order] = since
        return steps

    def rows_at(self, slots: Int[Tensor, " batch"]) -> Float[Tensor, "batch column"]:
        """The rows in some places of the ring."""
        return self._ring.index_select(0, slots)

    def draw(self, count: int, generator: Generator) -> Float[Tensor, "batch column"]:
        """Rows drawn uniformly, with replacement."""
        return self.rows_at(self.draw_slots(count, generator))

    def draw_slots(self, count: int, generator: Generator) -> Int[Tensor, " batch"]:
        """Places in the ring drawn uniformly, with replacement."""
        return torch.randint(len(self), (count,), generator=generator, device=self._ring.device)

    def draw_latest_slots(
        self, count: int, steps: int, generator: Generator
    ) -> Int[Tensor, " batch"]:
        """Places drawn uniformly from those of the last `steps` steps, with replacement."""
        ages = torch.randint(
            min(steps, len(self)), (count,), generator=generator, device=self._ring.device
        )
        return (self.added - 1 - ages) % len(self._ring)

    def latest(self, count: int) -> Float[Tensor, "batch column"]:
        """The last `count` rows, in the order in which they came."""
        slots = torch.arange(self.added - count, self.added, device=self._ring.device)
        return self._ring.index_select(0, slots % len(self._ring))

    def state_dict(self) -> dict[str, Any]:
        """The filled rows, the count and the worst reward."""
        return {
            "rows": self.rows.clone(),
            "added": self.added,
            "worst_reward": self.worst_reward.clone(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace the content."""
        self.added = state["added"]
        self._ring[: len(self)] = state["rows"].to(self._ring.device)
        if self.added > 0:
            # Not in checkpoints from before 2026-11-29, which know it of the filled rows alone.
            worst = state.get("worst_reward", _worst(self.columns.unpack(self.rows)))
            self.worst_reward = worst.to(self._ring.device)


def _worst(seen: Transitions) -> Float[Tensor, ""]:
    """The smallest of what the steps pay, and of what the steps after them pay."""
    after = torch.where(seen.terminated, 0.0, seen.reward)
    return seen.reward.minimum(after).amin()

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
    """

    def __init__(self, columns: Columns, capacity: int, device: torch.device) -> None:
        self.columns = columns
        self.added = 0
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
        self.added += len(rows)

    def draw(self, count: int, generator: Generator) -> Float[Tensor, "batch column"]:
        """Rows drawn uniformly, with replacement."""
        chosen = torch.randint(len(self), (count,), generator=generator, device=self._ring.device)
        return self._ring.index_select(0, chosen)

    def draw_latest(
        self, count: int, steps: int, generator: Generator
    ) -> Float[Tensor, "batch column"]:
        """Rows drawn uniformly from those of the last `steps` steps, with replacement."""
        ages = torch.randint(
            min(steps, len(self)), (count,), generator=generator, device=self._ring.device
        )
        return self._ring.index_select(0, (self.added - 1 - ages) % len(self._ring))

    def latest(self, count: int) -> Float[Tensor, "batch column"]:
        """The last `count` rows, in the order in which they came."""
        slots = torch.arange(self.added - count, self.added, device=self._ring.device)
        return self._ring.index_select(0, slots % len(self._ring))

    def state_dict(self) -> dict[str, Any]:
        """The filled rows and the count."""
        return {"rows": self.rows.clone(), "added": self.added}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace the content."""
        self.added = state["added"]
        self._ring[: len(self)] = state["rows"].to(self._ring.device)

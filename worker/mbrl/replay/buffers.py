"""The replay buffer of real transitions and the model buffer of imagined ones."""

from collections import deque
from typing import Any

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from worker.mbrl.replay.transitions import RowFormat, Transitions

FIRST_CAPACITY = 4_096


class ReplayBuffer:
    """D: every real transition, the oldest overwritten only when the capacity is reached.

    Each row also keeps a random rank in [0, 1), drawn once. The model's hold-out is made of the
    lowest ranks, so a transition that was held out of one fit is never trained on by a later one
    as long as the hold-out keeps its share.
    """

    def __init__(self, row: RowFormat, capacity: int) -> None:
        self.row = row
        self.capacity = capacity
        self.size = 0
        self.next = 0
        self.rows = torch.empty(min(capacity, FIRST_CAPACITY), row.width)
        self.ranks = torch.empty(len(self.rows))

    def append(self, transition: Float[Tensor, " width"], generator: torch.Generator) -> None:
        """Keep one packed transition."""
        if self.next == len(self.rows) < self.capacity:
            self._grow()
        self.rows[self.next] = transition
        self.ranks[self.next] = torch.rand((), generator=generator)
        self.next = (self.next + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def _grow(self) -> None:
        more = min(self.capacity, 2 * len(self.rows)) - len(self.rows)
        self.rows = torch.cat((self.rows, self.rows.new_empty(more, self.row.width)))
        self.ranks = torch.cat((self.ranks, self.ranks.new_empty(more)))

    def sample(self, count: int, generator: torch.Generator) -> Float[Tensor, "count width"]:
        """Rows drawn uniformly with replacement."""
        return self.rows[_indices(count, self.size, self.rows, generator)]

    @property
    def transitions(self) -> Transitions:
        """All that is kept, as views."""
        return self.row.unpack(self.rows[: self.size])

    def state_dict(self) -> dict[str, Any]:
        """The rows that are in use, and where the next goes."""
        kept = slice(0, self.size)
        return {
            "rows": self.rows[kept].clone(),
            "ranks": self.ranks[kept].clone(),
            "next": self.next,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from saved rows."""
        self.rows, self.ranks = state["rows"].clone(), state["ranks"].clone()
        self.size, self.next = len(self.rows), state["next"]


class ModelBuffer:
    """Imagined transitions of the last refits; older ones are forgotten.

    What a policy imagined with an older model misleads, so MBPO keeps only the last epoch's
    (Janner et al. 2019, appendix C: the model buffer holds `model_retain_epochs`).
    """

    def __init__(self, row: RowFormat, retain: int) -> None:
        self.row = row
        self.epochs: deque[Tensor] = deque(maxlen=retain)
        self.rows = torch.empty(0, row.width)

    def append_epoch(self, rows: Float[Tensor, "row width"]) -> None:
        """Keep the rollouts of one refit; the oldest refit's leave when there are too many."""
        self.epochs.append(rows)
        self.rows = rows if len(self.epochs) == 1 else torch.cat(tuple(self.epochs))

    @property
    def size(self) -> int:
        """Transitions kept."""
        return len(self.rows)

    def sample(self, count: int, generator: torch.Generator) -> Float[Tensor, "count width"]:
        """Rows drawn uniformly with replacement."""
        return self.rows[_indices(count, self.size, self.rows, generator)]

    def state_dict(self) -> dict[str, Any]:
        """The rollouts of each refit."""
        return {"epochs": list(self.epochs)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from saved rollouts."""
        self.epochs.clear()
        for rows in state["epochs"]:
            self.append_epoch(rows)


def _indices(
    count: int, size: int, rows: Tensor, generator: torch.Generator
) -> Int64[Tensor, " count"]:
    return torch.randint(size, (count,), generator=generator, device=rows.device)

"""Imagined transitions of the last few refits."""

from typing import Any

import torch
from jaxtyping import Float
from torch import Generator, Tensor


class ModelBuffer:
    """Imagined transitions, forgotten refit by refit: older models are worse models.

    MBPO's published code forgets by number instead: it keeps as many transitions as the refits of
    its epochs would make if no rollout ended early.

    Attributes:
        refits: Refits whose rollouts are kept.
    """

    def __init__(self, columns: int, refits: int, device: torch.device) -> None:
        self.refits = refits
        self._sizes: list[int] = []
        self._rows = torch.empty(0, columns, device=device)

    @property
    def rows(self) -> Float[Tensor, "batch column"]:
        """All rows, the oldest refit's first."""
        return self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def add_refit(self, rows: Float[Tensor, "batch column"]) -> None:
        """Keep the rollouts of one refit and forget those of the refit that is now too old."""
        kept = self._sizes[-(self.refits - 1) :] if self.refits > 1 else []
        first = len(self._rows) - sum(kept)
        self._rows = torch.cat((self._rows[first:], rows)) if kept else rows
        self._sizes = [*kept, len(rows)]

    def draw(self, count: int, generator: Generator) -> Float[Tensor, "batch column"]:
        """Rows drawn uniformly, with replacement."""
        chosen = torch.randint(
            len(self._rows), (count,), generator=generator, device=self._rows.device
        )
        return self._rows.index_select(0, chosen)

    def state_dict(self) -> dict[str, Any]:
        """The rows and how many belong to each refit."""
        return {"rows": self._rows.clone(), "sizes": list(self._sizes)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace the content."""
        self._rows = state["rows"].to(self._rows.device)
        self._sizes = list(state["sizes"])

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
        self._steps_ahead: list[int | None] = []
        self._rows = torch.empty(0, columns, device=device)

    @property
    def rows(self) -> Float[Tensor, "batch column"]:
        """All rows, the oldest refit's first."""
        return self._rows

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def depth(self) -> float | None:
        """Mean rollout step of the rows, from 1: that of a batch too, as it is drawn uniformly.

        None where there are no rows of which it is known.
        """
        known = [
            (size, steps)
            for size, steps in zip(self._sizes, self._steps_ahead, strict=True)
            if steps is not None and size > 0
        ]
        rows = sum(size for size, _ in known)
        return sum(steps for _, steps in known) / rows if rows else None

    def add_refit(
        self, rows: Float[Tensor, "batch column"], steps_ahead: int | None = None
    ) -> None:
        """Keep the rollouts of one refit and forget those of the refit that is now too old.

        Args:
            rows: Their transitions.
            steps_ahead: Sum of the rollout steps that these are; None where nobody knows.
        """
        kept = self._sizes[-(self.refits - 1) :] if self.refits > 1 else []
        first = len(self._rows) - sum(kept)
        self._rows = torch.cat((self._rows[first:], rows)) if kept else rows
        self._sizes = [*kept, len(rows)]
        self._steps_ahead = [*self._steps_ahead[len(self._steps_ahead) - len(kept) :], steps_ahead]

    def draw(self, count: int, generator: Generator) -> Float[Tensor, "batch column"]:
        """Rows drawn uniformly, with replacement."""
        chosen = torch.randint(
            len(self._rows), (count,), generator=generator, device=self._rows.device
        )
        return self._rows.index_select(0, chosen)

    def state_dict(self) -> dict[str, Any]:
        """The rows, how many belong to each refit and how deep they lie."""
        return {
            "rows": self._rows.clone(),
            "sizes": list(self._sizes),
            "steps_ahead": list(self._steps_ahead),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace the content."""
        self._rows = state["rows"].to(self._rows.device)
        self._sizes = list(state["sizes"])
        # Not in checkpoints from before 2026-11-29.
        self._steps_ahead = list(state.get("steps_ahead", [None] * len(self._sizes)))

"""How far the improvement in one model has come, and whether it is still an improvement."""

import math
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from backend.spec.gradient import GradientSpec
from worker.mbrl.learner import LearnerReport


class Progress:
    """Counts updates since the fit, and stops them when the elites no longer agree on progress.

    Attributes:
        starts: Where each check's rollouts begin, the same ones until the next fit.
        draws: Seed of all that a check draws, the same one until the next fit.
    """

    def __init__(self, spec: GradientSpec, device: torch.device) -> None:
        self._spec = spec
        self._device = device
        self.starts = torch.empty(0, 0, device=device)
        self.draws = 0
        self._left = 0
        self._done = 0
        self._last: Tensor | None = None
        self._sums: dict[str, float] = {}
        self._skipped = 0
        self._stopped = False

    @property
    def going(self) -> bool:
        """Whether another update is due in this model."""
        return self._left > 0

    @property
    def validates(self) -> bool:
        """Whether the elites are to be asked before the next update."""
        return (
            self.going
            and self._spec.improved_members > 0.0
            and self._done % self._spec.validate_every == 0
        )

    def begin(self, starts: Float[Tensor, "batch obs"], draws: int) -> None:
        """A new model: all updates are left."""
        self.starts, self.draws = starts, draws
        self._left, self._done, self._last = self._spec.updates_per_fit, 0, None
        self._sums, self._skipped, self._stopped = {}, 0, False

    def validated(self, returns: Float[Tensor, " elite"]) -> None:
        """Stop when the return has risen in too small a share of the elites since the last check.

        Source: Kurutach et al. 2018 (ME-TRPO), section 5: 70 % of the models.
        """
        if self._last is not None:
            share = float((returns > self._last).float().mean())
            if share < self._spec.improved_members:
                self._left, self._stopped = 0, True
        self._last = returns

    def updated(self, values: dict[str, float]) -> None:
        """Count one update and remember what it measured."""
        self._left -= 1
        self._done += 1
        if not all(math.isfinite(value) for value in values.values()):
            self._skipped += 1
            return
        is_first = self._done == self._skipped + 1
        for key, value in values.items():
            # What the sums of an older checkpoint lack waits for the next fit: no mean of a part.
            if not is_first and key not in self._sums:
                continue
            self._sums[key] = self._sums.get(key, 0.0) + value

    def measured(self, length: int) -> LearnerReport:
        """Means over the updates since the fit."""
        finite = max(self._done - self._skipped, 1)
        values = {key: total / finite for key, total in self._sums.items()}
        values["policy/updates"] = float(self._done)
        notes = [f"Improved the policy {self._done} times on rollouts of up to {length} steps."]
        warnings = []
        if self._stopped:
            notes.append(
                "Stopped there: the return rose in fewer than "
                f"{self._spec.improved_members:.0%} of the elites."
            )
        if self._skipped:
            warnings.append(f"{self._skipped} gradients were not finite and moved nothing.")
        return LearnerReport(values, tuple(notes), tuple(warnings))

    def state_dict(self) -> dict[str, Any]:
        """All of it."""
        return {
            "starts": self.starts,
            "draws": self.draws,
            "left": self._left,
            "done": self._done,
            "last": self._last,
            "sums": dict(self._sums),
            "skipped": self._skipped,
            "stopped": self._stopped,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self.starts = state["starts"].to(self._device)
        # Not in checkpoints from before 2026-11-29; any seed serves that stays until the next fit.
        self.draws = state.get("draws", 0)
        self._left, self._done, last = state["left"], state["done"], state["last"]
        self._last = None if last is None else last.to(self._device)
        self._sums = dict(state["sums"])
        self._skipped, self._stopped = state["skipped"], state["stopped"]

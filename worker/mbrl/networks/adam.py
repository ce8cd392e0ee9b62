"""Adam on one flat tensor: one fused kernel for a whole stack of networks."""

from typing import Any

import torch
from torch import Tensor


class FlatAdam:
    """Adam (Kingma and Ba 2015) over one flat parameter, with an optional decay for each number.

    The decay is added to the gradient, as in Chua et al. 2018 (PETS), which penalise the squared
    weights in the loss; it is not AdamW's.
    """

    def __init__(
        self, parameter: Tensor, learning_rate: float, decay: Tensor | None = None
    ) -> None:
        self.parameter = parameter
        self.decay = decay
        self.optimizer = torch.optim.Adam([parameter], lr=learning_rate, fused=True)

    def step(self, gradient: Tensor) -> None:
        """Step down the gradient."""
        if self.decay is not None:
            gradient = torch.addcmul(gradient, self.parameter.detach(), self.decay)
        self.parameter.grad = gradient
        self.optimizer.step()
        self.parameter.grad = None

    def state_dict(self) -> dict[str, Any]:
        """The moments and the count of steps."""
        return self.optimizer.state_dict()

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from saved moments."""
        self.optimizer.load_state_dict(state)

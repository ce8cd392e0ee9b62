"""The suite: fixed real episodes of an environment, along which the models of all runs go."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.evaluation.open_loop import OpenLoop, Windows, open_loop


@dataclass(frozen=True)
class Suite:
    """What models of different runs are compared along: same starts, same actions, same unit.

    Attributes:
        checksum: What tells one suite from another.
        windows: Its stretches of real episodes.
        scale: The unit of state errors: the deviation of each dimension over its own episodes.
    """

    checksum: str
    windows: Windows
    scale: Float[Tensor, " obs"]

    def along(self, model: DynamicsModel, horizon: int, device: torch.device) -> OpenLoop:
        """What the model says along every stretch, fed the actions that were really taken.

        A horizon beyond the suite's is cut to it, a shorter one is the beginning of the same
        stretches: whatever horizons two runs ask for, their errors at one h are comparable.
        """
        windows = self.windows.until(horizon).to(device)
        return open_loop(model, windows, self.scale.to(device))

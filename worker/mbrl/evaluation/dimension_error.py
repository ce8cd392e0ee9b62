"""Which dimensions of the observation the model gets wrong."""

from jaxtyping import Float
from torch import Tensor

from worker.mbrl.evaluation.open_loop import OpenLoop


def dimension_error(along: OpenLoop) -> Float[Tensor, "start obs"]:
    """|predicted - real| of each dimension after one step.

    The root mean square over the dimensions is the open-loop error. Units: deviations of the data.
    """
    return error_after(along, 1)


def error_after(along: OpenLoop, steps: int) -> Float[Tensor, "start dimension"]:
    """The same after so many steps; without any dimension where the windows are shorter."""
    apart = (along.obs - along.windows.obs[:, 1:]) / along.scale
    return apart[:, steps - 1 : steps].abs().flatten(1)

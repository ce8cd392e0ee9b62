"""How far the model strays from reality after h imagined steps: the open-loop error."""

from jaxtyping import Float
from torch import Tensor

from worker.mbrl.evaluation.open_loop import OpenLoop


def horizon_error(along: OpenLoop) -> Float[Tensor, "start step"]:
    """Error of the model's states after each step, one curve for each start.

    Both begin at the same real state; the model sees no later observation.
    Source: our definition; the interest in short horizons follows Janner et al. 2019 (MBPO).
    """
    return state_error(along.obs, along.windows.obs[:, 1:], along.scale)


def state_error(
    predicted: Float[Tensor, "start step obs"],
    observed: Float[Tensor, "start step obs"],
    scale: Float[Tensor, " obs"],
) -> Float[Tensor, "start step"]:
    """Root mean square over the dimensions of the difference. Units: `scale`."""
    return ((predicted - observed) / scale).square().mean(dim=2).sqrt()

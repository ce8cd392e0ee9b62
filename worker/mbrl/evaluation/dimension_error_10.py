"""Which dimensions of the observation have gone wrong after ten steps."""

from jaxtyping import Float
from torch import Tensor

from worker.mbrl.evaluation.dimension_error import error_after
from worker.mbrl.evaluation.open_loop import OpenLoop


def dimension_error_10(along: OpenLoop) -> Float[Tensor, "start dimension"]:
    """|predicted - real| of each dimension after ten steps. Units: deviations of the data."""
    return error_after(along, 10)

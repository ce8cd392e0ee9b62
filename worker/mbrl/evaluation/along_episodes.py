"""The curves that follow from what the model says along real episodes, by their descriptions."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import cast, get_args

from jaxtyping import Float
from torch import Tensor

from backend.spec.curves import CURVES, CurveKind
from backend.spec.diagnostic import DataPolicy
from worker.mbrl.evaluation.open_loop import OpenLoop

# Over the steps, or over the dimensions of an observation.
CurveFunction = Callable[[OpenLoop], Float[Tensor, "start place"]]


def curves_along(
    along: OpenLoop, policy: DataPolicy
) -> Iterator[tuple[CurveKind, Float[Tensor, "start place"]]]:
    """Every curve that is described as measured along this policy's episodes, if they reach it."""
    for kind in cast("tuple[CurveKind, ...]", get_args(CurveKind)):
        described = CURVES[kind]
        if described.along_episodes and policy in described.policies:
            values = curve_function(kind)(along)
            if values.shape[1]:
                yield kind, values


def curve_function(kind: CurveKind) -> CurveFunction:
    """The function that computes a curve: it and its module have the curve's own name.

    So a new curve needs its description and its function, and no list that names it again.

    Raises:
        ModuleNotFoundError, AttributeError: When it is described and nobody wrote it.
    """
    name = kind.replace("-", "_")
    module = import_module(f"worker.mbrl.evaluation.{name}")
    return cast("CurveFunction", getattr(module, name))

"""The weight of the entropy: learned, or fixed by the spec."""

import math

import torch
from torch import Tensor, nn

from backend.spec.policy import PolicySpec


def log_temperature(spec: PolicySpec, like: Tensor | None = None) -> nn.Parameter:
    """Its logarithm, learned from 0 on unless the spec fixes it; of the kind that `like` is."""
    fixed = spec.temperature
    kind = torch.empty(()) if like is None else like
    return nn.Parameter(kind.new_tensor(math.log(fixed or 1.0)), requires_grad=fixed is None)

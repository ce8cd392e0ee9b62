"""Copies of model and policy with network products of reduced precision, for rollouts alone."""

from copy import deepcopy
from typing import Protocol, Self, TypeVar

import torch

from worker.mbrl.dynamics.model import EnsembleModel

SHORT = torch.bfloat16
PolicyT_co = TypeVar("PolicyT_co", covariant=True)


class Acts(Protocol[PolicyT_co]):
    """Networks that make a policy."""

    @property
    def policy(self) -> PolicyT_co:
        """The policy."""

    def to(self, dtype: torch.dtype) -> Self:
        """The networks with weights of this type."""


def multiplies_bfloat16(device: torch.device) -> bool:
    """Whether the device has products of bfloat16; torch emulates them slowly where it has none.

    On a processor with AVX2 alone (AMD EPYC, Zen 3) rollouts took 23 times as long as in float32.
    """
    return device.type != "cpu" or bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def model_in_bfloat16(model: EnsembleModel) -> EnsembleModel:
    """A copy whose elites' weights, products and activations are bfloat16.

    Observations, actions, noise, the bounds of the variance and the statistics stay as they are.
    """
    ensemble = deepcopy(model.ensemble)
    ensemble.elite_networks.to(SHORT)
    return model.predicting_by(ensemble)


def policy_in_bfloat16(agent: Acts[PolicyT_co]) -> PolicyT_co:
    """The policy of a copy of `agent` with bfloat16 networks; observations and actions stay."""
    return deepcopy(agent).to(SHORT).policy

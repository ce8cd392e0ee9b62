"""Adam without torch's optimisers, which bring more than they do."""

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

FIRST_DECAY, SECOND_DECAY, EPSILON = 0.9, 0.999, 1e-8


class Adam:
    """Adam by torch's fused kernel: what `torch.optim.Adam(fused=True)` computes, to the last bit.

    Source: Kingma and Ba 2015, algorithm 1. A process's first optimiser of `torch.optim` imports
    torch's compiler, which takes 70 MB and more than a CPU second of every run, and its steps spend
    as much around the kernel as in it. States are read and written in its form. A parameter
    without a gradient is left out of a step.
    """

    def __init__(self, parameters: Iterable[nn.Parameter], rate: float) -> None:
        self._parameters = list(parameters)
        self._rate = rate
        self._first = [torch.zeros_like(each, requires_grad=False) for each in self._parameters]
        self._second = [torch.zeros_like(each, requires_grad=False) for each in self._parameters]
        self._steps = [
            torch.zeros((), dtype=torch.float32, device=each.device) for each in self._parameters
        ]

    def zero_grad(self) -> None:
        """Forget the gradients."""
        for parameter in self._parameters:
            parameter.grad = None

    @torch.no_grad()
    def step(self) -> None:
        """Move every parameter that has a gradient."""
        moved = [n for n, each in enumerate(self._parameters) if each.grad is not None]

        def those(tensors: list[Tensor]) -> list[Tensor]:
            return [tensors[number] for number in moved]

        gradients = [grad for each in self._parameters if (grad := each.grad) is not None]
        steps = those(self._steps)
        torch._foreach_add_(steps, 1)
        torch._fused_adam_(
            those(list(self._parameters)), gradients, those(self._first), those(self._second), [],
            steps, lr=self._rate, beta1=FIRST_DECAY, beta2=SECOND_DECAY, weight_decay=0.0,
            eps=EPSILON, amsgrad=False, maximize=False,
        )  # fmt: skip

    def state_dict(self) -> dict[str, Any]:
        """Moments and counts of steps, by the parameter's place."""
        parts = zip(self._steps, self._first, self._second, strict=True)
        return {
            "state": {
                number: {"step": step, "exp_avg": first, "exp_avg_sq": second}
                for number, (step, first, second) in enumerate(parts)
            }
        }

    @torch.no_grad()
    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Replace them, where they lie in memory; a parameter that is not told of begins anew.

        Raises:
            ValueError: When a moment has another shape than its parameter.
        """
        parts = zip(self._steps, self._first, self._second, strict=True)
        for number, (step, first, second) in enumerate(parts):
            told = state["state"].get(number)
            for name, own in (("step", step), ("exp_avg", first), ("exp_avg_sq", second)):
                if told is None:
                    own.zero_()
                elif told[name].shape == own.shape:
                    own.copy_(told[name])
                else:
                    raise ValueError(f"{name} has the shape {tuple(told[name].shape)}")

"""Many perceptrons of one shape in one pass, with their gradients written by hand.

The members' weights lie in one flat tensor, so one fused optimiser call steps them all, and the
backward pass writes every gradient straight into one flat tensor. Automatic differentiation of the
same network would allocate a gradient per layer and per slice.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import torch
from jaxtyping import Float
from torch import Tensor

Activation = Literal["relu", "silu"]


@dataclass(frozen=True)
class Layout:
    """Where each layer's weights and biases lie in the flat tensor.

    Attributes:
        members: Networks side by side.
        sizes: Units of each layer, from the input to the output.
        activation: Between layers; the output is linear.
    """

    members: int
    sizes: tuple[int, ...]
    activation: Activation

    @property
    def length(self) -> int:
        """Numbers in the flat tensor."""
        return sum(self.members * (fan_in + 1) * fan_out for fan_in, fan_out in pairwise(self.sizes))

    def layers(self, flat: Tensor) -> list[tuple[Tensor, Tensor]]:
        """Views of the flat tensor: weights [member, in, out] and biases [member, 1, out]."""
        views = []
        at = 0
        for fan_in, fan_out in pairwise(self.sizes):
            weights, biases = self.members * fan_in * fan_out, self.members * fan_out
            views.append(
                (
                    flat[at : at + weights].view(self.members, fan_in, fan_out),
                    flat[at + weights : at + weights + biases].view(self.members, 1, fan_out),
                )
            )
            at += weights + biases
        return views


def uniform_parameters(layout: Layout, generator: torch.Generator) -> Tensor:
    """Weights and biases uniform in +-1/sqrt(fan in), torch's own for linear layers."""
    flat = torch.empty(layout.length)
    for weights, biases in layout.layers(flat):
        bound = 1 / math.sqrt(weights.shape[1])
        weights.uniform_(-bound, bound, generator=generator)
        biases.uniform_(-bound, bound, generator=generator)
    return flat


def truncated_normal_parameters(layout: Layout, generator: torch.Generator) -> Tensor:
    """Weights normal with deviation 1/(2 sqrt(fan in)), cut at two deviations; biases zero.

    Source: Chua et al. 2018 (PETS), code of the bootstrapped ensemble.
    """
    flat = torch.zeros(layout.length)
    for weights, _ in layout.layers(flat):
        deviation = 1 / (2 * math.sqrt(weights.shape[1]))
        torch.nn.init.trunc_normal_(
            weights, 0.0, deviation, -2 * deviation, 2 * deviation, generator=generator
        )
    return flat


def forward(
    inputs: Float[Tensor, "member batch input"], flat: Float[Tensor, " parameter"], layout: Layout
) -> Float[Tensor, "member batch output"]:
    """The outputs of every member on its own batch. Differentiable once in inputs and parameters."""
    output: Tensor = _StackedMLP.apply(inputs, flat, layout)
    return output


def forward_one(
    inputs: Float[Tensor, "batch input"], flat: Float[Tensor, " parameter"], layout: Layout, member: int
) -> Float[Tensor, "batch output"]:
    """The outputs of one member, without gradients."""
    hidden = inputs
    views = layout.layers(flat)
    for number, (weights, biases) in enumerate(views):
        hidden = torch.addmm(biases[member], hidden, weights[member])
        if number < len(views) - 1:
            hidden = _activate_(hidden, layout.activation)
    return hidden


def _activate_(x: Tensor, activation: Activation) -> Tensor:
    """The activation, in place where torch has it so."""
    return x.relu_() if activation == "relu" else torch.nn.functional.silu(x, inplace=True)


class _StackedMLP(torch.autograd.Function):
    """One pass through the stack. Its backward returns one flat gradient for all parameters."""

    @staticmethod
    def forward(ctx: Any, inputs: Tensor, flat: Tensor, layout: Layout) -> Tensor:  # noqa: ANN401 - torch's context
        """Keep each layer's input, and for SiLU what went into it."""
        views = layout.layers(flat)
        kept, before = [inputs], []
        x = inputs
        for number, (weights, biases) in enumerate(views):
            x = torch.baddbmm(biases, x, weights)
            if number == len(views) - 1:
                break
            if layout.activation == "silu":
                before.append(x)
                x = torch.nn.functional.silu(x)
            else:
                x = x.relu_()
            kept.append(x)
        ctx.layout = layout
        ctx.layers = len(kept)
        ctx.save_for_backward(flat, *kept, *before)
        return x

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, Tensor | None, None]:  # noqa: ANN401 - torch's context
        """Gradients by inputs and by the flat parameters, each only where it is asked for."""
        flat, *saved = ctx.saved_tensors
        kept, before = saved[: ctx.layers], saved[ctx.layers :]
        layout: Layout = ctx.layout
        by_inputs, by_flat = ctx.needs_input_grad[:2]
        flat_gradient = torch.empty_like(flat) if by_flat else None
        into = layout.layers(flat_gradient) if flat_gradient is not None else None
        views = layout.layers(flat)
        for number in range(len(views) - 1, -1, -1):
            if into is not None:
                torch.bmm(kept[number].transpose(1, 2), gradient, out=into[number][0])
                torch.sum(gradient, dim=1, keepdim=True, out=into[number][1])
            if number == 0 and not by_inputs:
                return None, flat_gradient, None
            gradient = torch.bmm(gradient, views[number][0].transpose(1, 2))
            if number > 0 and layout.activation == "silu":
                gradient = torch.ops.aten.silu_backward(gradient, before[number - 1])
            elif number > 0:
                gradient = torch.ops.aten.threshold_backward(gradient, kept[number], 0)
        return gradient, flat_gradient, None

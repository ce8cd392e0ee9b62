"""Several networks of one shape, computed together: one matrix product per layer for all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Literal, NamedTuple, cast

import torch
from jaxtyping import Float
from torch import Generator, Tensor, nn
from torch.autograd.function import FunctionCtx

from worker.mbrl.networks.work import WORK

# Rows at once where no gradient is asked for, so that activations stay in a processor's cache: 40 %
# less time for a policy of 2 x 256 units on 4,096 rows, 8 to 13 % for ensembles of 4 x 200.
CHUNK_ROWS = 256

Activation = Literal["relu", "silu"]
Initialiser = Callable[[Float[Tensor, "member layer_in layer_out"], Generator], None]


class _Block(NamedTuple):
    """A part of a flat vector that is looked at as (member, row, column)."""

    shape: tuple[int, int, int]
    start: int

    def of(self, flat: Tensor) -> Tensor:
        """The part of `flat`."""
        _, rows, columns = self.shape
        start = flat.storage_offset() + self.start
        return flat.as_strided(self.shape, (rows * columns, columns, 1), start)


@dataclass(frozen=True)
class Layout:
    """Where each layer's weights and biases lie in one flat vector of parameters.

    Attributes:
        members: Networks in the stack.
        sizes: Widths from the input to the output.
        activation: The function between layers.
    """

    members: int
    sizes: tuple[int, ...]
    activation: Activation

    @cached_property
    def lengths(self) -> list[int]:
        """Lengths of the blocks: weights, biases, weights, biases, ..."""
        return [
            self.members * length
            for layer_in, layer_out in pairwise(self.sizes)
            for length in (layer_in * layer_out, layer_out)
        ]

    @cached_property
    def blocks(self) -> list[tuple[_Block, _Block]]:
        """Each layer's weights (member, layer_in, layer_out) and biases (member, 1, layer_out)."""
        starts = accumulate(self.lengths, initial=0)
        return [
            (
                _Block((self.members, layer_in, layer_out), next(starts)),
                _Block((self.members, 1, layer_out), next(starts)),
            )
            for layer_in, layer_out in pairwise(self.sizes)
        ]

    def layers(self, flat: Tensor) -> list[tuple[Tensor, Tensor]]:
        """Weights and biases as views of `flat`, which lies in memory without gaps.

        By strides, because ten of these are made per update: split and reshaped they take four
        times as long.
        """
        return [(weights.of(flat), biases.of(flat)) for weights, biases in self.blocks]


class _Saved(FunctionCtx):
    layout: Layout
    saved_tensors: tuple[Tensor, ...]
    needs_input_grad: tuple[bool, ...]


class _Forward(torch.autograd.Function):
    """All layers as one node of the graph.

    Fifteen nodes become one, the gradient is written straight into one flat vector, and the half
    that nobody asked for is never computed.
    """

    @staticmethod
    def forward(ctx: _Saved, inputs: Tensor, flat: Tensor, layout: Layout) -> Tensor:
        WORK.passed(len(inputs) * inputs.shape[1], len(flat) // layout.members)
        layers = layout.layers(flat)
        kept: list[Tensor] = []  # what each layer received, and what went into its activation
        hidden = inputs
        for weights, biases in layers[:-1]:
            kept.append(hidden)
            before = torch.baddbmm(biases, hidden, weights)
            if layout.activation == "relu":
                hidden = before.relu_()
                kept.append(hidden)
            else:
                hidden = nn.functional.silu(before)
                kept.append(before)
        kept.append(hidden)
        ctx.layout = layout
        ctx.save_for_backward(flat, *kept)
        return torch.baddbmm(layers[-1][1], hidden, layers[-1][0])

    @staticmethod
    def backward(ctx: _Saved, gradient: Tensor) -> tuple[Tensor | None, Tensor | None, None]:
        flat, *kept = ctx.saved_tensors
        WORK.passed(len(gradient) * gradient.shape[1], len(flat) // ctx.layout.members)
        wants_inputs, wants_flat = ctx.needs_input_grad[:2]
        layers = ctx.layout.layers(flat)
        flat_gradient = torch.empty_like(flat) if wants_flat else None
        gradients = ctx.layout.layers(flat_gradient) if flat_gradient is not None else []
        for layer in range(len(layers) - 1, -1, -1):
            if gradients:
                torch.bmm(kept[2 * layer].transpose(1, 2), gradient, out=gradients[layer][0])
                torch.sum(gradient, 1, keepdim=True, out=gradients[layer][1])
            if layer > 0 or wants_inputs:
                gradient = gradient.bmm(layers[layer][0].transpose(1, 2))
            if layer > 0:
                gradient = _through(ctx.layout.activation, gradient, kept[2 * layer - 1])
        return (gradient if wants_inputs else None), flat_gradient, None


def _through(activation: Activation, gradient: Tensor, kept: Tensor) -> Tensor:
    """The gradient before the activation, written over the one after it."""
    if activation == "relu":
        through = torch.ops.aten.threshold_backward.grad_input
        return cast("Tensor", through(gradient, kept, 0, grad_input=gradient))
    through = torch.ops.aten.silu_backward.grad_input
    return cast("Tensor", through(gradient, kept, grad_input=gradient))


def _outputs(inputs: Tensor, flat: Tensor, layout: Layout) -> Tensor:
    """All layers where no gradient is asked for: activations overwrite what went into them."""
    WORK.passed(len(inputs) * inputs.shape[1], len(flat) // layout.members)
    *hidden_layers, (weights, biases) = layout.layers(flat)
    activate = torch.relu_ if layout.activation == "relu" else _silu_
    chunks = torch.split(inputs, inputs.shape[1] if inputs.is_cuda else CHUNK_ROWS, dim=1)
    outputs = []
    for chunk in chunks:
        hidden = chunk
        for hidden_weights, hidden_biases in hidden_layers:
            hidden = activate(torch.baddbmm(hidden_biases, hidden, hidden_weights))
        outputs.append(torch.baddbmm(biases, hidden, weights))
    return outputs[0] if len(outputs) == 1 else torch.cat(outputs, dim=1)


def _passed(inputs: Tensor, flat: Tensor, layout: Layout) -> Tensor:
    if torch.is_grad_enabled():
        return _apply(inputs, flat, layout)
    # Weights may be of a shorter type than what comes and goes.
    return _outputs(inputs.to(flat.dtype), flat, layout).to(inputs.dtype)


def _silu_(hidden: Tensor) -> Tensor:
    return nn.functional.silu(hidden, inplace=True)


# torch does not say what `apply` takes and returns.
_apply = cast("Callable[[Tensor, Tensor, Layout], Tensor]", _Forward.apply)


class StackedMlp(nn.Module):
    """`members` perceptrons of one shape whose parameters are one flat vector.

    One vector, because an optimiser, a copy, a snapshot or a moving average is then one operation.
    """

    def __init__(
        self,
        members: int,
        sizes: Sequence[int],
        activation: Activation,
        initialise: Initialiser,
        generator: Generator,
    ) -> None:
        super().__init__()
        self.layout = Layout(members, tuple(sizes), activation)
        self.flat = nn.Parameter(torch.zeros(sum(self.layout.lengths)))
        with torch.no_grad():
            for weights, _ in self.layout.layers(self.flat):
                initialise(weights, generator)

    def forward(
        self, inputs: Float[Tensor, "member batch input"]
    ) -> Float[Tensor, "member batch output"]:
        """Outputs of every member for its own inputs."""
        return _passed(inputs, self.flat, self.layout)

    def frozen(
        self, inputs: Float[Tensor, "member batch input"]
    ) -> Float[Tensor, "member batch output"]:
        """The same outputs, with gradients for the inputs alone."""
        return _passed(inputs, self.flat.detach(), self.layout)


def glorot_uniform(
    weights: Float[Tensor, "member layer_in layer_out"], generator: Generator
) -> None:
    """Fill with the uniform distribution of Glorot and Bengio 2010, as SAC's authors do."""
    bound = (6.0 / (weights.shape[1] + weights.shape[2])) ** 0.5
    weights.uniform_(-bound, bound, generator=generator)


def truncated_normal(
    weights: Float[Tensor, "member layer_in layer_out"], generator: Generator
) -> None:
    """Fill with a normal of deviation 1 / (2 sqrt(inputs)), cut at two of them (PETS's code)."""
    deviation = 0.5 / weights.shape[1] ** 0.5
    nn.init.trunc_normal_(
        weights, std=deviation, a=-2 * deviation, b=2 * deviation, generator=generator
    )

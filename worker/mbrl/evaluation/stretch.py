"""How much the closed loop of model and policy stretches a small change of the state."""

from typing import Protocol

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from worker.mbrl.dynamics.model import DynamicsModel


class ActsByMean(Protocol):
    """The part of a policy that the stretch needs."""

    def mean_action(self, obs: Float[Tensor, "batch obs"]) -> Float[Tensor, "batch act"]:
        """Actions without noise; unlike `decide`, differentiable."""


def state_jacobians(
    model: DynamicsModel,
    policy: ActsByMean,
    starts: Float[Tensor, "start obs"],
    horizon: int,
    generator: Generator,
) -> Float[Tensor, "step start obs obs"]:
    """Slopes of s_h by s_0 for each h, in the closed loop without action noise; NaN after the end.

    Products of the Jacobians of single steps, each by one pass back per dimension for all starts at
    once. The model draws as it does in rollouts.
    """
    members = model.draw_members(len(starts), generator)
    unit = torch.eye(starts.shape[1], dtype=torch.double, device=starts.device)
    product = unit.expand(len(starts), -1, -1)
    obs, products = starts, []
    going = torch.ones(len(starts), dtype=torch.bool, device=starts.device)
    for _ in range(horizon):
        obs = obs.detach().requires_grad_()
        found = model.sample(obs, policy.mean_action(obs), generator, members)
        going = going & found.valid
        product = _jacobian(found.obs_next, obs).double() @ product
        products.append(product.where(going[:, None, None], torch.nan))
        going = going & ~found.terminated
        obs = found.obs_next.where(going[:, None], starts)
    return torch.stack(products)


def stretches(
    jacobians: Float[Tensor, "step start obs obs"], scale: Float[Tensor, " obs"]
) -> Float[Tensor, "step start"]:
    """Largest singular values of Jacobians between states in units of `scale`; NaN where those are.

    Exact; power iteration would need forward derivatives, which the networks do not have.
    """
    unitless = jacobians * scale.double() / scale.double()[:, None]
    is_finite = unitless.isfinite().all(dim=-1).all(dim=-1)
    largest: Tensor = torch.linalg.matrix_norm(
        unitless.where(is_finite[..., None, None], 0.0), ord=2
    )
    return largest.where(is_finite, torch.nan)


def _jacobian(
    outputs: Float[Tensor, "start obs"], inputs: Float[Tensor, "start obs"]
) -> Float[Tensor, "start obs obs"]:
    """Of each row's outputs by the same row's inputs: rows do not depend on one another."""
    sums = outputs.sum(dim=0)
    rows = [torch.autograd.grad(each, inputs, retain_graph=True)[0] for each in sums]
    return torch.stack(rows, dim=1)

"""Whether gradients through the model can be learned from, horizon by horizon.

A rollout's return has two gradients by the policy's parameters: pathwise, through the model, and
by likelihood ratio, through the policy's probabilities alone. The first one's variance follows the
product of the state Jacobians, which explodes or vanishes with the horizon; the second one's not.

Source: PIPPS (ICML 2018, arXiv 1902.01240).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from jaxtyping import Bool, Float
from torch import Generator, Tensor
from torch.nn import Parameter

from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.policy.policy import StochasticPolicy

HORIZONS = (1, 2, 5, 10, 20, 50)


class DifferentiablePolicy(StochasticPolicy, Protocol):
    """A policy whose actions can be differentiated, by what it observes and by its parameters."""

    def mean_action(self, obs: Float[Tensor, "batch obs"]) -> Float[Tensor, "batch act"]:
        """Actions without noise; unlike `decide`, differentiable."""


@dataclass(frozen=True)
class Imagined:
    """Rollouts of the policy in the model, one from each start, with their graph.

    Attributes:
        obs: States before each step, cut out of the graph.
        act: Actions taken there, cut out of the graph.
        reparameterised: The same actions as functions of the parameters, at fixed states.
        nudges: Zeros that were added to each step's actions, leaves of the graph.
        rewards: Discounted rewards; 0 after the end.
        going: Whether the rollout had not ended before the step.
    """

    obs: Float[Tensor, "step start obs"]
    act: Float[Tensor, "step start act"]
    reparameterised: Sequence[Float[Tensor, "start act"]]
    nudges: Sequence[Float[Tensor, "start act"]]
    rewards: Float[Tensor, "step start"]
    going: Bool[Tensor, "step start"]


@dataclass(frozen=True)
class GradientSpread:
    """What the gradients of many rollouts say together, for each horizon.

    Attributes:
        mean_norm: Length of their mean.
        total_variance: Trace of their covariance over the starts.
        norms: Length of each rollout's own gradient.
    """

    mean_norm: Float[Tensor, " horizon"]
    total_variance: Float[Tensor, " horizon"]
    norms: Float[Tensor, "horizon start"]


@dataclass(frozen=True)
class Gradients:
    """Both gradients and the stretch, for each of `horizons`.

    Attributes:
        horizons: Steps of the returns, ascending.
        returns: Return of each rollout over the first h steps.
        pathwise: Gradients through the model.
        likelihood_ratio: Gradients of the same returns of the same rollouts by the score.
        stretch: Largest factor by which h steps of the closed loop stretch a small change of the
            start state; NaN where the rollout ended before.
        log_stretch_per_step: log(stretch) / h: above 0 gradients explode, below 0 they vanish.
    """

    horizons: tuple[int, ...]
    returns: Float[Tensor, "horizon start"]
    pathwise: GradientSpread
    likelihood_ratio: GradientSpread
    stretch: Float[Tensor, "horizon start"]
    log_stretch_per_step: Float[Tensor, "horizon start"]


@dataclass(frozen=True)
class Question:
    """What is asked of a model and a policy.

    Attributes:
        starts: Start states, at least two, one rollout from each.
        scale: Deviation of each dimension over D, the unit of states.
        horizons: Steps of the returns, ascending.
        discount: Discount per step of the return; 1 for the plain sum.
    """

    starts: Float[Tensor, "start obs"]
    scale: Float[Tensor, " obs"]
    horizons: tuple[int, ...] = HORIZONS
    discount: float = 1.0


def usable_horizons(longest: int) -> tuple[int, ...]:
    """Those of the usual horizons that are at most `longest`."""
    return tuple(horizon for horizon in HORIZONS if horizon <= longest)


def measure_gradients(
    model: DynamicsModel, policy: DifferentiablePolicy, question: Question, generator: Generator
) -> Gradients:
    """Both gradients and the stretch, by the propagation that the policy was trained in.

    Costs a pass back through the policy for each start and every step of every horizon, and one
    through the model for each dimension of the state and every step of the longest.
    """
    horizons = question.horizons
    imagined = imagine(model, policy, question, generator)
    jacobians = state_jacobians(model, policy, question.starts, horizons[-1], generator)
    places = torch.tensor(horizons, device=jacobians.device) - 1
    stretch = stretches(jacobians[places], question.scale)
    return Gradients(
        horizons,
        imagined.rewards.detach().cumsum(dim=0)[places],
        spread_of(pathwise(imagined, policy, horizons)),
        spread_of(likelihood_ratio(imagined, policy, horizons)),
        stretch,
        stretch.log() / (places + 1)[:, None],
    )


def imagine(
    model: DynamicsModel, policy: DifferentiablePolicy, question: Question, generator: Generator
) -> Imagined:
    """One rollout from each start over the longest horizon.

    A step that terminates still pays; one whose prediction is not valid does not, and ends the
    rollout too. How the policy moves the end is in the likelihood ratio's gradient alone.
    """
    obs, starts = question.starts, question.starts
    members = model.draw_members(len(starts), generator)
    going = torch.ones(len(starts), dtype=torch.bool, device=starts.device)
    steps: list[tuple[Tensor, ...]] = []
    for step in range(question.horizons[-1]):
        before = generator.get_state()
        act, _ = policy.sample(obs, generator)
        # The same draw again: parameters then reach it directly, not by way of earlier steps.
        generator.set_state(before)
        own, _ = policy.sample(obs.detach(), generator)
        nudge = torch.zeros_like(own, requires_grad=True)
        found = model.sample(obs, act + nudge, generator, members)
        pays = going & found.valid
        # A reward that ignores the action has a gradient too: none.
        reward = question.discount**step * found.reward.where(pays, 0.0) + 0.0 * nudge.sum(dim=1)
        steps.append((obs.detach(), own.detach(), own, nudge, reward, going))
        going = pays & ~found.terminated
        # Rows that have ended go on from a harmless state, so that none of them overflows.
        obs = found.obs_next.where(going[:, None], starts)
    states, acts, owns, nudges, rewards, goings = zip(*steps, strict=True)
    stacked = (torch.stack(states), torch.stack(acts), owns, nudges)
    return Imagined(*stacked, torch.stack(rewards), torch.stack(goings))


def pathwise(
    imagined: Imagined, policy: DifferentiablePolicy, horizons: Sequence[int]
) -> Float[Tensor, "horizon start parameter"]:
    """Gradient of each rollout's return by reparameterisation.

    One pass through the model gives the slopes of all returns by all actions, as no rollout depends
    on another; then each start's go through the policy alone. Source: Kingma and Welling 2014.
    """
    parameters = list(policy.parameters())
    gradients = []
    for horizon in horizons:
        total = imagined.rewards[:horizon].sum()
        nudges = imagined.nudges[:horizon]
        slopes = torch.autograd.grad(
            total, nudges, retain_graph=True, allow_unused=True, materialize_grads=True
        )
        acts = imagined.reparameterised[:horizon]
        rows = torch.eye(len(slopes[0]), device=total.device, dtype=total.dtype)[:, :, None]
        gradients.append(
            torch.stack([_by(parameters, acts, [row * slope for slope in slopes]) for row in rows])
        )
    return torch.stack(gradients)


def likelihood_ratio(
    imagined: Imagined, policy: DifferentiablePolicy, horizons: Sequence[int]
) -> Float[Tensor, "horizon start parameter"]:
    """Gradient of each rollout's return: the sum over t of (G_t - b_t) d log pi(a_t | s_t).

    G_t is what the rollout earns from step t to the horizon, b_t the mean of that over the other
    rollouts. The model's own draws need no score: their noise does not depend on the parameters.

    Source: Williams 1992 (REINFORCE). Departures, without bias and for a fair comparison: reward to
        go in place of the whole return, and the baseline b_t.
    """
    parameters = list(policy.parameters())
    rewards, starts = imagined.rewards.detach(), imagined.rewards.shape[1]
    weights = rewards.new_zeros(len(horizons), *rewards.shape)
    for weight, horizon in zip(weights, horizons, strict=True):
        to_go = rewards[:horizon].flip(0).cumsum(dim=0).flip(0)
        others = (to_go.sum(dim=1, keepdim=True) - to_go) / (starts - 1)
        weight[:horizon] = (to_go - others) * imagined.going[:horizon]
    gradients = []
    for start in range(starts):
        log_probability = policy.log_probability(imagined.obs[:, start], imagined.act[:, start])
        gradients.append(
            torch.stack([_by(parameters, [log_probability], [w]) for w in weights[:, :, start]])
        )
    return torch.stack(gradients, dim=1)


def spread_of(gradients: Float[Tensor, "horizon start parameter"]) -> GradientSpread:
    """Length of the mean, and total variance; in double precision, as squares may overflow."""
    norms = torch.linalg.vector_norm(gradients, dim=2, dtype=torch.double)
    mean_norm = torch.linalg.vector_norm(gradients.mean(dim=1, dtype=torch.double), dim=1)
    # By lengths alone, as the matrix is large: sum |g - mean|^2 = sum |g|^2 - n |mean|^2.
    starts = norms.shape[1]
    about_mean = norms.square().sum(dim=1) - starts * mean_norm.square()
    return GradientSpread(mean_norm, about_mean.clamp(min=0.0) / (starts - 1), norms)


def state_jacobians(
    model: DynamicsModel,
    policy: DifferentiablePolicy,
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


def _by(
    parameters: Sequence[Parameter], outputs: Sequence[Tensor], slopes: Sequence[Tensor]
) -> Float[Tensor, " parameter"]:
    """Gradient of the sum of `outputs` times `slopes`, all parameters in one vector."""
    # Asked with slopes of its own, torch would import sympy first, which takes 60 MB.
    pairs = zip(outputs, slopes, strict=True)
    total = torch.stack([(output * slope).sum() for output, slope in pairs]).sum()
    parts: tuple[Tensor, ...] = torch.autograd.grad(
        total, parameters, retain_graph=True, allow_unused=True, materialize_grads=True
    )
    return torch.cat([part.flatten() for part in parts])

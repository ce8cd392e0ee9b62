"""Whether gradients through the model can be learned from, horizon by horizon.

A rollout's return has two gradients by the policy's parameters: pathwise, through the model, and
by likelihood ratio, through the policy's probabilities alone. The first one's variance follows the
product of the state Jacobians, which explodes or vanishes with the horizon; the second one's not.

Source: PIPPS (ICML 2018, arXiv 1902.01240).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from jaxtyping import Bool, Float
from torch import Generator, Tensor

from worker.mbrl.dynamics.cut_off import AfterCutOff
from worker.mbrl.dynamics.model import DynamicsModel
from worker.mbrl.evaluation.gradient_spread import (
    GradientSpread,
    Ratio,
    spread_of,
    variance_ratio,
)
from worker.mbrl.evaluation.stretch import ActsByMean, state_jacobians, stretches
from worker.mbrl.policy.policy import StochasticPolicy

HORIZONS = (1, 2, 5, 10, 20, 50)
# Of a start: what the others of them earned is the baseline of each.
ROLLOUTS = 4
# The stretch is exact at each start, and costs a pass for each dimension of the state.
STRETCHED_STARTS = 12


class DifferentiablePolicy(StochasticPolicy, ActsByMean, Protocol):
    """A policy whose actions can be differentiated, by what it observes and by its parameters."""

    def reparameterised(
        self, obs: Float[Tensor, "batch obs"], noise: Float[Tensor, "batch act"]
    ) -> Float[Tensor, "batch act"]:
        """The actions that `sample` makes of this standard normal noise, differentiable."""


@dataclass(frozen=True)
class Imagined:
    """Rollouts of the policy in the model, several from each start, with their graph.

    Attributes:
        obs: States before each step, cut out of the graph.
        act: Actions taken there, cut out of the graph.
        noise: What the policy made the actions of.
        nudges: Zeros that were added to each step's actions, leaves of the graph.
        rewards: Discounted rewards; 0 after the end, the worst one at each step cut off.
        going: Whether the rollout had not ended before the step.
        rollouts: Of each start; they stand next to one another.
    """

    obs: Float[Tensor, "step rollout obs"]
    act: Float[Tensor, "step rollout act"]
    noise: Float[Tensor, "step rollout act"]
    nudges: Sequence[Float[Tensor, "rollout act"]]
    rewards: Float[Tensor, "step rollout"]
    going: Bool[Tensor, "step rollout"]
    rollouts: int


@dataclass(frozen=True)
class Gradients:
    """Both gradients and the stretch, for each of `horizons`.

    Attributes:
        horizons: Steps of the returns, ascending.
        returns: Return of each rollout over the first h steps.
        pathwise: Gradients through the model, of each start the mean over its rollouts.
        likelihood_ratio: Gradients of the same returns of the same rollouts by the score.
        variance_ratio: Total variance of the first over that of the second.
        stretch: Largest factor by which h steps of the closed loop stretch a small change of the
            start state; NaN where the rollout ended before.
        log_stretch_per_step: log(stretch) / h: above 0 gradients explode, below 0 they vanish.
    """

    horizons: tuple[int, ...]
    returns: Float[Tensor, "horizon rollout"]
    pathwise: GradientSpread
    likelihood_ratio: GradientSpread
    variance_ratio: Ratio
    stretch: Float[Tensor, "horizon stretched"]
    log_stretch_per_step: Float[Tensor, "horizon stretched"]


@dataclass(frozen=True)
class Question:
    """What is asked of a model and a policy.

    Attributes:
        starts: Start states, at least two, drawn independently.
        worst_reward: What stands for each step that a rollout misses when it is cut off.
        scale: Deviation of each dimension over D, the unit of states.
        horizons: Steps of the returns, ascending.
        discount: Discount per step of the return; 1 for the plain sum.
        rollouts: From each start, at least two.
    """

    starts: Float[Tensor, "start obs"]
    scale: Float[Tensor, " obs"]
    worst_reward: Float[Tensor, ""]
    horizons: tuple[int, ...] = HORIZONS
    discount: float = 1.0
    rollouts: int = ROLLOUTS


def usable_horizons(longest: int) -> tuple[int, ...]:
    """Those of the usual horizons that are at most `longest`."""
    return tuple(horizon for horizon in HORIZONS if horizon <= longest)


def measure_gradients(
    model: DynamicsModel, policy: DifferentiablePolicy, question: Question, generator: Generator
) -> Gradients:
    """Both gradients and the stretch, by the propagation that the policy was trained in.

    Costs a pass back through the policy for each start, horizon and kind of gradient, one back
    through all rollouts for each horizon, and one through the model for each dimension of the state
    and every step of the longest.
    """
    horizons = question.horizons
    imagined = imagine(model, policy, question, generator)
    path = spread_of(pathwise(imagined, policy, horizons))
    ratio = spread_of(likelihood_ratio(imagined, policy, horizons))
    starts = question.starts[:STRETCHED_STARTS]
    jacobians = state_jacobians(model, policy, starts, horizons[-1], generator)
    places = torch.tensor(horizons, device=jacobians.device) - 1
    stretch = stretches(jacobians[places], question.scale)
    return Gradients(
        horizons,
        imagined.rewards.detach().cumsum(dim=0)[places],
        path,
        ratio,
        variance_ratio(path, ratio),
        stretch,
        stretch.log() / (places + 1)[:, None],
    )


def imagine(
    model: DynamicsModel, policy: DifferentiablePolicy, question: Question, generator: Generator
) -> Imagined:
    """Rollouts from each start over the longest horizon.

    A step that terminates still pays; one whose prediction is not valid cuts the rollout off: the
    worst reward stands for it and for each step after it. How the policy moves the end is in the
    likelihood ratio's gradient alone.
    """
    starts = question.starts.repeat_interleave(question.rollouts, dim=0)
    obs, count = starts, len(starts)
    members = model.draw_members(count, generator)
    going = torch.ones(count, dtype=torch.bool, device=starts.device)
    lost = ~going
    worst = AfterCutOff("worst", lambda: question.worst_reward)
    steps: list[tuple[Tensor, ...]] = []
    for step in range(question.horizons[-1]):
        shape = (count, policy.action_dims)
        noise = torch.randn(shape, generator=generator, device=obs.device, dtype=obs.dtype)
        act = policy.reparameterised(obs, noise)
        nudge = torch.zeros_like(act, requires_grad=True)
        found = model.sample(obs, act + nudge, generator, members)
        pays, lost = going & found.valid, lost | (going & ~found.valid)
        earned = found.reward.where(pays, worst.for_steps(lost.to(found.reward.dtype)))
        # A reward that ignores the action has a gradient too: none.
        reward = question.discount**step * earned + 0.0 * nudge.sum(dim=1)
        steps.append((obs.detach(), act.detach(), noise, nudge, reward, going))
        going = pays & ~found.terminated
        # Rows that have ended go on from a harmless state, so that none of them overflows.
        obs = found.obs_next.where(going[:, None], starts)
    states, acts, noises, nudges, rewards, goings = zip(*steps, strict=True)
    drawn = (torch.stack(states), torch.stack(acts), torch.stack(noises), nudges)
    return Imagined(*drawn, torch.stack(rewards), torch.stack(goings), question.rollouts)


def pathwise(
    imagined: Imagined, policy: DifferentiablePolicy, horizons: Sequence[int]
) -> Iterator[Float[Tensor, "start parameter"]]:
    """Gradient of each start's mean return by reparameterisation, for each horizon.

    One pass through the model gives the slopes of all returns by all actions, as no rollout depends
    on another; then each start's go through the policy alone, at fixed states, as parameters reach
    later states by way of actions only. Source: Kingma and Welling 2014.
    """

    def acts(mine: Rows) -> Tensor:
        return policy.reparameterised(mine(imagined.obs), mine(imagined.noise))

    for horizon in horizons:
        total = imagined.rewards[:horizon].sum()
        nudges = imagined.nudges[:horizon]
        slopes = torch.autograd.grad(
            total, nudges, retain_graph=True, allow_unused=True, materialize_grads=True
        )
        yield _by_start(imagined, policy, acts, torch.stack(slopes))


def likelihood_ratio(
    imagined: Imagined, policy: DifferentiablePolicy, horizons: Sequence[int]
) -> Iterator[Float[Tensor, "start parameter"]]:
    """Gradient of each start's mean return: of a rollout, sum over t of (G_t - b_t) d log pi_t.

    G_t is what the rollout earns from step t to the horizon, b_t the mean of that over the other
    rollouts of the same start: what differs between starts is no noise of an estimator, and a
    baseline of other starts would leave it all in. It is no critic, so that runs without one are
    measured alike and a critic's error is not taken for variance. The model's own draws need no
    score: their noise does not depend on the parameters.

    Source: Williams 1992 (REINFORCE); Kool et al. 2019, for the baseline without bias. Departure:
        reward to go in place of the whole return.
    """
    rewards, rollouts = imagined.rewards.detach(), imagined.rollouts

    def log_probability(mine: Rows) -> Tensor:
        return policy.log_probability(mine(imagined.obs), mine(imagined.act))

    for horizon in horizons:
        to_go = rewards[:horizon].flip(0).cumsum(dim=0).flip(0)
        of_start = to_go.view(horizon, -1, rollouts)
        others = (of_start.sum(dim=2, keepdim=True) - of_start) / (rollouts - 1)
        weights = (of_start - others).flatten(1) * imagined.going[:horizon]
        yield _by_start(imagined, policy, log_probability, weights)


Rows = Callable[[Tensor], Tensor]
"""The rows of one start, of a tensor of all steps and rollouts."""


def _by_start(
    imagined: Imagined,
    policy: DifferentiablePolicy,
    outputs: Callable[[Rows], Tensor],
    slopes: Float[Tensor, "step rollout *rest"],
) -> Float[Tensor, "start parameter"]:
    """Gradient of the sum of a start's `outputs` times `slopes`, mean over its rollouts."""
    parameters, rollouts = list(policy.parameters()), imagined.rollouts
    gradients = []
    for first in range(0, slopes.shape[1], rollouts):

        def mine(values: Tensor, first: int = first) -> Tensor:
            return values[: len(slopes), first : first + rollouts].flatten(0, 1)

        # Asked with slopes of its own, torch would import sympy first, which takes 60 MB.
        total = (outputs(mine) * mine(slopes) / rollouts).sum()
        found = torch.autograd.grad(total, parameters)
        gradients.append(torch.cat([part.flatten() for part in found]))
    return torch.stack(gradients)

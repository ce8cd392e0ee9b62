"""Predictors that no model should lose to: what an error is read against."""

from dataclasses import dataclass
from typing import Protocol

import torch
from jaxtyping import Float
from torch import Tensor

from worker.mbrl.networks.work import WORK
from worker.mbrl.replay.transitions import Transitions

# More transitions change no digit that is read.
MOST_TRANSITIONS = 20_000
# Of the largest eigenvalue of the inputs' correlations: below it a direction is never seen.
SMALLEST_SEEN = 1e-10


class Predictor(Protocol):
    """Anything that says what to expect of a step."""

    def expected(
        self, obs: Float[Tensor, "batch obs"], act: Float[Tensor, "batch act"]
    ) -> tuple[Float[Tensor, "batch obs"], Float[Tensor, " batch"]]:
        """The next observation, and the reward of the step."""


@dataclass(frozen=True)
class MeanChange:
    """The same change at every step, and the same reward; with no change it is persistence.

    Attributes:
        change: What is added to the state.
        reward: What is earned.
    """

    change: Float[Tensor, " obs"]
    reward: Float[Tensor, ""]

    def expected(
        self, obs: Float[Tensor, "batch obs"], act: Float[Tensor, "batch act"]
    ) -> tuple[Float[Tensor, "batch obs"], Float[Tensor, " batch"]]:
        """The state and the change, whatever the action is."""
        del act
        return obs + self.change, self.reward.expand(len(obs))


@dataclass(frozen=True)
class LinearPrediction:
    """Change and reward as a linear function of state and action.

    Attributes:
        weights: One row for each input, the last one for the constant; the last column is the
            reward's.
    """

    weights: Float[Tensor, "input output"]

    def expected(
        self, obs: Float[Tensor, "batch obs"], act: Float[Tensor, "batch act"]
    ) -> tuple[Float[Tensor, "batch obs"], Float[Tensor, " batch"]]:
        """The state and the change that state and action are due to."""
        said = torch.cat((obs, act, obs.new_ones(len(obs), 1)), dim=1) @ self.weights
        return obs + said[:, :-1], said[:, -1]


@dataclass(frozen=True)
class NaivePredictors:
    """Three of them, the last two with what they know of D.

    Attributes:
        persistence: Nothing changes.
        mean_change: Every step changes the state as an average step of D does.
        linear: Linear least squares on D; fed back, a system that may itself explode.
    """

    persistence: Predictor
    mean_change: Predictor
    linear: Predictor


def naive_predictors(real: Transitions) -> NaivePredictors:
    """Fit them to D, or to 20,000 transitions evenly spread over it."""
    count = min(len(real.obs), MOST_TRANSITIONS)
    chosen = torch.linspace(0, len(real.obs) - 1, count).round().long().to(real.obs.device)
    obs, act = real.obs[chosen], real.act[chosen]
    change, reward = real.obs_next[chosen] - obs, real.reward[chosen]
    mean, earned = change.mean(dim=0), reward.mean()
    weights = _least_squares(
        torch.cat((obs, act), dim=1).double(),
        torch.cat((change, reward.unsqueeze(1)), dim=1).double(),
    )
    return NaivePredictors(
        MeanChange(torch.zeros_like(mean), earned),
        MeanChange(mean, earned),
        LinearPrediction(weights.to(obs.dtype)),
    )


def _least_squares(
    inputs: Float[Tensor, "batch input"], targets: Float[Tensor, "batch output"]
) -> Float[Tensor, "input_and_one output"]:
    """Weights of the least squares with a constant, the smallest ones where many are alike.

    Of standardised inputs: an input that never varies gets no weight, and none depends on units.
    """
    WORK.passed(len(inputs), (inputs.shape[1] + 1) ** 2)
    centre, level = inputs.mean(dim=0), targets.mean(dim=0)
    spread = inputs.std(dim=0, correction=0)
    unit = spread.where(spread > 0.0, 1.0)
    scaled = (inputs - centre) / unit
    inverse = torch.linalg.pinv(scaled.T @ scaled, rtol=SMALLEST_SEEN, hermitian=True)
    slopes = (inverse @ (scaled.T @ (targets - level))) / unit.unsqueeze(1)
    return torch.cat((slopes, (level - centre @ slopes).unsqueeze(0)))

"""Whether the model knows what it does not know: disagreement, coverage, rank correlation."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Generator, Tensor

from worker.mbrl.dynamics.model import DynamicsModel, EnsembleModel
from worker.mbrl.evaluation.open_loop import Windows
from worker.mbrl.evaluation.student import student_quantile

# The fewest draws of which the outermost two hold 90 % of the probability between them.
PARTICLES = 20
STARTS = 20
FEWEST_FOR_INTERVAL = 3


@dataclass(frozen=True)
class Correlation:
    """A rank correlation with its 95 % interval; NaN where it cannot be known."""

    value: float
    low: float
    high: float


def fewer(windows: Windows, starts: int = STARTS) -> Windows:
    """At most so many of the windows, evenly spaced: draws multiply the cost of each."""
    count = min(starts, len(windows.obs))
    chosen = torch.linspace(0, len(windows.obs) - 1, count).round().long()
    return Windows(
        windows.obs[chosen], windows.act[chosen], windows.rewards[chosen], windows.episode[chosen]
    )


@torch.no_grad()
def disagreement(
    model: DynamicsModel, windows: Windows, scale: Float[Tensor, " obs"]
) -> Float[Tensor, "start step"]:
    """How far the elites are apart after each step, when each follows its own mean.

    All are fed the actions really taken. The deviation over elites, root mean square over the
    dimensions. Units: `scale`, the deviation of each dimension over D: those of the error, so that
    the two curves can be laid over one another.
    """
    obs = windows.obs[:, 0].unsqueeze(0)
    spread = []
    for step in range(windows.act.shape[1]):
        obs = model.means(obs, windows.act[:, step])
        apart = (obs / scale).var(dim=0, correction=0)
        spread.append(apart.mean(dim=1).sqrt())
    return torch.stack(spread, dim=1)


def spreading(model: DynamicsModel) -> DynamicsModel:
    """The model whose draws say how sure it is.

    The mean over elites leaves out what they differ by, all there is where members are
    deterministic: its interval is a point, and covers nothing. Such a model is measured by TS1.
    """
    if isinstance(model, EnsembleModel) and model.propagation == "mean":
        return model.dealing_members
    return model


@torch.no_grad()
def draws(
    model: DynamicsModel, windows: Windows, generator: Generator
) -> Float[Tensor, "draw start step obs"]:
    """Trajectories drawn from the model under the actions really taken, as rollouts are drawn."""
    starts = len(windows.obs)
    obs = windows.obs[:, 0].repeat(PARTICLES, 1)
    members = model.draw_members(len(obs), generator)
    reached = []
    for step in range(windows.act.shape[1]):
        act = windows.act[:, step].repeat(PARTICLES, 1)
        obs = model.sample(obs, act, generator, members).obs_next
        reached.append(obs)
    return torch.stack(reached, dim=1).view(PARTICLES, starts, len(reached), -1)


def coverage(
    drawn: Float[Tensor, "draw start step obs"],
    observed: Float[Tensor, "start step obs"],
    level: float,
) -> Float[Tensor, "start step"]:
    """Share of the dimensions in which the real state lies inside the central interval.

    The interval holds `level` of the drawn states. Its ends are at the ranks p (n + 1), which are
    unbiased for any number of draws: the usual interpolation of 20 draws would cover 81 % for 90 %.
    A model that is calibrated has a coverage of `level`; less is overconfidence.

    Source: Hyndman and Fan 1996, definition 6, for the quantiles.
    """
    ranked = drawn.sort(dim=0).values
    tail = (1.0 - level) / 2.0
    inside = (observed >= _quantile(ranked, tail)) & (observed <= _quantile(ranked, 1.0 - tail))
    shares: Tensor = inside.to(drawn.dtype).mean(dim=2)
    return shares


def calibration_error(covered: Mapping[float, Float[Tensor, "start step"]]) -> float:
    """How far the coverage, mean over starts, is from its level; mean over steps and levels.

    Source: after Kuleshov et al. 2018, section 3.5, with absolute differences.
    """
    apart = [(shares.mean(dim=0) - level).abs().mean() for level, shares in covered.items()]
    return float(torch.stack(apart).mean())


def _quantile(
    ranked: Float[Tensor, "draw start step obs"], share: float
) -> Float[Tensor, "start step obs"]:
    """The value at rank p (n + 1); `torch.quantile` refuses more than 16 million values."""
    place = min(max(share * (len(ranked) + 1) - 1.0, 0.0), len(ranked) - 1.0)
    below = int(place)
    return ranked[below].lerp(ranked[min(below + 1, len(ranked) - 1)], place - below)


def rank_correlation(
    first: Float[Tensor, "start step"],
    second: Float[Tensor, "start step"],
    episode: Int[Tensor, " start"],
) -> Correlation:
    """Spearman's correlation over the start states at each step, mean over the steps.

    Its interval is by jackknife over episodes on Fisher's z, with Student's quantile: starts of one
    episode are alike. NaN with fewer than two starts and where either has no spread; the interval
    also with fewer than three episodes, and where leaving one out changes nothing.

    Source: Tukey 1958 for the jackknife's interval.
    """
    pairs = _compared(first), _compared(second)
    without = []
    for left_out in torch.unique(episode):
        kept = episode != left_out
        without.append(_correlation(*(each[kept][:, kept] for each in pairs)))
    value = _correlation(*pairs)
    return Correlation(value, *_interval(value, without))


def _compared(values: Float[Tensor, "start step"]) -> Float[Tensor, "start other step"]:
    """1 where a start is above another one, -1 below; what is not a number is above all."""
    finite = values.double().nan_to_num(nan=torch.finfo(torch.float64).max)
    return (finite[:, None] - finite).sign()


def _correlation(
    first: Float[Tensor, "start other step"], second: Float[Tensor, "start other step"]
) -> float:
    """Of the ranks, with ties at their middle: sums over the others are ranks less their mean."""
    one, two = first.sum(dim=1), second.sum(dim=1)
    lengths = (one.square().sum(dim=0) * two.square().sum(dim=0)).sqrt()
    return float(((one * two).sum(dim=0) / lengths).mean())


def _interval(value: float, without: Sequence[float]) -> tuple[float, float]:
    """About the value, from what it is without each episode."""
    count = len(without)
    if count < FEWEST_FOR_INTERVAL:
        return math.nan, math.nan
    centre, *left = torch.atanh(torch.tensor([value, *without], dtype=torch.float64))
    spread = torch.stack(left).std(correction=0) * math.sqrt(count - 1)
    reach = student_quantile(count - 1) * spread
    if not 0.0 < reach < math.inf:
        return math.nan, math.nan
    return float((centre - reach).tanh()), float((centre + reach).tanh())

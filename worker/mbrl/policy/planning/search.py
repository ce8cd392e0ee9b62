"""Searches for the best action sequence: random shooting, CEM, iCEM and MPPI."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import torch
from jaxtyping import Float
from torch import Generator, Tensor, nn

from backend.spec.planning import PlanningSpec
from worker.mbrl.policy.policy import one_hot

Plans = Float[Tensor, "batch candidate step act"]
Score = Callable[[Plans], Float[Tensor, "batch candidate"]]
"""Mean imagined return of every candidate from the state of its row."""


@dataclass(frozen=True)
class Warm:
    """What a search begins from.

    Attributes:
        mean: The last plan, moved on by the steps taken; zeros, or equal chances, at first.
        kept: Good sequences of the last plan, moved on likewise; none at first.
    """

    mean: Float[Tensor, "batch step act"]
    kept: Plans


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes:
        plan: The sequence to execute.
        mean: The centre of the last round's distribution.
        kept: Good sequences to try again at the next plan.
    """

    plan: Float[Tensor, "batch step act"]
    mean: Float[Tensor, "batch step act"]
    kept: Plans


class Search(Protocol):
    """Finds a plan for each row."""

    def __call__(self, score: Score, warm: Warm, spec: PlanningSpec, generator: Generator) -> Found:
        """The best plan found within the spec's effort."""


def random_shooting(score: Score, warm: Warm, spec: PlanningSpec, generator: Generator) -> Found:
    """The best of uniformly random sequences. It has no use for the last plan."""
    plans = 2.0 * _uniform(warm, spec.candidates, generator) - 1.0
    return _only_best(plans, score(plans))


def random_shooting_discrete(
    score: Score, warm: Warm, spec: PlanningSpec, generator: Generator
) -> Found:
    """The best of uniformly random sequences of discrete actions."""
    draws = _uniform(warm, spec.candidates, generator)
    plans = one_hot(draws.argmax(dim=3), draws.shape[3], draws.dtype)
    return _only_best(plans, score(plans))


def cem(score: Score, warm: Warm, spec: PlanningSpec, generator: Generator) -> Found:
    """Fit a Gaussian to the best sequences, round by round.

    Source: Chua et al. 2018 (PETS), section 6 and code. Their candidates are `truncated`, and the
    variance follows the elites'; where they are `clipped`, the deviation does, as in Pinneri et al.
    2020 and in mbrl-lib. Departure: all rounds are made, where PETS's code stops at a small
    variance.
    """
    mean = warm.mean
    deviation = torch.full_like(mean, spec.initial_deviation)
    elites = _first_elites(mean)
    is_truncated = spec.sampling == "truncated"
    drawn = truncated_candidates if is_truncated else clipped_candidates
    power = 2 if is_truncated else 1
    for _ in range(spec.iterations):
        plans = drawn(mean, deviation, spec.candidates, generator)
        elites = best(plans, score(plans), elite_count(spec))
        mean = _follow(mean, elites.mean(dim=1), spec.momentum)
        spread = elites.std(dim=1, correction=0)
        deviation = _follow(deviation**power, spread**power, spec.momentum) ** (1 / power)
    return Found(mean, mean, elites[:, :0])


def clipped_candidates(mean: Tensor, deviation: Tensor, count: int, generator: Generator) -> Plans:
    """Sequences of a normal, clipped to the ends of the actions."""
    noise = _normal(mean, count, generator)
    return (mean.unsqueeze(1) + deviation.unsqueeze(1) * noise).clamp(-1.0, 1.0)


def truncated_candidates(
    mean: Tensor, deviation: Tensor, count: int, generator: Generator
) -> Plans:
    """Sequences of a normal that is cut at two deviations, so narrow that all lie in [-1, 1].

    Source: Chua et al. 2018 (PETS), code: `dmbrl/misc/optimizers/cem.py`.
    """
    room = 0.5 * torch.minimum(mean + 1.0, 1.0 - mean)
    width = torch.minimum(deviation, room)
    noise = mean.new_empty(len(mean), count, *mean.shape[1:])
    nn.init.trunc_normal_(noise, a=-2.0, b=2.0, generator=generator)
    return mean.unsqueeze(1) + width.unsqueeze(1) * noise


def icem(score: Score, warm: Warm, spec: PlanningSpec, generator: Generator) -> Found:
    """CEM with coloured noise, elites carried over, and the best sequence executed.

    Source: Pinneri et al. 2020 (iCEM), algorithm 1. Departures: as many candidates in every round,
    where they shrink the number from round to round; and a moved-on plan ends with no action, a
    moved-on elite with its last one again, where they repeat the plan's last action and draw the
    elites' at random.
    """
    mean, kept = warm.mean, warm.kept
    deviation = torch.full_like(mean, spec.initial_deviation)
    carried = round(spec.kept_elites * elite_count(spec))
    elites = _first_elites(mean)
    for round_ in range(spec.iterations):
        noise = coloured_noise(mean, spec.candidates, spec.noise_exponent, generator)
        plans = (mean.unsqueeze(1) + deviation.unsqueeze(1) * noise).clamp(-1.0, 1.0)
        plans = torch.cat((plans, kept), dim=1)
        if round_ == spec.iterations - 1:
            plans = torch.cat((plans, mean.unsqueeze(1)), dim=1)
        elites = best(plans, score(plans), elite_count(spec))
        kept = elites[:, :carried]
        mean = _follow(mean, elites.mean(dim=1), spec.momentum)
        deviation = _follow(deviation, elites.std(dim=1, correction=0), spec.momentum)
    return Found(elites[:, 0], mean, kept)


def mppi(score: Score, warm: Warm, spec: PlanningSpec, generator: Generator) -> Found:
    """Move the plan to the mean of the candidates, weighted by the exponential of their return.

    Source: Williams et al. 2017, algorithm 2. Departures: the temperature counts in deviations of
    the returns, so that it means the same in every task, and the plan is refined over several
    rounds.
    """
    mean = warm.mean
    for _ in range(spec.iterations):
        noise = spec.initial_deviation * _normal(mean, spec.candidates, generator)
        plans = (mean.unsqueeze(1) + noise).clamp(-1.0, 1.0)
        weights = exponential_weights(score(plans), spec.temperature)
        mean = (weights[:, :, None, None] * plans).sum(dim=1)
    return Found(mean, mean, mean.unsqueeze(1)[:, :0])


def cem_discrete(score: Score, warm: Warm, spec: PlanningSpec, generator: Generator) -> Found:
    """Fit each step's chances to the best sequences; execute the best sequence of the last round.

    The last plan's chances have all but become certainties. Each search therefore begins half-way
    between them and equal ones, as the continuous searches begin with the first deviation again.

    Source: Rubinstein 1999, for multinomial distributions.
    """
    chances = _follow(warm.mean, torch.full_like(warm.mean, 1.0 / warm.mean.shape[2]), 0.5)
    elites = _first_elites(chances)
    for _ in range(spec.iterations):
        flat = chances.unsqueeze(1).expand(-1, spec.candidates, -1, -1).flatten(0, 2)
        drawn = torch.multinomial(flat, 1, generator=generator).squeeze(1)
        shape = (len(chances), spec.candidates, chances.shape[1])
        plans = one_hot(drawn.view(shape), chances.shape[2], chances.dtype)
        elites = best(plans, score(plans), elite_count(spec))
        chances = _follow(chances, elites.mean(dim=1), spec.momentum)
    return Found(elites[:, 0], chances, elites[:, :0])


def elite_count(spec: PlanningSpec) -> int:
    """Sequences that the next round's distribution is fitted to."""
    return max(2, round(spec.elite_ratio * spec.candidates))


def best(plans: Plans, scores: Float[Tensor, "batch candidate"], count: int) -> Plans:
    """The `count` sequences of the highest scores, the best one first."""
    places = scores.topk(min(count, scores.shape[1]), dim=1).indices
    return plans.gather(1, places[:, :, None, None].expand(-1, -1, *plans.shape[2:]))


def exponential_weights(
    scores: Float[Tensor, "batch candidate"], temperature: float
) -> Float[Tensor, "batch candidate"]:
    """Softmax of the scores in units of their own deviation; sums to 1."""
    centred = scores - scores.mean(dim=1, keepdim=True)
    spread = centred.square().mean(dim=1, keepdim=True).sqrt().clamp_min(1e-8)
    weights: Tensor = (centred / (temperature * spread)).softmax(dim=1)
    return weights


def coloured_noise(
    like: Float[Tensor, "batch step act"], count: int, exponent: float, generator: Generator
) -> Plans:
    """Noise of deviation 1 along the steps whose power falls with frequency^`exponent`.

    Source: Timmer and König 1995, as used by Pinneri et al. 2020. Departure: the mean over time is
    kept at the power of the lowest frequency, so that a constant push can be drawn.
    """
    steps = like.shape[1]
    white = _normal(like, count, generator)
    if exponent == 0.0 or steps == 1:
        return white
    frequencies = torch.fft.rfftfreq(steps, device=like.device, dtype=like.dtype)
    frequencies[0] = frequencies[1]
    weights = frequencies ** (-exponent / 2.0)
    both = torch.full_like(weights, 2.0)
    both[0] = 1.0
    if steps % 2 == 0:
        both[-1] = 1.0
    deviation = ((both * weights.square()).sum() / steps).sqrt()
    spectrum = torch.fft.rfft(white, dim=2) * (weights / deviation)[:, None]
    noise: Tensor = torch.fft.irfft(spectrum, n=steps, dim=2)
    return noise


def _only_best(plans: Plans, scores: Tensor) -> Found:
    plan = best(plans, scores, 1)
    return Found(plan[:, 0], plan[:, 0], plan[:, :0])


def _first_elites(mean: Tensor) -> Plans:
    return mean.unsqueeze(1)


def _follow(old: Tensor, new: Tensor, momentum: float) -> Tensor:
    return momentum * old + (1.0 - momentum) * new


def _normal(like: Tensor, count: int, generator: Generator) -> Plans:
    shape = (len(like), count, *like.shape[1:])
    return torch.randn(shape, generator=generator, device=like.device, dtype=like.dtype)


def _uniform(warm: Warm, count: int, generator: Generator) -> Plans:
    like = warm.mean
    shape = (len(like), count, *like.shape[1:])
    return torch.rand(shape, generator=generator, device=like.device, dtype=like.dtype)

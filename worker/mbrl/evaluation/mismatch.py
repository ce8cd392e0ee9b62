"""How far apart two sets of states are, one number each for telling and for distance."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Generator, Tensor

from worker.mbrl.evaluation.student import student_quantile

# Weight of the ridge beside a kernel whose diagonal is between 2 and 5 on standardised states.
RIDGE = 1.0
# Held out in turn, of either set.
MOST_GROUPS = 10
FEWEST_FOR_INTERVAL = 3
# Of an interval of length 1, to as many digits as a float has.
HALVINGS = 52
# The smallest deviation, relative to the largest value, that is not taken for rounding.
SMALLEST_SPREAD = 1e-6
# In median distances from the median, of one dimension.
FURTHEST = 100.0


@dataclass(frozen=True)
class States:
    """A set of states, and which of them are of one episode, and so alike.

    Attributes:
        obs: The states.
        episode: The episode of each.
    """

    obs: Float[Tensor, "batch obs"]
    episode: Int[Tensor, " batch"]

    @property
    def episodes(self) -> Int[Tensor, " episode"]:
        """Its episodes, in order."""
        known: Tensor = torch.unique(self.episode)
        return known


@dataclass(frozen=True)
class Area:
    """An area under a ROC curve with its 95 % interval; NaN where it cannot be known."""

    value: float
    low: float
    high: float


UNKNOWN = Area(math.nan, math.nan, math.nan)


def two_sample_auc(first: States, second: States, generator: Generator) -> Area:
    """How well a classifier tells states of episodes that it did not see apart.

    The area under its ROC curve: the probability that a state of `first` looks more like `first`
    than a state of `second` does. 0.5 is the same distribution, 1 disjoint ones. From each pair of
    episodes, one of either set, the states are told by a classifier that saw all others: states of
    one episode are alike, and one that saw some of them would know the rest by their episode,
    whatever the distributions. Two sets of episodes of one process then have 0.5 on average, as
    the two of a pair could be exchanged. Of more than ten episodes of a set, several are held out
    together. It compares whole distributions, not means: the classifier is a ridge regression on
    the sets' labels in the space of all products of two dimensions and of a Gaussian kernel, solved
    in closed form, from which what it says without some of the states follows.

    The interval is Newcombe's for a Mann-Whitney statistic, as if all states of an episode were
    alike. It counts one episode fewer in either set, as what tells a pair apart was fitted without
    it, and takes Student's quantile. NaN with fewer than two episodes in
    a set, its interval with fewer than three, both where a value is not finite. Its cost grows with
    the cube of the number of states: give it hundreds.

    Source: Lopez-Paz and Oquab 2017 (classifier two-sample tests), section 3; they train a network
        and report accuracy, which needs a threshold and sets of equal size. Airola et al. 2011 for
        leaving out pairs, Newcombe 2006 (part 2, method 5) for the interval.
    """
    both = torch.cat((first.obs, second.obs)).double()
    counts = len(first.episodes), len(second.episodes)
    if min(counts) < 2 or not bool(both.isfinite().all()):
        return UNKNOWN
    is_first = torch.arange(len(both), device=both.device) < len(first.obs)
    mine, others = _groups(first, generator), _groups(second, generator)
    told = _Told(_kernel(both), is_first)
    later = [each + len(first.obs) for each in others]
    won = sum(told.apart(one, other) * len(one) * len(other) for one in mine for other in later)
    value = won / (len(first.obs) * len(second.obs))
    return Area(value, *_interval(value, *counts))


def _groups(states: States, generator: Generator) -> list[Int[Tensor, " some"]]:
    """Places of the states that are held out together: of one episode, or of some at random."""
    known, place = torch.unique(states.episode, return_inverse=True)
    groups = min(MOST_GROUPS, len(known))
    dealt = torch.randperm(len(known), generator=generator, device=known.device) % groups
    return [torch.nonzero(dealt[place] == group).squeeze(1) for group in range(groups)]


class _Told:
    """What a ridge regression says of states that it was fitted without.

    Block-wise leaving out follows from one inverse G of the regularised kernel: what is left of the
    labels y of a block B is G_BB^-1 (G y)_B.
    """

    def __init__(self, kernel: Float[Tensor, "both both"], is_first: Bool[Tensor, " both"]) -> None:
        kernel.diagonal().add_(RIDGE)
        self._inverse = torch.cholesky_inverse(torch.linalg.cholesky(kernel))
        self._label = is_first.to(kernel.dtype) - is_first.to(kernel.dtype).mean()
        self._weights = self._inverse @ self._label

    def apart(self, one: Int[Tensor, " some"], other: Int[Tensor, " more"]) -> float:
        """How often a state of `one` scores above one of `other`, by a fit without them."""
        out = torch.cat((one, other))
        left = torch.linalg.solve(self._inverse[out[:, None], out], self._weights[out])
        score = self._label[out] - left
        return _area(score[: len(one)], score[len(one) :])


def _interval(value: float, first: int, second: int) -> tuple[float, float]:
    """The areas from which so many episodes lie no further than chance explains."""
    if min(first, second) < FEWEST_FOR_INTERVAL:
        return math.nan, math.nan
    reach = student_quantile(first + second - 2)
    first, second = first - 1, second - 1

    def is_near(truth: float) -> bool:
        spread = 1.0 + ((first + second) / 2.0 - 1.0) * (
            (1.0 - truth) / (2.0 - truth) + truth / (1.0 + truth)
        )
        variance = truth * (1.0 - truth) * spread / (first * second)
        return (value - truth) ** 2 <= reach**2 * variance

    return _last_near(is_near, value, 0.0), _last_near(is_near, value, 1.0)


def _last_near(is_near: Callable[[float], bool], value: float, bound: float) -> float:
    """By bisection, from what was found towards a bound."""
    near, far = value, bound
    for _ in range(HALVINGS):
        middle = 0.5 * (near + far)
        near, far = (middle, far) if is_near(middle) else (near, middle)
    return near


def energy_distance(first: States, second: States, scale: Float[Tensor, " obs"]) -> float:
    """2 E|X - Y| - E|X - X'| - E|Y - Y'|, with |.| the length of a difference over `scale`.

    X and X' are of different episodes: two states of one are near one another, and would put a
    distance between two sets of episodes of one process. A U-statistic, so that sets of different
    sizes compare and equal distributions give 0 on average; single values may be below 0.

    Units: `scale`, the deviation of each dimension over D. NaN where a set has fewer than two
    episodes. Its cost grows with the product of the numbers of states.

    Source: Szekely and Rizzo 2013, equation 1.
    """
    if min(len(first.episodes), len(second.episodes)) < 2:
        return float("nan")
    x, y = (first.obs / scale).double(), (second.obs / scale).double()
    across = float(_distances(x, y).mean())
    return 2.0 * across - _mean_apart(x, first.episode) - _mean_apart(y, second.episode)


def _mean_apart(states: Float[Tensor, "batch obs"], episode: Int[Tensor, " batch"]) -> float:
    """Mean distance between two states of different episodes of a set."""
    return float(_distances(states, states)[episode[:, None] != episode].mean())


def _distances(
    rows: Float[Tensor, "batch obs"], columns: Float[Tensor, "other obs"]
) -> Float[Tensor, "batch other"]:
    """Lengths of all differences, each from its own difference.

    By way of a matrix product, torch's choice for more than 25 rows, near states lose all digits.
    """
    return torch.cdist(rows, columns, compute_mode="donot_use_mm_for_euclid_dist")


def _kernel(both: Float[Tensor, "batch obs"]) -> Float[Tensor, "batch batch"]:
    """(1 + x y / n)^2 + exp(-|x - y|^2 / 2 n) on standardised states with n dimensions.

    The first is ridge regression on all products of two dimensions, the second sees what variances
    and correlations do not. Two standardised states are sqrt(2 n) apart: no width is to be chosen.
    A few states that ran away would leave all others no digits, so none lies further than
    `FURTHEST` from the median of a dimension.
    """
    centre = both.median(dim=0).values
    usual = (both - centre).abs().median(dim=0).values
    reach = (FURTHEST * usual).where(usual > 0.0, math.inf)
    both = both.clamp(centre - reach, centre + reach)
    deviation = both.std(dim=0, correction=0)
    is_varying = deviation > SMALLEST_SPREAD * both.abs().amax(dim=0)
    scaled = (both - both.mean(dim=0)) / deviation.where(is_varying, 1.0)
    scaled /= both.shape[1] ** 0.5
    half_length = 0.5 * scaled.square().sum(dim=1)
    inner = scaled @ scaled.T
    # In place: a million entries cost more by the memory that they pass through than by their sums.
    near = (inner - half_length).sub_(half_length[:, None]).exp_()
    return inner.add_(1.0).square_().add_(near)


def _area(above: Float[Tensor, " batch"], below: Float[Tensor, " other"]) -> float:
    """Probability that one of `above` is larger than one of `below`; ties count half."""
    if min(len(above), len(below)) == 0:
        return float("nan")
    ranked = below.sort().values
    smaller = torch.searchsorted(ranked, above)
    not_larger = torch.searchsorted(ranked, above, right=True)
    return float((smaller + not_larger).double().mean()) / (2.0 * len(below))

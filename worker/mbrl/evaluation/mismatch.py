"""How far apart two sets of states are, one number each for telling and for distance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Generator, Tensor

from worker.mbrl.evaluation.student import student_quantile

# Weight of the ridge beside a kernel whose diagonal is between 2 and 5 on standardised states.
RIDGE = 1.0
MOST_FOLDS = 5
FEWEST_FOR_INTERVAL = 3
# The smallest deviation, relative to the largest value, that is not taken for rounding.
SMALLEST_SPREAD = 1e-6


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
    than a state of `second` does. 0.5 is the same distribution, 1 disjoint ones. Up to five folds
    of whole episodes: states of one episode are alike, and a classifier that saw some of them would
    know the others by their episode, whatever the distributions. Two sets of episodes of one
    process then have 0.5 on average. It compares whole distributions, not means: the classifier is
    a ridge regression on the sets' labels in the space of all products of two dimensions and of a
    Gaussian kernel, solved in closed form.

    The interval is Student's over episodes, from how far each one's own states are told from the
    other set. NaN with fewer than two episodes in a set, its interval with fewer than three, both
    where a value is not finite. Its cost grows with the cube of the number of states: give it
    hundreds.

    Source: Lopez-Paz and Oquab 2017 (classifier two-sample tests), section 3; they train a network
        and report accuracy, which needs a threshold and sets of equal size. The interval follows
        Obuchowski 1997 for clustered data.
    """
    both = torch.cat((first.obs, second.obs)).double()
    fewest = min(len(first.episodes), len(second.episodes))
    if fewest < 2 or not bool(both.isfinite().all()):
        return UNKNOWN
    folds = min(MOST_FOLDS, fewest)
    fold = torch.cat([_folds(each, folds, generator) for each in (first, second)])
    is_first = torch.arange(len(both), device=both.device) < len(first.obs)
    kernel = _kernel(both)
    score = both.new_zeros(len(both))
    for number in range(folds):
        score[fold == number] = _held_out_scores(kernel, is_first, fold == number)
    sides = (
        _of_episodes(score, fold, first.episode, is_first),
        [
            (count, 1.0 - area)
            for count, area in _of_episodes(score, fold, second.episode, ~is_first)
        ],
    )
    value = sum(count * area for count, area in sides[0]) / len(first.obs)
    return _with_interval(value, sides)


def _folds(states: States, folds: int, generator: Generator) -> Int[Tensor, " batch"]:
    """The fold of each state: that of its episode, which are dealt at random."""
    known, place = torch.unique(states.episode, return_inverse=True)
    dealt = torch.randperm(len(known), generator=generator, device=known.device) % folds
    return dealt[place]


def _of_episodes(
    score: Float[Tensor, " both"],
    fold: Int[Tensor, " both"],
    episode: Int[Tensor, " batch"],
    is_mine: Bool[Tensor, " both"],
) -> list[tuple[int, float]]:
    """Of each episode its states, and how often they score above the other set of its fold."""
    found = []
    for number in torch.unique(episode):
        mine = torch.nonzero(is_mine).squeeze(1)[episode == number]
        others = (fold == fold[mine[0]]) & ~is_mine
        found.append((len(mine), _area(score[mine], score[others])))
    return found


def _with_interval(value: float, sides: Sequence[Sequence[tuple[int, float]]]) -> Area:
    """Each set's episodes vary on their own; of the fewer ones Student's degrees of freedom are."""
    fewest = min(len(side) for side in sides)
    if fewest < FEWEST_FOR_INTERVAL:
        return Area(value, math.nan, math.nan)
    variance = 0.0
    for side in sides:
        states, episodes = sum(count for count, _ in side), len(side)
        apart = sum((count * (area - value)) ** 2 for count, area in side)
        variance += episodes / (episodes - 1) * apart / states**2
    half = student_quantile(fewest - 1) * variance**0.5
    return Area(value, max(value - half, 0.0), min(value + half, 1.0))


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
    """
    deviation = both.std(dim=0, correction=0)
    is_varying = deviation > SMALLEST_SPREAD * both.abs().amax(dim=0)
    scaled = (both - both.mean(dim=0)) / deviation.where(is_varying, 1.0)
    scaled /= both.shape[1] ** 0.5
    half_length = 0.5 * scaled.square().sum(dim=1)
    inner = scaled @ scaled.T
    # In place: a million entries cost more by the memory that they pass through than by their sums.
    near = (inner - half_length).sub_(half_length[:, None]).exp_()
    return inner.add_(1.0).square_().add_(near)


def _held_out_scores(
    kernel: Float[Tensor, "both both"],
    is_first: Bool[Tensor, " both"],
    is_held_out: Bool[Tensor, " both"],
) -> Float[Tensor, " asked"]:
    """What a classifier that was fitted to the rest says of the held-out states."""
    seen, asked = (torch.nonzero(each).squeeze(1) for each in (~is_held_out, is_held_out))
    label = is_first[seen].to(kernel.dtype)
    gram = kernel[seen][:, seen]
    gram.diagonal().add_(RIDGE)
    weights = torch.cholesky_solve((label - label.mean())[:, None], torch.linalg.cholesky(gram))
    return (kernel[asked][:, seen] @ weights).squeeze(1)


def _area(above: Float[Tensor, " batch"], below: Float[Tensor, " other"]) -> float:
    """Probability that one of `above` is larger than one of `below`; ties count half."""
    if min(len(above), len(below)) == 0:
        return float("nan")
    ranked = below.sort().values
    smaller = torch.searchsorted(ranked, above)
    not_larger = torch.searchsorted(ranked, above, right=True)
    return float((smaller + not_larger).double().mean()) / (2.0 * len(below))

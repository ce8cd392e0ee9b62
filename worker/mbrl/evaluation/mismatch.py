"""How far apart two sets of states are, one number each for telling and for distance."""

import torch
from jaxtyping import Bool, Float, Int
from torch import Generator, Tensor

# Weight of the ridge beside a kernel whose diagonal is between 2 and 5 on standardised states.
RIDGE = 1.0
# The smallest deviation, relative to the largest value, that is not taken for rounding.
SMALLEST_SPREAD = 1e-6


def two_sample_auc(
    first: Float[Tensor, "batch obs"], second: Float[Tensor, "other obs"], generator: Generator
) -> float:
    """How well a classifier that saw half of the states tells the other half's sets apart.

    The area under its ROC curve, mean over the two halves: the probability that a state of `first`
    looks more like `first` than a state of `second` does. 0.5 is the same distribution, 1 disjoint
    ones. Its deviation when nothing differs is about 0.02 for 500 states each. It compares whole
    distributions, not means: the classifier is a ridge regression on the sets' labels in the space
    of all products of two dimensions and of a Gaussian kernel, solved in closed form.

    A state in both sets falls into one half with its twin: a classifier that saw only one of them
    would be wrong about the other on purpose, and equal sets would score below 0.5.

    NaN where a set has fewer than two distinct states or a value is not finite. Its cost grows with
    the cube of the number of states: give it hundreds.

    Source: Lopez-Paz and Oquab 2017 (classifier two-sample tests), section 3; they train a network
        and report accuracy, which needs a threshold and sets of equal size.
    """
    both = torch.cat((first, second)).double()
    is_first = torch.arange(len(both), device=both.device) < len(first)
    if len(first) == 0 or len(second) == 0 or not bool(both.isfinite().all()):
        return float("nan")
    fold = _halves(both, is_first, generator)
    kernel = _kernel(both)
    areas = [_held_out_area(kernel, is_first, fold == half) for half in (0, 1)]
    return sum(areas) / 2.0


def energy_distance(
    first: Float[Tensor, "batch obs"],
    second: Float[Tensor, "other obs"],
    scale: Float[Tensor, " obs"],
) -> float:
    """2 E|X - Y| - E|X - X'| - E|Y - Y'|, with |.| the length of a difference over `scale`.

    A U-statistic: a state is not compared with itself. It has no bias, so that sets of different
    sizes compare and equal distributions give 0 on average; single values may be slightly below 0.
    (With the zeros counted in, 0 would be approached from above like 1/n.)

    Units: `scale`, the deviation of each dimension over D. NaN where a set has fewer than two
    states. Its cost grows with the product of the numbers of states.

    Source: Szekely and Rizzo 2013, equation 1.
    """
    if min(len(first), len(second)) < 2:
        return float("nan")
    x, y = (first / scale).double(), (second / scale).double()
    across = float(_distances(x, y).mean())
    return 2.0 * across - _mean_apart(x) - _mean_apart(y)


def _mean_apart(states: Float[Tensor, "batch obs"]) -> float:
    """Mean distance between two different states of a set."""
    count = len(states)
    return float(_distances(states, states).sum()) / (count * (count - 1))


def _distances(
    rows: Float[Tensor, "batch obs"], columns: Float[Tensor, "other obs"]
) -> Float[Tensor, "batch other"]:
    """Lengths of all differences, each from its own difference.

    By way of a matrix product, torch's choice for more than 25 rows, near states lose all digits.
    """
    return torch.cdist(rows, columns, compute_mode="donot_use_mm_for_euclid_dist")


def _halves(
    both: Float[Tensor, "batch obs"], is_first: Bool[Tensor, " batch"], generator: Generator
) -> Int[Tensor, " batch"]:
    """0 or 1 for every state, equal states alike; each half gets its share of either set."""
    _, group = torch.unique(both, dim=0, return_inverse=True)
    groups = int(group.max()) + 1
    in_first, in_second = (
        torch.bincount(group[chosen], minlength=groups).clamp(max=1)
        for chosen in (is_first, ~is_first)
    )
    # Groups by the sets that they are in, at random among their like; then every second one.
    shuffled = torch.rand(groups, generator=generator, device=both.device)
    order = (2 * in_first + in_second + 0.5 * shuffled).argsort()
    half = torch.empty_like(order)
    half[order] = torch.arange(groups, device=both.device) % 2
    return half[group]


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


def _held_out_area(
    kernel: Float[Tensor, "batch batch"],
    is_first: Bool[Tensor, " batch"],
    is_held_out: Bool[Tensor, " batch"],
) -> float:
    """Area under the ROC curve on one half of a classifier fitted to the other."""
    seen, asked = (torch.nonzero(each).squeeze(1) for each in (~is_held_out, is_held_out))
    label = is_first[seen].to(kernel.dtype)
    gram = kernel[seen][:, seen]
    gram.diagonal().add_(RIDGE)
    weights = torch.cholesky_solve((label - label.mean())[:, None], torch.linalg.cholesky(gram))
    score = (kernel[asked][:, seen] @ weights).squeeze(1)
    return _area(score[is_first[asked]], score[~is_first[asked]])


def _area(above: Float[Tensor, " batch"], below: Float[Tensor, " other"]) -> float:
    """Probability that one of `above` is larger than one of `below`; ties count half."""
    if min(len(above), len(below)) == 0:
        return float("nan")
    ranked = below.sort().values
    smaller = torch.searchsorted(ranked, above)
    not_larger = torch.searchsorted(ranked, above, right=True)
    return float((smaller + not_larger).double().mean()) / (2.0 * len(below))

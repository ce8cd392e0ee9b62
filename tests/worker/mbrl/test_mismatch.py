"""Mismatch: a classifier that cannot and one that can, and energy distances in closed form."""

import math

import pytest
import torch

from worker.mbrl.evaluation.mismatch import energy_distance, two_sample_auc


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def normal(seed, count=500, dims=20):
    return torch.randn((count, dims), generator=seeded(seed))


def auc(first, second, seed=0):
    return two_sample_auc(first, second, seeded(seed))


@pytest.mark.parametrize("dims", [1, 4, 20])
def test_equal_distributions_are_told_apart_by_chance_alone(dims):
    found = [auc(normal(s, 1_000, dims), normal(s + 50, 1_000, dims), s) for s in range(6)]
    assert found == pytest.approx([0.5] * 6, abs=0.05)
    assert sum(found) / 6 == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("dims", [1, 4, 20])
def test_disjoint_sets_are_told_apart_in_any_direction(dims):
    near, far = normal(0, 300, dims), normal(1, 300, dims) + 8.0
    assert auc(near, far) > 0.99
    assert auc(far, near) > 0.99
    # Inside and around: no line separates them.
    shell = normal(2, 300, dims)
    shell = shell + 10.0 * shell.sign()
    assert auc(near, shell) > 0.99


@pytest.mark.parametrize("seed", range(3))
def test_a_difference_of_the_variance_alone_is_seen(seed):
    assert auc(normal(seed), 1.3 * normal(seed + 50), seed) > 0.7


@pytest.mark.parametrize("seed", range(3))
def test_a_difference_of_the_correlation_alone_is_seen(seed):
    first, second = normal(seed, dims=3), normal(seed + 50, dims=3)
    second[:, 0] = 0.8 * second[:, 1] + 0.6 * second[:, 0]
    assert auc(first, second, seed) > 0.65


@pytest.mark.parametrize("seed", range(3))
def test_two_heaps_are_told_from_one_of_the_same_mean_and_variance(seed):
    heaps = 0.95 * normal(seed, dims=1).sign() + 0.3 * normal(seed + 20, dims=1)
    assert auc(heaps, normal(seed + 50, dims=1), seed) > 0.7


@pytest.mark.parametrize("shared", [250, 500])
def test_states_in_both_sets_do_not_pull_the_answer_below_chance(shared):
    """With twins in different halves it would be 0.38 for half of the states, 0.23 for all."""
    found = []
    for seed in range(8):
        first, second = normal(seed), normal(seed + 50)
        second[:shared] = first[:shared]
        found.append(auc(first, second[torch.randperm(500, generator=seeded(seed))], seed))
    assert sum(found) / 8 == pytest.approx(0.5, abs=0.02)
    if shared == 500:
        assert found == pytest.approx([0.5] * 8, abs=1e-3)


def test_units_and_constant_dimensions_do_not_matter():
    first, second = normal(0, dims=3), normal(1, dims=3) + 0.5
    expected = auc(first, second)
    units, offset = torch.tensor([1e3, 1.0, 1e-3]), torch.tensor([5.0, 0.0, -1.0])
    assert auc(first * units + offset, second * units + offset) == pytest.approx(expected, abs=5e-3)
    still = torch.full((500, 1), 0.1)
    assert math.isfinite(auc(torch.cat((first, still), 1), torch.cat((second, still), 1)))


def test_sets_of_different_sizes_compare():
    assert auc(normal(0, 900, 4), normal(1, 100, 4)) == pytest.approx(0.5, abs=0.1)
    assert auc(normal(0, 900, 4), normal(1, 100, 4) + 8.0) > 0.99


def test_a_few_states_that_ran_away_break_nothing():
    first, second = normal(0), normal(1)
    second[:3] *= 1e12
    assert 0.3 < auc(first, second) < 0.7


def test_the_same_generator_gives_the_same_answer():
    assert auc(normal(0), normal(1), 3) == auc(normal(0), normal(1), 3)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (normal(0), torch.full((10, 20), math.nan)),
        (normal(0), normal(1, 0)),
        (normal(0), normal(1, 1)),
        (normal(0), torch.zeros(10, 20)),
    ],
)
def test_sets_that_cannot_be_split_have_no_answer(first, second):
    assert math.isnan(auc(first, second))
    assert math.isnan(auc(second, first))


ONE = torch.ones(1)


def test_two_points_are_twice_their_distance_apart():
    first, second = torch.zeros(4, 2), torch.tensor([3.0, 4.0]).expand(7, 2)
    assert energy_distance(first, second, torch.ones(2)) == pytest.approx(10.0)
    assert energy_distance(first, second, torch.tensor([1.5, 4.0])) == pytest.approx(2 * 5**0.5)
    assert energy_distance(first, first, torch.ones(2)) == 0.0


def test_pairs_worked_out_by_hand():
    """Across: mean of 3, 1, 5, 1 is 2.5. Within: 2 and 4; no state is compared with itself."""
    first, second = torch.tensor([[0.0], [2.0]]), torch.tensor([[3.0], [-1.0]])
    across = (3.0 + 1.0 + 1.0 + 3.0) / 4.0
    assert energy_distance(first, second, ONE) == pytest.approx(2 * across - 2.0 - 4.0)


def folded(mean, deviation):
    """E|Z| of a normal Z."""
    near = deviation * math.sqrt(2.0 / math.pi) * math.exp(-0.5 * (mean / deviation) ** 2)
    return near + mean * math.erf(mean / (deviation * math.sqrt(2.0)))


@pytest.mark.parametrize(("shift", "spread"), [(0.0, 1.0), (1.0, 1.0), (0.0, 2.0), (2.0, 0.5)])
def test_between_normals_it_is_the_closed_form(shift, spread):
    first, second = normal(0, 3_000, 1), shift + spread * normal(1, 3_000, 1)
    expected = 2 * folded(shift, math.hypot(1.0, spread))
    expected -= folded(0.0, math.sqrt(2.0)) + folded(0.0, spread * math.sqrt(2.0))
    assert energy_distance(first, second, ONE) == pytest.approx(expected, abs=0.02, rel=0.05)


def test_small_sets_of_one_distribution_are_at_no_distance_on_average():
    """Ten states each: with every state compared with itself it would be 0.23."""
    found = [energy_distance(normal(s, 10, 1), normal(s + 500, 10, 1), ONE) for s in range(400)]
    assert sum(found) / 400 == pytest.approx(0.0, abs=0.02)


def test_states_that_are_near_keep_their_digits():
    first = torch.tensor([1e6]) + 1e-3 * torch.arange(40.0, dtype=torch.float64)[:, None]
    second = first + 10.0
    assert energy_distance(first, second, ONE) == pytest.approx(
        energy_distance(first - 1e6, second - 1e6, ONE), rel=1e-9
    )


@pytest.mark.parametrize("count", [0, 1])
def test_the_distance_needs_two_states_of_either_set(count):
    assert math.isnan(energy_distance(normal(0), normal(1, count), torch.ones(20)))

"""Mismatch: a classifier that cannot and one that can, and energy distances in closed form."""

import math

import pytest
import torch

from worker.mbrl.evaluation import mismatch
from worker.mbrl.evaluation.mismatch import States, two_sample_auc
from worker.mbrl.evaluation.mismatch_of import episodes_of, halves, nearest_episode
from worker.mbrl.replay.transitions import Transitions


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def normal(seed, count=400, dims=20):
    return torch.randn((count, dims), generator=seeded(seed))


def apart(obs):
    """Each state of an episode of its own."""
    return States(obs, torch.arange(len(obs)))


def auc(first, second, seed=0):
    return two_sample_auc(apart(first), apart(second), seeded(seed)).value


def energy_distance(first, second, scale):
    return mismatch.energy_distance(apart(first), apart(second), scale)


def walks(seed, episodes, steps=40, level=1.0, shift=0.0):
    """Episodes of one process whose states stay near where each began."""
    generator = seeded(seed)
    begun = level * torch.randn((episodes, 1, 3), generator=generator) + shift
    moved = 0.1 * torch.randn((episodes, steps, 3), generator=generator).cumsum(dim=1)
    of = torch.arange(episodes).repeat_interleave(steps)
    return States((begun + moved).flatten(0, 1), of)


@pytest.mark.parametrize("dims", [1, 4, 20])
def test_equal_distributions_are_told_apart_by_chance_alone(dims):
    found = [auc(normal(s, 400, dims), normal(s + 50, 400, dims), s) for s in range(6)]
    assert found == pytest.approx([0.5] * 6, abs=0.08)
    assert sum(found) / 6 == pytest.approx(0.5, abs=0.03)


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


@pytest.mark.parametrize("episodes", [(5, 5), (5, 15)])
def test_episodes_of_one_process_are_not_told_apart(episodes):
    """By states alone, halves of the same episodes on both sides, it would be above 0.75."""
    found = []
    for seed in range(200):
        first, second = (walks(2 * seed + n, count, steps=8) for n, count in enumerate(episodes))
        found.append(two_sample_auc(first, second, seeded(seed)))
    values = [each.value for each in found]
    assert sum(values) / 200 == pytest.approx(0.5, abs=0.05)
    assert sum(each.low <= 0.5 <= each.high for each in found) >= 186
    by_states = [auc(walks(s, 5).obs, walks(s + 90, 5).obs, s) for s in range(5)]
    assert min(by_states) > 0.75


def test_episodes_that_differ_are_told_apart_beyond_chance():
    found = two_sample_auc(walks(1, 8), walks(2, 8, shift=4.0), seeded())
    assert found.value > 0.95
    assert found.low > 0.5
    assert found.high <= 1.0


def test_what_too_few_episodes_cannot_say_is_not_a_number():
    two = two_sample_auc(walks(1, 2), walks(2, 9), seeded())
    assert math.isfinite(two.value)
    assert math.isnan(two.low)
    assert math.isnan(two_sample_auc(walks(1, 1), walks(2, 9), seeded()).value)


@pytest.mark.parametrize("value", [0.0, 0.3, 0.5, 0.9, 1.0])
def test_an_interval_ends_where_chance_no_longer_explains_the_distance(value):
    """Newcombe's variance of a Mann-Whitney statistic; Student's quantile for 18 is 2.1009."""
    low, high = mismatch._interval(value, 5, 15)
    for truth in {low, high} - {0.0, 1.0}:
        ways = (1 - truth) / (2 - truth) + truth / (1 + truth)
        variance = truth * (1 - truth) * (1 + 8 * ways) / 56
        assert abs(value - truth) == pytest.approx(2.100922 * math.sqrt(variance))
    assert low <= value <= high
    assert (low == 0.0) == (value == 0.0)
    assert (high == 1.0) == (value == 1.0)


def test_what_is_said_of_a_pair_is_what_a_fit_without_it_says():
    """Against a regression on the rest that is solved anew."""
    first, second = walks(1, 4, steps=3), walks(2, 3, steps=5)
    both = torch.cat((first.obs, second.obs)).double()
    is_first = torch.arange(len(both)) < len(first.obs)
    out = torch.tensor([3, 4, 5, 17, 18, 19, 20, 21])
    rest = torch.tensor([n for n in range(len(both)) if n not in out.tolist()])
    kernel, label = mismatch._kernel(both), is_first.double() - is_first.double().mean()
    ridge = kernel[rest][:, rest] + mismatch.RIDGE * torch.eye(len(rest))
    score = kernel[out][:, rest] @ torch.linalg.solve(ridge, label[rest])
    told = mismatch._Told(kernel, is_first)
    left = torch.linalg.solve(told._inverse[out][:, out], told._weights[out])
    assert torch.allclose(told._label[out] - left, score)
    assert told.apart(out[:3], out[3:]) == mismatch._area(score[:3], score[3:])


def test_the_episodes_of_the_data_are_found_by_where_steps_begin_and_end():
    """A ring whose last row goes on at its first."""
    ends = torch.tensor([3.0, 9.0, 10.0, 20.0, 21.0, 2.0])[:, None]
    obs = torch.tensor([2.0, 8.0, 9.0, 19.0, 20.0, 1.0])[:, None]
    real = Transitions(obs, obs, ends, obs[:, 0], obs[:, 0] > 99.0)
    assert episodes_of(real).tolist() == [0, 1, 1, 2, 2, 0]


def test_halves_hold_whole_episodes():
    first, second = halves(walks(0, 5, steps=7), seeded())
    assert (len(first.obs), len(second.obs)) == (14, 21)
    assert not set(first.episode.tolist()) & set(second.episode.tolist())


def test_an_imagined_state_is_of_the_episode_that_it_is_nearest_to():
    data = States(torch.tensor([[0.0, 0.0], [5.0, 0.0], [0.0, 100.0]]), torch.tensor([4, 7, 9]))
    obs = torch.tensor([[4.0, 1.0], [0.0, 60.0]])
    assert nearest_episode(obs, data, torch.tensor([1.0, 100.0])).tolist() == [7, 9]


def test_states_of_one_episode_put_no_distance_between_two_sets_of_one_process():
    """With them compared as others are it would be about 0.3."""
    found = [
        mismatch.energy_distance(walks(s, 5, 8), walks(s + 500, 5, 8), torch.ones(3))
        for s in range(200)
    ]
    assert sum(found) / 200 == pytest.approx(0.0, abs=0.08)


def test_units_and_constant_dimensions_do_not_matter():
    first, second = normal(0, dims=3), normal(1, dims=3) + 0.5
    expected = auc(first, second)
    units, offset = torch.tensor([1e3, 1.0, 1e-3]), torch.tensor([5.0, 0.0, -1.0])
    assert auc(first * units + offset, second * units + offset) == pytest.approx(expected, abs=5e-3)
    still = torch.full((400, 1), 0.1)
    assert math.isfinite(auc(torch.cat((first, still), 1), torch.cat((second, still), 1)))


def test_sets_of_different_sizes_compare():
    assert auc(normal(0, 500, 4), normal(1, 100, 4)) == pytest.approx(0.5, abs=0.1)
    assert auc(normal(0, 500, 4), normal(1, 100, 4) + 8.0) > 0.99


def test_a_few_states_that_ran_away_break_nothing():
    first, second = normal(0), normal(1)
    second[:3] *= 1e12
    assert 0.3 < auc(first, second) < 0.7
    # Nor do they hide what tells the others apart.
    second[3:] += 1.0
    assert auc(first, second) > 0.9


def test_the_same_generator_gives_the_same_answer():
    assert auc(normal(0), normal(1), 3) == auc(normal(0), normal(1), 3)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (normal(0), torch.full((10, 20), math.nan)),
        (normal(0), normal(1, 0)),
        (normal(0), normal(1, 1)),
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

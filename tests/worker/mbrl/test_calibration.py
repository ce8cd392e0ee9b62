"""Closed-loop error, disagreement, coverage and rank correlation against closed forms."""

import math

import pytest
import torch

from tests.worker.mbrl.models import LinearModel, stepping_ensemble
from worker.mbrl.dynamics.model import EnsembleModel, ImaginedStep, Rules
from worker.mbrl.evaluation.calibration import (
    PARTICLES,
    calibration_error,
    coverage,
    disagreement,
    draws,
    fewer,
    rank_correlation,
    spreading,
)
from worker.mbrl.evaluation.closed_loop import closed_loop
from worker.mbrl.evaluation.open_loop import Windows
from worker.mbrl.policy.policy import NetworkPolicy


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


class Feedback(NetworkPolicy):
    """a = -gain s."""

    def __init__(self, gain):
        self.gain = gain

    def decide(self, obs):
        return -self.gain * obs

    def explore(self, obs, generator):
        del generator
        return self.decide(obs)


def scalar_model(state):
    return LinearModel(torch.tensor([[state]]), torch.tensor([[1.0]]), torch.zeros(1))


def test_in_the_closed_loop_the_policy_answers_the_models_own_states():
    found = closed_loop(scalar_model(1.5), Feedback(0.5), torch.tensor([[2.0]]), 4)
    assert found.flatten().tolist() == [2.0, 2.0, 2.0, 2.0]
    faster = closed_loop(scalar_model(1.5), Feedback(0.25), torch.tensor([[2.0]]), 3)
    assert faster.flatten().tolist() == pytest.approx([2.5, 3.125, 3.90625])


def in_one(starts):
    """All of them from one episode."""
    return torch.zeros(starts, dtype=torch.long)


class TwoMembers:
    """One member multiplies the state by 1, the other by 2."""

    def means(self, obs, act):
        del act
        both = obs.expand(2, -1, -1)
        return both * torch.tensor([1.0, 2.0]).view(2, 1, 1)


def test_members_part_each_along_its_own_path():
    windows = Windows(torch.ones(3, 5, 1), torch.zeros(3, 4, 1), torch.zeros(3, 4), in_one(3))
    found = disagreement(TwoMembers(), windows, torch.tensor([2.0]))
    expected = [(2.0**h - 1.0) / 2.0 / 2.0 for h in range(1, 5)]
    assert found.tolist() == [pytest.approx(expected)] * 3


def test_the_parting_of_members_is_a_root_mean_square_over_the_dimensions():
    windows = Windows(torch.ones(1, 2, 2), torch.zeros(1, 1, 1), torch.zeros(1, 1), in_one(1))
    found = disagreement(TwoMembers(), windows, torch.tensor([2.0, 1.0]))
    assert float(found) == pytest.approx(math.sqrt((0.25**2 + 0.5**2) / 2.0))


class Walk:
    """s' = s + noise of deviation 1, whatever is done."""

    propagation = "ts1"

    def draw_members(self, count, generator):
        del count, generator

    def sample(self, obs, act, generator, members=None):
        del act, members
        fine = torch.ones(len(obs), dtype=torch.bool)
        noise = torch.randn(obs.shape, generator=generator)
        return ImaginedStep(obs + noise, obs[:, 0], ~fine, fine, fine)


@pytest.mark.parametrize("level", [0.5, 0.9])
@pytest.mark.parametrize(("deviation", "verdict"), [(1.0, "calibrated"), (3.0, "overconfident")])
def test_a_calibrated_model_covers_as_much_as_it_says(level, deviation, verdict):
    steps = deviation * torch.randn((4_000, 6, 2), generator=seeded(1))
    real = torch.cat((torch.zeros(4_000, 1, 2), steps.cumsum(dim=1)), dim=1)
    windows = Windows(real, torch.zeros(4_000, 6, 1), torch.zeros(4_000, 6), in_one(4_000))
    found = coverage(draws(Walk(), windows, seeded(2)), real[:, 1:], level).mean(dim=0)
    if verdict == "calibrated":
        assert found.tolist() == pytest.approx([level] * 6, abs=0.015)
    else:
        assert bool((found < level - 0.2).all())


def test_a_draw_that_is_not_a_number_covers_nothing():
    drawn = torch.full((PARTICLES, 1, 1, 1), math.nan)
    assert coverage(drawn, torch.zeros(1, 1, 1), 0.9).item() == 0.0


FOUR = torch.tensor([[1.0], [2.0], [3.0], [4.0]])


def correlated(first, second, episodes=(0, 0, 1, 1)):
    return rank_correlation(first, second, torch.tensor(episodes[: len(first)]))


def test_ranks_correlate_by_order_and_not_by_size():
    assert correlated(FOUR, FOUR.exp()).value == 1.0
    assert correlated(FOUR, -FOUR).value == -1.0
    swapped = torch.tensor([[2.0], [1.0], [3.0], [4.0]])
    assert correlated(FOUR, swapped).value == pytest.approx(1.0 - 6.0 * 2.0 / (4.0 * 15.0))
    both = correlated(FOUR.repeat(1, 2), torch.cat((FOUR, swapped), dim=1))
    assert both.value == pytest.approx((1.0 + 0.8) / 2.0)


def test_equal_values_share_the_middle_of_their_ranks_and_without_spread_nothing_is_known():
    tied = torch.tensor([[1.0], [2.0], [2.0], [3.0]])
    assert correlated(FOUR, tied).value == pytest.approx(4.5 / math.sqrt(5.0 * 4.5))
    assert math.isnan(correlated(FOUR, torch.ones(4, 1)).value)
    assert math.isnan(correlated(FOUR[:1], FOUR[:1]).value)


def test_what_is_not_a_number_is_furthest_of_all():
    lost = torch.tensor([[1.0], [2.0], [3.0], [math.nan]])
    assert correlated(FOUR, lost).value == 1.0


def test_a_rank_correlation_has_an_interval_by_leaving_out_episodes():
    """One start in each of five episodes, and Student's quantile with four degrees of freedom."""
    five = torch.arange(1.0, 6.0).view(5, 1)
    other = torch.tensor([[3.0], [2.0], [4.0], [1.0], [5.0]])
    found = correlated(five, other, (0, 1, 2, 3, 4))
    without = [math.atanh(rho) for rho in (0.4, 0.4, 0.2, 0.8, -0.4)]
    mean = sum(without) / 5.0
    spread = math.sqrt(4.0 / 5.0 * sum((each - mean) ** 2 for each in without))
    assert found.value == pytest.approx(0.3)
    assert math.atanh(found.low) == pytest.approx(math.atanh(0.3) - 2.7764451 * spread)
    assert math.atanh(found.high) == pytest.approx(math.atanh(0.3) + 2.7764451 * spread)


def test_with_two_episodes_or_without_a_doubt_there_is_no_interval():
    swapped = torch.tensor([[2.0], [1.0], [3.0], [4.0]])
    certain = torch.tensor([[3.0], [1.0], [2.0], [4.0]])  # Without the first all ranks agree.
    found = [
        correlated(FOUR, swapped),
        correlated(FOUR, FOUR, (0, 1, 2, 3)),
        correlated(FOUR, certain, (0, 1, 2, 3)),
    ]
    assert all(math.isnan(each.low) and math.isnan(each.high) for each in found)


def test_what_is_unrelated_has_an_interval_that_holds_zero_and_what_is_related_does_not():
    apart, noise = torch.randn((2, 100, 4), generator=seeded())
    of_episode = torch.arange(5).repeat_interleave(20)
    unrelated = rank_correlation(apart, noise, of_episode)
    assert unrelated.low < 0.0 < unrelated.high
    related = rank_correlation(apart, apart + noise, of_episode)
    assert 0.4 < related.low < 6.0 / math.pi * math.asin(math.sqrt(0.5) / 2.0) < related.high


def test_fewer_windows_are_spread_evenly():
    windows = Windows(
        torch.arange(101.0).view(101, 1, 1),
        torch.zeros(101, 0, 1),
        torch.zeros(101, 0),
        in_one(101),
    )
    assert fewer(windows, 5).obs.flatten().tolist() == [0.0, 25.0, 50.0, 75.0, 100.0]
    assert len(fewer(windows, 500).obs) == 101


@pytest.mark.parametrize("propagation", ["mean", "ts1", "tsinf"])
def test_a_model_fed_back_by_its_mean_is_measured_by_drawing_members(propagation):
    """Members that step by 1, 2 and 3 differ, though their mean has no spread at all."""
    rules = Rules(lambda obs: torch.zeros(len(obs), dtype=torch.bool))
    model = EnsembleModel(stepping_ensemble(kind="deterministic"), rules, propagation)
    steps = torch.arange(4.0).view(1, 4, 1) * 1.9
    zeros = torch.zeros(1, 3, 1)
    windows = Windows(steps, zeros, torch.zeros(1, 3), torch.zeros(1, dtype=torch.long))
    used = spreading(model)
    assert used.propagation == {"mean": "ts1"}.get(propagation, propagation)
    drawn = draws(used, windows, seeded())
    assert coverage(drawn, steps[:, 1:], 0.9).tolist() == [[1.0, 1.0, 1.0]]


def test_the_calibration_error_is_how_far_coverage_is_from_its_levels():
    half, most = torch.tensor([[0.0, 1.0], [1.0, 1.0]]), torch.tensor([[0.9, 0.5]])
    # At 50 %: 0 and 0.5; at 90 %: 0 and 0.4.
    assert calibration_error({0.5: half, 0.9: most}) == pytest.approx((0.25 + 0.2) / 2)
    assert calibration_error({0.5: torch.zeros(1, 3), 0.9: torch.zeros(1, 3)}) == pytest.approx(0.7)

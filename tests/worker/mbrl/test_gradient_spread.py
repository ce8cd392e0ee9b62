"""The spread of gradients over starts, and the ratio of two kinds with its interval."""

import math
import statistics
import weakref

import pytest
import torch

from worker.mbrl.evaluation.gradient_spread import spread_of, variance_ratio

F64 = torch.float64


def seeded(seed):
    return torch.Generator().manual_seed(seed)


def test_gradients_of_one_horizon_are_let_go_before_those_of_the_next_but_one():
    living = []

    def horizons():
        for _ in range(6):
            gradients = torch.ones(3, 2)
            living.append(weakref.ref(gradients))
            assert sum(each() is not None for each in living) <= 2
            yield gradients
            del gradients

    assert spread_of(horizons()).lengths.shape == (6, 3)


def test_a_spread_worked_out_by_hand():
    found = spread_of([torch.tensor([[3.0, 0.0], [3.0, 8.0], [0.0, 4.0]])])
    assert found.mean_norm.tolist() == pytest.approx([math.hypot(2.0, 4.0)])
    assert found.total_variance.tolist() == pytest.approx([3.0 + 16.0])
    assert found.norms[0].tolist() == pytest.approx([3.0, math.hypot(3.0, 8.0), 4.0])
    assert found.lengths[0].tolist() == pytest.approx([17.0, 17.0, 4.0])


def of_normals(deviation, seed, starts=40):
    return spread_of([deviation * torch.randn((starts, 30), generator=seeded(seed), dtype=F64)])


def test_the_ratio_of_variances_has_an_interval_over_starts():
    above, below = of_normals(2.0, 1), of_normals(1.0, 2)
    found = variance_ratio(above, below)
    assert found.value.item() == pytest.approx((above.total_variance / below.total_variance).item())
    # The log of a total variance of 30 normals has a deviation of about sqrt(2 / 30 / 40).
    half = 2.0227 * math.sqrt(2 * 2 / 30 / 40)
    assert math.log(found.high / found.low) / 2 == pytest.approx(half, rel=0.3)
    assert found.low < 4.0 < found.high
    # The same gradients: no doubt is left.
    same = variance_ratio(above, above)
    assert (same.low.item(), same.high.item()) == pytest.approx((1.0, 1.0))


def test_the_interval_is_that_of_leaving_one_start_out_at_a_time():
    made = [torch.randn((5, 2), generator=seeded(each), dtype=F64) for each in (1, 2)]
    found = variance_ratio(*(spread_of([each]) for each in made))

    def log_ratio(kept):
        above, below = (each[kept].var(dim=0).sum() for each in made)
        return math.log(above / below)

    every = list(range(5))
    pseudo = [
        5 * log_ratio(every) - 4 * log_ratio([n for n in every if n != left]) for left in every
    ]
    half = 2.776445 * statistics.stdev(pseudo) / math.sqrt(5)
    middle = statistics.mean(pseudo)
    assert found.low.item() == pytest.approx(math.exp(middle - half))
    assert found.high.item() == pytest.approx(math.exp(middle + half))


def test_a_ratio_by_nothing_is_not_a_number():
    nothing = spread_of([torch.zeros(5, 3)])
    found = variance_ratio(of_normals(1.0, 1, 5), nothing)
    assert all(math.isnan(each) for each in (found.value, found.low, found.high))

"""CRPS, PIT and the two parts of a variance, against closed forms."""

import math

import pytest
import torch

from tests.worker.mbrl.models import stepping_ensemble
from worker.mbrl.dynamics.model import EnsembleModel, Rules
from worker.mbrl.evaluation.open_loop import Windows
from worker.mbrl.evaluation.probabilistic_scores import crps, pit, pit_spread, scores
from worker.mbrl.evaluation.variance_parts import variance_parts

ONE = torch.ones(1)
NEVER = Rules(lambda obs: torch.zeros(len(obs), dtype=torch.bool))


def normal(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def draws_and_world(spread, starts=4_000, offset=0.0):
    return offset + spread * normal(20, starts, 1, 1), normal(starts, 1, 1, seed=1)


def test_the_score_of_one_pair_is_by_hand():
    """Draws 0, 1 and 4 beside 2: (2 + 1 + 2) / 3 - (1 + 4 + 3) / 3 / 2, in halves of the unit."""
    drawn = torch.tensor([4.0, 0.0, 1.0]).view(3, 1, 1, 1)
    found = crps(drawn, torch.full((1, 1, 1), 2.0), 2.0 * ONE)
    assert float(found) == pytest.approx((5 / 3 - 4 / 3) / 2)


def test_without_spread_the_score_is_the_absolute_error():
    drawn = torch.full((20, 1, 1, 1), 3.0)
    assert float(crps(drawn, torch.full((1, 1, 1), 1.0), ONE)) == pytest.approx(2.0)


@pytest.mark.parametrize(("spread", "offset"), [(1.0, 0.0), (0.5, 0.0), (2.0, 1.0)])
def test_the_score_of_a_normal_is_the_closed_form(spread, offset):
    """E|X - y| - E|X - X'| / 2 with both normal: differences are normal too."""
    drawn, world = draws_and_world(spread, offset=offset)
    deviation = math.hypot(spread, 1.0)
    cdf = 0.5 * (1.0 + math.erf(offset / deviation / math.sqrt(2.0)))
    density = math.exp(-0.5 * (offset / deviation) ** 2) / math.sqrt(2.0 * math.pi)
    apart = deviation * (2.0 * density + offset / deviation * (2.0 * cdf - 1.0))
    expected = apart - spread / math.sqrt(math.pi)
    assert float(crps(drawn, world, ONE.double()).mean()) == pytest.approx(expected, abs=0.03)


def test_the_world_is_placed_among_the_draws_and_ties_count_half():
    drawn = torch.tensor([0.0, 1.0, 2.0]).view(3, 1, 1, 1)
    places = [float(pit(drawn, torch.full((1, 1, 1), x))) for x in (-1.0, 0.5, 1.0, 9.0)]
    assert places == pytest.approx([0.125, 0.375, 0.5, 0.875])


@pytest.mark.parametrize(
    ("spread", "offset", "expected"), [(1.0, 0.0, (0.95, 1.05)), (0.5, 0.0, (1.5, 1.8)),
                                       (2.0, 0.0, (0.4, 0.6)), (1.0, 1.0, (1.3, 1.8))]
)  # fmt: skip
def test_the_spread_is_one_for_a_calibrated_model_alone(spread, offset, expected):
    drawn, world = draws_and_world(spread, offset=offset)
    low, high = expected
    assert low < float(pit_spread(pit(drawn, world), 20).mean()) < high


def test_the_mean_tells_to_which_side_the_model_is_off():
    low, high = (scores(*draws_and_world(1.0, offset=o), ONE)["pit-mean"].mean() for o in (-1, 1))
    assert float(low) == pytest.approx(0.76, abs=0.02)
    assert float(high) == pytest.approx(0.24, abs=0.02)


def windows(starts, steps):
    return Windows(
        torch.zeros(starts, steps + 1, 1), torch.zeros(starts, steps, 1),
        torch.zeros(starts, steps), torch.zeros(starts, dtype=torch.long),
    )  # fmt: skip


def test_deterministic_members_differ_but_call_nothing_chance():
    """Members add 1, 2 and 3 at each step: the variance between them is 2/3 h^2."""
    model = EnsembleModel(stepping_ensemble(kind="deterministic"), NEVER)
    found = variance_parts(model, windows(2, 4), 2.0 * ONE, torch.Generator())
    expected = [2 / 3 * h**2 / 4 for h in range(1, 5)]
    for row in found.epistemic.tolist():
        assert row == pytest.approx(expected)
    assert found.aleatoric.abs().max() == 0.0


def test_noise_of_the_members_is_called_chance_and_leaves_the_part_between_them_alone():
    """Members that add 1, 2 and 3 with a variance of exp(0.5) bounds: it adds up over the steps."""
    ensemble = stepping_ensemble()
    model = EnsembleModel(ensemble, NEVER)
    every = ensemble.predict_elites(torch.zeros(3, 1, 2))
    of_a_step = float(every.log_variance[:, 0, 0].exp().mean())
    found = variance_parts(model, windows(3_000, 3), ONE, torch.Generator().manual_seed(0))
    assert found.aleatoric.mean(dim=0).tolist() == pytest.approx(
        [h * of_a_step for h in (1, 2, 3)], rel=0.03
    )
    assert found.epistemic.mean(dim=0).tolist() == pytest.approx(
        [2 / 3 * h**2 for h in (1, 2, 3)], rel=0.05
    )

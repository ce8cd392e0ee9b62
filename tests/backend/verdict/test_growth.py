"""The verdict on growth over planted curves; `tests.benchmarks.statistics.growth` tries many."""

import math

import numpy as np
import pytest

from backend.verdict.growth import growth
from backend.verdict.growth_laws import Noise, fit_laws, log_lipschitz
from backend.verdict.mean_curve import MeanCurve
from tests.benchmarks.statistics.growth import PLANTED, draw

H = np.arange(1.0, 51.0)


def alone(mean):
    """A curve whose episodes were not kept."""
    curve = np.asarray(mean, float)
    return MeanCurve(curve, np.empty((0, len(curve))), np.empty(0))


def lipschitz(factor, epsilon=0.02, steps=50):
    h = H[:steps]
    return epsilon * (h if factor == 1.0 else (factor**h - 1.0) / (factor - 1.0))


@pytest.mark.parametrize("planted", PLANTED, ids=lambda each: each.name)
@pytest.mark.parametrize("noise", ["independent", "correlated", "own growth"])
def test_the_right_kind_is_named_in_every_one_of_ten_draws(planted, noise):
    generator = np.random.default_rng(7)
    for _ in range(10):
        verdict = growth(draw(planted, 50, noise, generator))
        assert set(verdict.kinds) & planted.kinds
        if planted.factor is not None and planted.factor < 1.0:
            assert verdict.factor is None or verdict.factor.value < 1.0


@pytest.mark.parametrize("factor", [0.3, 0.8, 0.95, 1.05, 1.2, 3.0])
def test_a_curve_without_noise_gives_back_its_factor(factor):
    verdict = growth(alone(lipschitz(factor, 1e-12 if factor > 1.5 else 0.02)))
    assert verdict.kinds == ("saturating" if factor < 1.0 else "exploding",)
    assert verdict.factor.value == pytest.approx(factor, rel=1e-3)
    assert verdict.factor.low is None
    assert verdict.factor.high is None
    assert verdict.episodes == 0


def test_a_power_gives_back_its_exponent_and_the_error_of_one_step():
    verdict = growth(alone(0.003 * H**0.6))
    assert verdict.kinds == ("power",)
    assert verdict.exponent.value == pytest.approx(0.6, abs=1e-6)
    assert verdict.one_step.value == pytest.approx(0.003)
    assert verdict.factor is None


@pytest.mark.parametrize(("mean", "kind"), [(0.1 * np.ones(50), "constant"), (0.01 * H, "linear")])
def test_the_simplest_law_wins_where_several_are_exact(mean, kind):
    assert growth(alone(mean)).kinds == (kind,)


@pytest.mark.parametrize(("epsilon", "at_size"), [(0.3, True), (0.05, False)])
def test_a_plateau_is_the_size_of_the_data_or_is_not(epsilon, at_size):
    verdict = growth(alone(lipschitz(0.8, epsilon)))
    assert verdict.plateau == pytest.approx(epsilon / 0.2, rel=0.01)
    assert verdict.at_data_size is at_size


def test_a_curve_that_still_rises_has_no_plateau():
    verdict = growth(alone(lipschitz(0.98, 0.1)))
    assert verdict.kinds == ("saturating",)
    assert verdict.plateau is None
    assert not verdict.at_data_size


def test_growth_until_the_size_of_the_data_is_fitted_alone():
    grown = lipschitz(1.2, 0.005)
    verdict = growth(alone(np.minimum(grown, 1.2)))
    assert verdict.kinds == ("exploding",)
    assert verdict.factor.value == pytest.approx(1.2, rel=0.01)
    assert verdict.at_data_size
    assert verdict.steps == int(np.argmax(grown >= 0.5)) + 1
    below = growth(alone(np.minimum(grown, 0.6)))
    assert below.kinds == ("none",)
    assert not below.at_data_size


def test_intervals_hold_the_truth_and_narrow_with_episodes():
    generator = np.random.default_rng(3)
    planted = next(each for each in PLANTED if each.factor == 1.1)
    widths = []
    for count in (5, 20):
        factor = growth(draw(planted, 50, "own growth", generator, count)).factor
        assert factor.low < 1.1 < factor.high
        widths.append(factor.high - factor.low)
    assert widths[1] < widths[0]


def test_an_episode_of_few_start_states_widens_an_interval_little():
    rows = np.vstack([lipschitz(1.1)] * 3 + [lipschitz(0.8)])
    widths = []
    for weight in (1e-6, 10.0):
        starts = np.array([10.0, 10.0, 10.0, weight])
        mean = starts @ rows / starts.sum()
        factor = growth(MeanCurve(mean, rows, starts)).factor
        widths.append(factor.high - factor.low)
    assert widths[0] < 1e-3 < widths[1]


def test_a_flat_curve_is_seldom_more_than_constant():
    generator = np.random.default_rng(9)
    flat = next(each for each in PLANTED if each.name == "flat")
    alone_in = sum(
        growth(draw(flat, 50, "independent", generator)).kinds == ("constant",) for _ in range(40)
    )
    assert alone_in >= 28


@pytest.mark.parametrize(
    "mean", [0.1 * np.ones(4), np.zeros(50), np.full(50, math.nan), np.full(50, math.inf)]
)
def test_nothing_is_said_of_what_is_no_curve(mean):
    assert growth(alone(mean)) is None


def test_a_curve_is_read_up_to_where_it_is_not_finite():
    mean = lipschitz(1.1)
    mean[20:] = math.nan
    verdict = growth(alone(mean))
    assert verdict.steps == 20
    assert verdict.factor.value == pytest.approx(1.1, rel=1e-3)


@pytest.mark.parametrize("unit", [1e-150, 1e150])
def test_the_unit_changes_nothing_but_epsilon(unit):
    generator = np.random.default_rng(1)
    measured = draw(PLANTED[5], 50, "independent", generator, 8)
    plain = growth(measured)
    scaled = growth(MeanCurve(measured.mean * unit, measured.episodes * unit, measured.starts))
    assert scaled.factor.value == pytest.approx(plain.factor.value)
    assert scaled.one_step.value == pytest.approx(plain.one_step.value * unit)


@pytest.mark.parametrize("factor", [0.0, 0.8, 1.0, 1.3])
def test_the_sum_of_a_law_is_recognised_by_the_law(factor):
    summed = lipschitz(factor).cumsum() if factor > 0.0 else 0.02 * H
    verdict = growth(alone(summed), "summed")
    kinds = {0.0: "constant", 0.8: "saturating", 1.0: "linear", 1.3: "exploding"}
    assert verdict.kinds == (kinds[factor],)
    assert verdict.one_step.value == pytest.approx(0.02, rel=1e-3)
    assert verdict.plateau is None


@pytest.mark.parametrize("rate", [-5.0, -0.1, -1e-10, 0.0, 1e-10, 0.1, 5.0])
@pytest.mark.parametrize("adds", ["per step", "summed"])
def test_the_law_is_the_sum_of_the_powers_of_the_factor(rate, adds):
    expected = np.cumsum(np.exp(rate * np.arange(30)))
    if adds == "summed":
        expected = expected.cumsum()
    assert np.exp(log_lipschitz(np.array([rate]), 30, adds)[0]) == pytest.approx(expected)


def test_the_noise_is_told_from_the_episodes():
    generator = np.random.default_rng(5)
    planted = PLANTED[3]
    measured = draw(planted, 50, "correlated", generator, 400)
    noise = Noise.of(measured.relative())
    assert noise.correlation == pytest.approx(0.9, abs=0.03)
    white = np.cov(noise.whitened(measured.episodes / measured.mean), rowvar=False)
    across = np.diag(white)[1:].mean()
    assert np.diag(white, 1)[1:].mean() == pytest.approx(0.0, abs=0.1 * across)


def test_more_noise_leaves_more_laws():
    """The same curve, twenty steps of L = 0.95, with 5 and with 60 % of noise."""
    generator = np.random.default_rng(2)
    truth = lipschitz(0.95, 0.02, 20)
    counts = []
    for size in (0.02, 0.6):
        rows = truth * np.exp(size * generator.standard_normal((6, 20)))
        verdict = growth(MeanCurve(rows.mean(axis=0), rows, np.ones(6)))
        counts.append(len(verdict.kinds))
    assert counts[0] == 1
    assert counts[1] > 1


def test_a_law_of_many_curves_at_once_is_that_of_each():
    curves = np.log(np.vstack([lipschitz(factor) for factor in (0.7, 0.9, 1.0, 1.2)]))
    found = fit_laws(curves, Noise(0.5, np.ones(50)), "per step")["lipschitz"].shape
    assert np.exp(found) == pytest.approx([0.7, 0.9, 1.0, 1.2], rel=1e-3)


def test_an_episode_that_is_worse_throughout_leaves_only_epsilon_uncertain():
    rows = np.array([[1.0], [1.0], [1.2], [3.0]]) * lipschitz(1.1)
    verdict = growth(MeanCurve(rows.mean(axis=0), rows, np.ones(4)))
    assert verdict.kinds == ("exploding",)
    assert verdict.factor.high - verdict.factor.low < 1e-3
    assert verdict.one_step.high > 2.0 * verdict.one_step.low


def test_a_bend_that_one_sees_is_told_before_a_line_that_few_episodes_leave_open():
    """A curve that levels off, each of three episodes with a rate of its own."""
    generator = np.random.default_rng(11)
    planted = next(each for each in PLANTED if each.factor == 0.9)
    verdicts = [growth(draw(planted, 50, "own rates", generator, 3)) for _ in range(20)]
    assert sum(each.kinds[0] == "linear" for each in verdicts) <= 2
    assert any("linear" in each.kinds for each in verdicts)


@pytest.mark.parametrize("factor", [0.95, 1.0, 1.1])
def test_where_episodes_grow_at_rates_of_their_own_the_law_is_a_typical_ones(factor):
    """Their mean bends upwards whatever L is in the middle: of L = 1 it was said to explode."""
    generator = np.random.default_rng(8)
    planted = next(each for each in PLANTED if each.factor == factor)
    verdicts = [growth(draw(planted, 50, "own rates", generator)) for _ in range(40)]
    assert sum(bool(planted.kinds & set(each.kinds)) for each in verdicts) >= 37
    told = [each.factor for each in verdicts if each.factor is not None]
    assert np.mean([each.low <= factor <= each.high for each in told]) > 0.85
    assert all(each.bend > 0.0 for each in verdicts if each.bend is not None)
    # Rates this different leave L a little above and below 1 open.
    assert all(each.kinds != ("linear",) for each in verdicts)


def test_the_typical_episode_is_their_geometric_mean():
    rates = np.array([0.02, 0.05, 0.08])
    rows = 0.02 * np.exp(rates[:, None] * H)
    starts = np.array([1.0, 1.0, 2.0])
    curve = MeanCurve(starts @ rows / 4.0, rows, starts).typical()
    assert curve.mean == pytest.approx(0.02 * np.exp(0.0575 * H))
    assert curve.without_each()[2] == pytest.approx(0.02 * np.exp(0.035 * H))
    verdict = growth(MeanCurve(starts @ rows / 4.0, rows, starts))
    assert "exploding" in verdict.kinds
    assert verdict.factor.value == pytest.approx(np.exp(0.0575), rel=1e-3)


def test_episodes_that_share_a_law_are_judged_by_their_mean():
    rows = np.array([[1.0], [1.0], [1.2], [3.0]]) * lipschitz(1.1)
    curve = MeanCurve(rows.mean(axis=0), rows, np.ones(4))
    assert curve.typical() is curve
    lost = np.where(H == 3, 0.0, rows)
    assert MeanCurve(lost.mean(axis=0), lost, np.ones(4)).typical().bend is None
    two = lipschitz(1.1) ** np.array([[1.0], [1.5]])
    assert MeanCurve(two.mean(axis=0), two, np.ones(2)).typical().bend is None


def test_a_level_curve_of_episodes_that_drift_is_level():
    """Their mean drifts by a few percent: it was called a steady rise from an offset alone."""
    generator = np.random.default_rng(12)
    flat = next(each for each in PLANTED if each.name == "flat")
    verdicts = [growth(draw(flat, 50, "own growth", generator)) for _ in range(40)]
    assert sum("constant" in each.kinds for each in verdicts) >= 38


@pytest.mark.parametrize("factor", [1.04, 1.15])
def test_an_exponential_without_an_offset_explodes(factor):
    verdict = growth(alone(0.02 * factor**H))
    assert verdict.kinds == ("exploding",)
    assert verdict.factor.value == pytest.approx(factor, rel=1e-3)
    summed = growth(alone((0.02 * factor**H).cumsum()), "summed")
    assert summed.kinds == ("exploding",)
    assert summed.factor.value == pytest.approx(factor, rel=1e-3)


def test_a_steady_rise_from_an_offset_is_no_power():
    verdict = growth(alone(0.1 + 0.01 * H))
    assert verdict.kinds == ("affine",)
    assert verdict.one_step.value == pytest.approx(0.11, rel=1e-3)
    assert growth(alone((0.1 + 0.01 * H).cumsum()), "summed").kinds == ("affine",)


def test_a_level_curve_is_never_said_to_explode():
    generator = np.random.default_rng(4)
    flat = next(each for each in PLANTED if each.name == "flat")
    for _ in range(30):
        verdict = growth(draw(flat, 50, "own growth", generator))
        assert verdict.factor is None or verdict.factor.value < 1.0


def test_an_interval_is_not_narrower_than_what_the_law_misses():
    """A square root that bends to both sides, in episodes of little noise."""
    generator = np.random.default_rng(6)
    truth = 0.01 * H**0.5 * np.exp(0.06 * np.sin(2.5 * np.log(H)))
    rows = truth * np.exp(0.02 * generator.standard_normal((8, 50)))
    verdict = growth(MeanCurve(rows.mean(axis=0), rows, np.ones(8)))
    assert "power" in verdict.kinds
    assert verdict.exponent.high - verdict.exponent.low > 0.04
    assert 0.03 < verdict.off_by < 0.15


def in_episodes(truth, of_a_step, generator, count=10):
    """Episodes that are worse throughout by 20 %, and at each step by so much."""
    size = 0.2 * generator.standard_normal((count, 1))
    rows = truth * np.exp(size + of_a_step * generator.standard_normal((count, len(truth))))
    return MeanCurve(rows.mean(axis=0), rows, np.ones(count))


@pytest.mark.parametrize("of_a_step", [0.03, 0.1])
@pytest.mark.parametrize(
    "truth",
    [
        0.002 * (H + 0.05 * H**2),
        0.01 * (H + 0.05 * H**2),
        0.02 * H**0.7 * (1.0 + 0.163 * (H - 1.0)),
        0.002 * (H + 0.2 * H**2),
    ],
    ids=["h + .05 h^2", "the same beyond the data", "h^.7", "h + .2 h^2"],
)
def test_a_polynomial_is_not_told_as_the_law_that_it_bends_away_from(truth, of_a_step):
    """They were exponential alone, of which a law is off by up to 17 %, or a power alone."""
    generator = np.random.default_rng(2)
    for _ in range(20):
        verdict = growth(in_episodes(truth, of_a_step, generator))
        assert verdict.kinds == ("none",)
        assert verdict.nearest in ("exploding", "power")
        assert 0.08 < verdict.off_by < 0.8
        assert verdict.factor is None


def test_a_small_bend_that_is_no_chance_is_told_beside_the_law():
    """Twenty steps of a polynomial: an exponential is off by 2 % root mean square, 6 % at most."""
    generator = np.random.default_rng(2)
    truth = (0.01 * (H + 0.05 * H**2))[:20]
    verdict = growth(in_episodes(truth, 0.01, generator, 20))
    assert verdict.kinds == ("exploding",)
    assert verdict.off_by == pytest.approx(0.06, abs=0.02)
    loud = [growth(in_episodes(truth, 0.3, generator, 5)) for _ in range(20)]
    assert sum(each.off_by is None for each in loud) >= 18


def test_without_episodes_only_a_free_curve_tells_that_none_fits():
    verdict = growth(alone(0.002 * (H + 0.05 * H**2)))
    assert verdict.kinds == ("none",)
    assert verdict.nearest == "exploding"
    assert growth(alone(0.002 * H**2)).off_by is None


def test_of_three_noisy_episodes_a_step_is_still_no_law():
    """Too few for a bend that is sure; that a law is off by more than 15 % is seen."""
    generator = np.random.default_rng(3)
    step = next(each for each in PLANTED if each.name == "step")
    verdicts = [growth(draw(step, 50, "independent", generator, 3)) for _ in range(20)]
    assert sum(each.kinds == ("none",) for each in verdicts) >= 18


def test_a_curve_that_grows_on_beyond_the_data_is_not_cut_at_its_size():
    grown = 0.01 * (H + 0.05 * H**2)
    assert grown[-1] > 1.2
    assert not growth(alone(grown)).at_data_size
    assert growth(alone(np.minimum(lipschitz(1.2, 0.005), 1.2))).at_data_size

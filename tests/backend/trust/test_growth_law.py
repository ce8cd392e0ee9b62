"""The growth law on planted laws, on hand-made curves and against a fit made another way."""

import math

import numpy as np
import pytest
from scipy.optimize import least_squares

from backend.trust.growth_law import fit_growth_laws

H = np.arange(1.0, 51.0)


def fits_of(errors):
    return {fit.law: fit for fit in fit_growth_laws(errors)}


@pytest.mark.parametrize("unit", [1e-150, 0.02, 1e200])
def test_planted_laws_are_recovered(unit):
    linear = fit_growth_laws(0.5 * unit * H)[0]
    assert (linear.law, linear.rate) == ("linear", None)
    assert linear.coefficient == pytest.approx(0.5 * unit, rel=1e-12)
    quadratic = fit_growth_laws(0.5 * unit * H**2)[0]
    assert (quadratic.law, quadratic.rate) == ("quadratic", None)
    assert quadratic.coefficient == pytest.approx(0.5 * unit, rel=1e-12)
    assert [linear.r_squared, quadratic.r_squared] == pytest.approx([1.0, 1.0], abs=1e-12)


@pytest.mark.parametrize("rate", [-4.0, -0.3, -0.01, 0.002, 0.05, 0.7, 3.0])
@pytest.mark.parametrize("coefficient", [0.01, 3.0])
def test_a_planted_exponential_is_recovered(rate, coefficient):
    fit = fit_growth_laws(coefficient * np.exp(rate * H))[0]
    assert fit.law == "exponential"
    assert fit.rate == pytest.approx(rate, rel=1e-4)
    assert fit.coefficient == pytest.approx(coefficient, rel=1e-3)
    assert fit.r_squared == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize(
    ("law", "clean"),
    [("linear", 0.1 * H), ("quadratic", 0.1 * H**2), ("exponential", 0.1 * np.exp(0.15 * H))],
)
def test_the_best_law_is_found_through_noise(law, clean):
    noise = np.random.default_rng(0).normal(scale=0.02 * clean.max(), size=len(H))
    fits = fit_growth_laws(clean + noise)
    if law == "linear":
        # The exponential has a parameter more; it must not bend a line into a better fit.
        assert fits[0].law == "linear"
    assert fits[0].law == law
    assert 0.95 < fits[0].r_squared < 1.0


def test_coefficients_and_r_squared_are_those_worked_out_by_hand():
    """For 1, 2, 6: h gives a = 23/14, leaving 45/14; h^2 gives a = 63/98, leaving 1/2; of 14."""
    found = fits_of([1.0, 2.0, 6.0])
    assert found["linear"].coefficient == pytest.approx(23 / 14)
    assert found["linear"].r_squared == pytest.approx(1 - (41 - 23**2 / 14) / 14)
    assert found["quadratic"].coefficient == pytest.approx(63 / 98)
    assert found["quadratic"].r_squared == pytest.approx(1 - (41 - 63**2 / 98) / 14)


@pytest.mark.parametrize("seed", range(5))
def test_no_other_start_finds_a_better_exponential(seed):
    curve = np.cumsum(np.random.default_rng(seed).uniform(size=30))
    horizon = np.arange(1.0, 31.0)
    left = min(
        2.0 * least_squares(lambda p: p[0] * np.exp(p[1] * horizon) - curve, (1.0, rate)).cost
        for rate in (-0.1, 0.0, 0.05, 0.1, 0.2)
    )
    best = 1.0 - left / np.square(curve - curve.mean()).sum()
    assert fits_of(curve)["exponential"].r_squared == pytest.approx(best, abs=1e-8)


def test_a_saturating_curve_is_fitted_worse_by_the_square_than_by_the_line():
    found = fits_of(1.0 - np.exp(-0.2 * H))
    assert found["quadratic"].r_squared < found["linear"].r_squared < 0.0
    assert [fit.r_squared for fit in fit_growth_laws(H**1.5)] == sorted(
        (fit.r_squared for fit in fit_growth_laws(H**1.5)), reverse=True
    )


@pytest.mark.parametrize(
    "curve",
    [
        [],
        [1.0, 2.0],
        [0.0] * 10,
        [0.3] * 10,
        list(0.1 + 1e-17 * H),
        [1.0, 2.0, math.nan, 4.0],
        [1.0, 2.0, math.inf],
    ],
)
def test_a_curve_without_a_law_has_none(curve):
    assert fit_growth_laws(curve) == ()


@pytest.mark.parametrize(
    "curve",
    [
        [0.0, 0.0, 0.0, 0.0, 1.0],
        [1.0, 0.0, 0.0, 0.0],
        [-1.0, 2.0, -3.0],
        [0.0, 1.0, 2.0],
        list(np.where(H == 50, 1e300, 1.0)),
        [1e-300, 2e-300, 4e-300, 1e-299],
    ],
)
def test_any_other_curve_has_three_finite_fits(curve):
    fits = fit_growth_laws(curve)
    assert {fit.law for fit in fits} == {"linear", "quadratic", "exponential"}
    assert all(math.isfinite(fit.coefficient) and fit.r_squared <= 1.0 for fit in fits)
    assert [fit.law for fit in fits if fit.rate is not None] == ["exponential"]

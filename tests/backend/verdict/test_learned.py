"""A run has learned where its return rose by more than chance; what is unknown is not claimed."""

import math
from dataclasses import replace

import numpy as np
import pytest

from backend.db.learning import learning_of
from backend.db.series import Points
from backend.spec.measures import Measures
from backend.verdict.learned import change_in, has_fallen_back
from backend.verdict.learning_words import learning

MINUS, PLUS_MINUS = "\N{MINUS SIGN}", "\N{PLUS-MINUS SIGN}"
NAN = math.nan
RISEN = Measures(
    evaluations=12, compared=3, early=-1_400.0, late=-160.0, chance=0.001,
    early_spread=30.0, late_spread=40.0, autocorrelation=-1.0,
)  # fmt: skip


def seen(*values):
    steps = np.arange(1, len(values) + 1) * 100
    return Measures(**learning_of(Points(steps, np.array(values, float), np.zeros(len(values)))))


def said(*values, is_over=True):
    return learning(seen(*values), is_over=is_over)


def test_the_interval_is_welchs():
    """Scipy 1.16, ttest_ind of (0, 1, 2, 3, 4) and (10, 14, 18, 22, 26), equal_var=False."""
    free = replace(
        RISEN, compared=5, early=2.0, late=18.0, early_spread=2.5**0.5, late_spread=40.0**0.5
    )
    found = change_in(free)
    assert (found.by, found.half_width) == (16.0, pytest.approx(7.75314, abs=1e-4))


def test_autocorrelation_widens_it():
    """r = .1 of five: .1 + (1.5 + .4) / 5 = .48 after corrections."""
    free = replace(
        RISEN, compared=5, early=2.0, late=18.0, early_spread=2.5**0.5, late_spread=40.0**0.5
    )
    lost = 1.0 + 2.0 * (0.8 * 0.48 + 0.6 * 0.48**2 + 0.4 * 0.48**3 + 0.2 * 0.48**4)
    wide = change_in(replace(free, autocorrelation=0.1)).half_width
    assert wide == pytest.approx(7.75314 * (lost * 4.0 / (5.0 - lost)) ** 0.5, rel=1e-3)
    most = change_in(replace(free, autocorrelation=0.9)).half_width
    assert most == change_in(replace(free, autocorrelation=0.4)).half_width > wide


def test_what_the_order_of_evaluations_explains_is_no_change():
    found = change_in(replace(RISEN, chance=0.051))
    assert (found.half_width, found.is_clear) == (1_240.0, False)


def test_a_run_that_learned_says_by_how_much():
    assert learning(RISEN, is_over=True).startswith("It learned: the real return rose by 1,240 ")
    assert said(*[-1_275, -1_296, -1_250, -152, -189, -218, -201, -190]).startswith("It learned: ")
    assert said(*[0.0] * 5, *[9.0] * 15, is_over=False).startswith("It learns: ")
    assert said(*[9.0] * 15, *[0.0] * 5).startswith("It got worse: the real return fell by 9 ")


@pytest.mark.parametrize(
    "values",
    [
        [500, 60, *[500] * 18],
        [497, 60, 499, 495, 60, 496, 500, 498, 497, 499, 495, 496, 498, 500, 497, 499, 498, 496],
        [0, 90, 0, 0, 0, 0, 0, 0, 90, 0, 90, 0, 0, 0, 0, 90, 0, 90, 0, 0],
        [90, 0, 0, 0, 0, 90, 0, 0, 0, 0, 90, 90],
    ],
)
def test_rare_failures_and_rare_successes_are_not_learned(values):
    told = said(*values)
    assert told.startswith("It did not learn clearly: the real return changed by ")
    assert "fallen back" not in told
    assert PLUS_MINUS in told


def test_a_constant_return_did_not_change():
    assert said(*[500] * 12) == (
        "It did not learn: the real return was 500 at each of the first and the last 3 evaluations."
    )


def test_two_constant_ends_have_the_interval_of_the_permutation_test():
    """1.96 deviations where chance .01 is 2.576."""
    still = replace(RISEN, early=0.0, late=100.0, early_spread=0.0, late_spread=0.0, chance=0.01)
    found = change_in(still)
    assert (found.half_width, found.is_clear) == (
        pytest.approx(100 * 1.96 / 2.5758, rel=1e-4),
        True,
    )
    assert said(*[0.0] * 4, *[93.0] * 8).startswith("It learned: the real return rose by 93 ")
    assert not change_in(replace(still, chance=0.06)).is_clear


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            [-5],
            "Whether it learned cannot be said from 1 evaluation, too few to tell (real return ",
        ),
        ([-5, 3], f"from 2 evaluations, too few to tell (real return {MINUS}5, then 3)."),
        ([1, 2, 3, 4, 9], "too few to tell (real return 1 at the first, 9 at the last)."),
        ([3, 1, 2, 4, 1, 2], "Whether it learned is not clear from 6 evaluations: "),
    ],
)
def test_few_evaluations_are_too_few(values, words):
    assert words in said(*values)
    assert " yet" not in said(*values)
    assert (" yet from " in said(*values, is_over=False)) == (len(values) < 6)


def test_a_run_that_diverged_has_not_learned():
    diverged = [*np.linspace(-1_333, -267, 10), *[NAN] * 10]
    words = "its real return is not finite since real step 1,100."
    assert said(*diverged) == f"It did not learn: {words}"
    assert said(*diverged, is_over=False) == f"It has not learned: {words}"


def test_what_is_not_finite_at_an_end_leaves_it_unsaid():
    told = "Whether it learned cannot be said: of its real returns {} not finite."
    assert said(*range(17), NAN, NAN, 20) == told.format("2 of the last 5 are")
    assert said(NAN, *range(19)) == told.format("1 of the first 5 is")
    assert said(NAN, 3) == told.format("the first one is")


def test_a_row_of_an_earlier_version_claims_no_change():
    old = Measures.stored({"evaluations": 12, "early": -1400, "late": -160, "noise": 35.0})
    assert learning(old, is_over=True) == (
        f"Whether it learned cannot be said: the real return went from {MINUS}1,400 to {MINUS}160, "
        "and how much of that may be chance is not known."
    )
    nothing = Measures.stored({"evaluations": 2})
    assert "no real return is a finite number" in learning(nothing, is_over=True)


def test_a_run_that_lost_what_it_had_is_told():
    noise = np.tile([1.0, -1.0, 0.5, -0.5], 5)
    fallen = np.repeat([0.0, 100.0, 60.0], [6, 8, 6]) + noise
    told = " It has fallen back: the mean of 5 evaluations up to real step 1,300 was 100."
    assert said(*fallen).startswith("It learned: ")
    assert said(*fallen).endswith(told)
    assert "fallen back" not in said(*(np.minimum(fallen, 60.0) + noise))
    assert not has_fallen_back(replace(seen(*fallen), best_spread=None))


@pytest.mark.parametrize(("times", "is_told"), [(1, False), (3, True)])
def test_a_fall_between_constants_needs_many_evaluations(times, is_told):
    found = seen(*np.repeat([0.0, 100.0, 50.0], [4 * times, 8 * times, 4 * times]))
    assert has_fallen_back(found) == is_told

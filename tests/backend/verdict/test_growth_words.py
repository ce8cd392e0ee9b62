"""What a verdict on growth says."""

import math
from dataclasses import replace

import numpy as np
import pytest

from backend.db.profiles import StoredProfile
from backend.verdict.growth import Growth
from backend.verdict.growth_of_curves import error_growth, gap_growth
from backend.verdict.growth_tally import tallied, tally_cell, tally_words
from backend.verdict.growth_words import (
    gap_sentence,
    growth_sentence,
    named,
    ranged_cell,
)
from backend.verdict.jackknife import Parameter

FACTOR = Parameter(1.05, 1.04, 1.06)
H = np.arange(1.0, 21.0)


OWN = "along its current policy's episodes"


def law(*kinds, **parts):
    return Growth(kinds, 50, 5, **parts)


def said(*kinds, episodes=5, steps=50, **parts):
    return growth_sentence(Growth(kinds, steps, episodes, **parts), "current")


@pytest.mark.parametrize(
    ("growth", "words"),
    [
        (Growth(("exploding",), 50, 5, factor=FACTOR),
         "The error grows exponentially: each step multiplies what is wrong already by "
         "1.050 (1.040 to 1.060). Added up over T steps it outgrows the lecture's εT²."),
        (Growth(("constant",), 50, 5, plateau=0.2),
         "The error does not grow with h: it stays at 0.2 deviations. "
         "Added up over T steps it stays below the lecture's εT²."),
        (Growth(("saturating",), 50, 5, factor=Parameter(0.8, 0.7, 0.9), plateau=1.2,
                at_data_size=True),
         "The error levels off at 1.2 deviations, the size of the data: a step keeps "
         "0.80 (0.70 to 0.90) of what was wrong before it. "
         "Added up over T steps it stays below the lecture's εT²."),
        (Growth(("power",), 50, 5, exponent=Parameter(0.5, 0.4, 0.6)),
         "The error grows as h^0.50 (0.40 to 0.60), more slowly than the steps. "
         "Added up over T steps it stays below the lecture's εT²."),
        (Growth(("none",), 50, 5), "The error grows by no simple law."),
        (Growth(("exploding",), 22, 5, factor=FACTOR, at_data_size=True),
         "Over its first 22 steps the error grows exponentially: each step multiplies what is "
         "wrong already by 1.050 (1.040 to 1.060); then it has reached the size of the data and "
         "can say no more."),
    ],
)  # fmt: skip
def test_a_law_is_told_with_its_parameter_and_interval(growth, words):
    assert growth_sentence(growth, "current") == words.replace("error", f"error {OWN}", 1)
    assert growth_sentence(growth, "suite") == words.replace("error", "error along the suite", 1)


def test_the_law_of_a_typical_episode_is_not_told_as_that_of_the_mean():
    told = said("saturating", factor=Parameter(0.95, 0.9, 0.99), bend=math.log(1.9))
    assert told == (
        "Errors of single episodes grow at rates of their own: over the horizon their mean grows "
        "1.9 times as much as a typical one, their geometric mean. In a typical one the error "
        "along its current "
        "policy's episodes bends to a level beyond the horizon: a step keeps 0.950 (0.900 to "
        "0.990) of what was wrong before it. Its sum over T steps stays below the lecture's εT²."
    )
    part = said("exploding", steps=22, factor=FACTOR, at_data_size=True, bend=-0.7)
    assert "0.497 times as much as a typical one" in part
    assert "Over the first 22 steps of a typical one the error along its current" in part


def test_the_lectures_sentence_comes_out():
    assert "Added up over T steps it is the lecture's εT²." in said("linear")
    assert "outgrows" in said("power", exponent=Parameter(1.5, None, None))
    assert "Added up" not in said("none")
    assert "as h(h + 1)/2, the lecture's εT²" in gap_sentence(Growth(("linear",), 50, 5))
    assert " of reward on average" in gap_sentence(Growth(("constant",), 50, 5))


def test_a_plateau_beyond_the_data_is_not_called_its_size():
    told = said("saturating", factor=FACTOR, plateau=3.0, at_data_size=True)
    assert "at 3 deviations, beyond the size of the data" in told
    assert "bends to a level beyond the horizon" in said("saturating", factor=FACTOR)
    assert "the data" not in said("constant", plateau=0.7)


def test_what_is_not_told_apart_is_named_with_its_parameters():
    told = said("linear", "power", "exploding", factor=FACTOR, exponent=Parameter(1.1, 0.9, 1.3))
    assert told.endswith(
        "By these episodes it may as well grow as a power of h, h^1.10 (0.90 to 1.30), or grow "
        "exponentially, L = 1.050 (1.040 to 1.060). Added up over T steps it stays below or is or "
        "outgrows the lecture's εT²: the episodes do not tell."
    )


@pytest.mark.parametrize(
    ("kinds", "exponent", "verbs"),
    [
        (("saturating", "linear"), None, "stays below or is the lecture's εT²: the episodes"),
        (("linear", "exploding"), None, "is or outgrows the lecture's εT²: the episodes"),
        (("affine", "saturating"), None, "stays below the lecture's εT²."),
        (("power",), Parameter(0.95, 0.8, 1.1), "stays below or is or outgrows the lecture's"),
        (("power",), Parameter(0.9, 0.8, 0.95), "stays below the lecture's εT²."),
    ],
)
def test_the_lectures_bound_is_compared_with_every_law_that_is_named(kinds, exponent, verbs):
    factor = Parameter(0.99, 0.9, 1.05)
    assert f"it {verbs}" in said(*kinds, factor=factor, exponent=exponent)


def test_other_laws_of_a_gap_are_told_as_what_it_may_do():
    gap = Growth(("linear", "constant", "power"), 50, 5, exponent=Parameter(1.5, 0.9, 2.1))
    assert gap_sentence(gap).endswith(
        "By these episodes it may as well grow in proportion to h or grow as a power of h, "
        "h^1.50 (0.90 to 2.10)."
    )
    assert "and a part in proportion to h" in gap_sentence(Growth(("affine",), 50, 5))


@pytest.mark.parametrize(
    ("episodes", "words"),
    [(0, "from before episodes were kept"), (1, "1 episode is too few"), (3, None)],
)
def test_a_missing_interval_has_its_reason(episodes, words):
    told = said("exploding", episodes=episodes, factor=Parameter(1.05, None, None))
    assert "by 1.050." in told
    assert (words or "No interval") in told if words else "No interval" not in told


def test_the_same_kinds_have_one_name_whichever_is_the_best():
    assert named(law("linear", "exploding")) == named(law("exploding", "linear"))
    tally = tallied([law("linear", "power"), law("power", "linear"), law("linear"), None])
    assert tally.counts == {"a power of h or linear": 2, "linear": 1}
    assert (
        tally_words(tally, 4)
        == "Its growth is a power of h or linear in 2 and linear in 1 of 4 runs."
    )
    assert tally_words(tallied([law("linear")] * 2), 2) == "Its growth is linear in both runs."
    assert tally_words(tallied([law("linear")] * 3), 3) == "Its growth is linear in all 3 runs."
    assert tally_words(tallied([law("none"), None]), 2) == (
        "Its growth is by no law in 1 of 2 runs, and not known in others."
    )
    assert tally_words(tallied([None]), 1) == ""


def test_a_model_whose_error_is_not_finite_is_among_the_verdicts():
    tally = tallied([law("power")] * 3 + [None], not_finite=1)
    assert tally_cell(tally, 4).words == "a power of h, 3 of 4"
    assert tally_words(tally, 4) == "Its growth is a power of h in 3 and not finite in 1 of 4 runs."
    ends = tally_cell(tallied([law("exploding"), None], not_finite=1), 2)
    assert (ends.words, ends.order) == ("not finite 1, exponential 1", 7.25)
    assert tally_cell(tallied([law("power")] * 3 + [None]), 4).words == "a power of h, n = 3 of 4"


@pytest.mark.parametrize("kinds", [("linear", "none"), ("none", "linear")])
def test_runs_that_do_not_agree_are_all_named_in_the_same_order(kinds):
    tally = tallied([law(kind) for kind in kinds])
    assert tally_cell(tally, 2).words == "linear 1, no law 1"
    assert tally_words(tally, 2) == "Its growth is linear in 1 and by no law in 1 of 2 runs."


def test_of_many_verdicts_the_commonest_are_named_and_the_others_counted():
    kinds = ("linear", "linear", "linear", "exploding", "power", "constant", "none")
    tally = tallied([law(kind) for kind in kinds])
    words = "linear 3, exponential 1, a power of h 1, constant 1, another 1"
    assert tally_cell(tally, 7).words == words
    assert tally_words(tally, 7).endswith("constant in 1 and another in 1 of 7 runs.")
    assert (
        tally_cell(tallied([law("linear"), law("linear"), law("none")]), 3).words
        == "linear, 2 of 3"
    )
    four = tallied([law(kind) for kind in ("exploding", "linear", "power", "saturating")])
    assert tally_cell(four, 4).words == "exponential 1, linear 1, a power of h 1, levelling off 1"


def test_a_law_that_is_only_near_says_by_how_much_it_is_off():
    near = law("exploding", factor=FACTOR, off_by=0.073)
    assert growth_sentence(near, "current").startswith(
        f"The error {OWN} grows exponentially: each step multiplies what is wrong already by 1.050 "
        "(1.040 to 1.060). That law is only near: it is off by up to 7 % of the curve, more than "
        "noise explains, and need not hold beyond these steps. Added up"
    )
    assert "That law is only near" in gap_sentence(near)
    assert named(near) == "nearly exponential"
    assert tally_cell(tallied([near]), 1).order == 6.5


def test_without_a_law_the_nearest_is_named():
    none = law("none", nearest="power", off_by=0.172)
    assert growth_sentence(none, "current") == (
        f"The error {OWN} grows by no simple law; the nearest, a power of h, is off by up to 17 %."
    )
    assert gap_sentence(replace(none, off_by=1.5)).endswith("is off by up to a factor of 2.5.")
    assert named(none) == "no law"


def stored(mean, sizes):
    mean = np.asarray(mean, float)
    rows = np.asarray(sizes, float)[:, None] * mean
    return StoredProfile(
        "", "return-gap", "current", 0, "ts1", H.astype(int), mean, mean, mean, mean,
        np.full(20, len(rows)), rows, np.ones(len(rows), int),
    )  # fmt: skip


def test_a_gap_has_a_law_whichever_its_sign():
    for sign in (-1.0, 1.0):
        growth = gap_growth(stored(sign * 0.1 * H.cumsum(), [0.9, 1.1, 0.95, 1.05]))
        assert growth.kinds == ("linear",)
        assert growth.one_step.value == pytest.approx(0.1, rel=1e-3)


def test_a_gap_within_chance_or_of_two_signs_has_no_law():
    assert gap_growth(stored(H, [-2.0, 4.0, -1.0, 3.0])) is None
    assert gap_growth(stored(H - 3.5, [0.9, 1.1, 1.0])) is None
    assert gap_growth(stored(H, [0.9, 1.1])) is None


def test_an_error_is_judged_without_its_episodes_too():
    alone = stored(0.1 * H, [])
    assert error_growth(alone).kinds == ("linear",)
    assert error_growth(alone).episodes == 0


def test_a_verdict_of_the_same_numbers_is_made_once_and_of_others_anew():
    sizes = [0.9, 1.1, 0.95, 1.05]
    growth = error_growth(stored(0.1 * H, sizes))
    assert error_growth(replace(stored(0.1 * H, sizes), run_id="another")) is growth
    assert error_growth(stored(0.2 * H, sizes)).one_step.value == pytest.approx(0.2, rel=1e-3)
    assert error_growth(stored(0.1 * H, [])).episodes == 0


def test_an_interval_of_rounding_alone_has_no_digits():
    assert ranged_cell(Parameter(1.1, 1.1 - 1e-7, 1.1 + 1e-7)).words == "1.1 ± 0"
    assert ranged_cell(Parameter(1.1, 1.0999, 1.1001)).words == "1.1000 (1.0999 to 1.1001)"

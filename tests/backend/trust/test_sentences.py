"""What the page, the command line and the API say of the trust in one run's model."""

import math

import pytest

from backend.trust.schemas import GradientStretch, LengthAdviceView
from backend.trust.sentences import (
    advice_sentences,
    gradient_sentence,
    gradient_verb,
    trust_reading,
)
from backend.verdict.growth import Growth

ADVICE = LengthAdviceView(
    tolerance=0.5,
    gap_tolerance=0.475,
    length=12,
    limited_by="error",
    at_half=6,
    at_twice=25,
    in_force=5,
    is_finite=True,
    gap_standing="within",
    gap_episodes=3,
    gap_step=None,
    gap_size=None,
    gap_reach=None,
)
LINEAR = Growth(("linear",), 50, 5)


def gradients(rate, horizon=20, ratio=None, low=None, high=None):
    found = None if ratio is None else {"value": ratio, "low": low, "high": high}
    return GradientStretch.model_validate(
        {"env_step": 500, "horizon": horizon, "rate": rate, "variance_ratio": found}
    )


def test_the_advice_says_what_limits_it_and_stands_beside_the_length_in_force():
    assert advice_sentences(ADVICE) == [
        "By its current policy's episodes "
        "rollouts of up to 12 steps are advised: the error exceeds 0.5 deviations of the data at "
        "step 13.",
        "With half the tolerance it would be 6, with twice 25. The run uses 5.",
    ]
    one = ADVICE.model_copy(update={"length": 1, "limited_by": "gap"})
    assert advice_sentences(one)[0] == (
        "By its current policy's episodes "
        "rollouts of up to 1 step are advised: the return gap exceeds 0.475 of reward per step, a "
        "tenth of what a step earns at the latest evaluation, at step 2."
    )
    none = ADVICE.model_copy(update={"length": 0, "in_force": None})
    assert advice_sentences(none) == [
        "By its current policy's episodes "
        "no rollout is advised: the error exceeds 0.5 deviations of the data at step 1.",
        "With half the tolerance it would be 6, with twice 25.",
    ]
    every = ADVICE.model_copy(update={"length": 50, "limited_by": "horizon"})
    assert advice_sentences(every)[0] == (
        "By its current policy's episodes "
        "rollouts of up to 50 steps are advised: error and return gap stay within their tolerances "
        "as far as was measured."
    )


@pytest.mark.parametrize(
    ("standing", "episodes", "words"),
    [
        ("unmeasured", 0, "The return gap was not measured."),
        ("few", 0, "The return gap cannot be judged: its episodes were not kept."),
        ("few", 2, "The return gap is of 2 episodes, too few to judge it."),
        ("unscaled", 3, "The return gap cannot be judged: what a step earns is 0 or not known."),
        ("short", 3, "The return gap was measured for fewer steps than that."),
    ],
)
@pytest.mark.parametrize("limited_by", ["horizon", "error"])
def test_a_gap_that_was_not_judged_is_not_said_to_be_tolerable(
    standing, episodes, words, limited_by
):
    said = advice_sentences(
        ADVICE.model_copy(
            update={
                "limited_by": limited_by, "gap_standing": standing, "gap_episodes": episodes,
            }
        )
    )  # fmt: skip
    assert said[1] == words
    assert "return gap" not in said[0]


def test_a_gap_that_could_not_be_told_from_0_is_said_to_be_unclear():
    wide = {"gap_standing": "unsure", "gap_step": 9, "gap_size": 4.06, "gap_reach": 9.1}
    unclear = ADVICE.model_copy(update={"limited_by": "horizon"} | wide)
    assert advice_sentences(unclear)[:2] == [
        "By its current policy's episodes "
        "rollouts of up to 12 steps are advised: the error stays within its tolerance as far as "
        "was measured.",
        "Whether the return gap is within its tolerance, 0.475 of reward per step, is not clear: "
        "at step 9 it is 4.06 per step in 3 episodes and may be 9.1 (95 % interval); it could not "
        "be told from 0.",
    ]
    beyond = unclear.model_copy(update={"gap_reach": 6.0})
    assert advice_sentences(beyond)[1].endswith("; it is beyond chance.")


@pytest.mark.parametrize(("limited_by", "name"), [("error", "error"), ("gap", "return gap")])
def test_what_is_not_finite_is_not_said_to_exceed_a_tolerance(limited_by, name):
    broken = ADVICE.model_copy(update={"limited_by": limited_by, "is_finite": False})
    assert advice_sentences(broken)[0] == (
        "By its current policy's episodes "
        f"rollouts of up to 12 steps are advised: the {name} is not finite at step 13."
    )


def test_gradients_and_how_noisy_they_are_are_told():
    assert gradient_sentence(gradients(math.log(1.25), ratio=5321)) == (
        "Gradients through the model explode: over 20 steps a small change of the state is "
        "multiplied by 1.25 a step, and their variance is 5.3 thousand times that of likelihood "
        "ratios."
    )
    assert gradient_sentence(gradients(-0.2)).endswith("multiplied by 0.819 a step.")
    assert gradient_sentence(None) == ""


@pytest.mark.parametrize(
    ("ratio", "times"),
    [(1.0, "1"), (940, "940"), (999, "1 thousand"), (2e14, "200 trillion"), (1e-37, "about 10^37")],
)
def test_a_ratio_is_told_by_a_name_that_people_know(ratio, times):
    words = gradient_sentence(gradients(0.1, ratio=ratio))
    assert f" {times} times" in words
    assert ("and their variance" in words) == (ratio >= 1)


def test_the_ratio_has_its_interval_over_start_states():
    told = gradient_sentence(gradients(0.1, ratio=3.0, low=0.5, high=2e4))
    assert told.endswith("3 times that of likelihood ratios (95 % interval: 0.5 to 20 thousand).")
    told = gradient_sentence(gradients(0.1, ratio=0.02, low=0.01, high=0.1))
    assert told.endswith("have 50 times their variance (95 % interval: 10 to 100).")
    assert "interval" not in gradient_sentence(gradients(0.1, ratio=0.02, low=0.0, high=0.1))


def test_of_a_small_ratio_the_inverse_is_told():
    assert gradient_sentence(gradients(0.1, ratio=4e-7)).endswith(
        "; likelihood ratios of the same returns have 2.5 million times their variance."
    )


@pytest.mark.parametrize(
    ("factor", "verb"),
    [(10.1, "explode"), (9.9, "grow"), (2.1, "grow"), (1.9, "keep"), (0.51, "keep"),
     (0.4, "shrink"), (0.09, "vanish")],
)  # fmt: skip
def test_gradients_explode_or_vanish_by_the_factor_over_the_whole_horizon(factor, verb):
    assert gradient_verb(math.log(factor)).startswith(verb)


def test_numbers_beyond_the_range_of_floating_point_have_no_name_of_it():
    words = gradient_sentence(gradients(800, horizon=2, ratio=5e-324))
    assert "the only 2 steps that could be followed" in words
    assert "multiplied by 10^347 a step" in words
    assert "about 10^323 times" in words
    assert "the only step that" in gradient_sentence(gradients(800, horizon=1))


def test_all_is_told_in_the_order_of_the_questions():
    told = trust_reading(LINEAR, ADVICE, gradients(0.1))
    places = [told.index(word) for word in ("gap grows", "rollouts of up", "half", "Gradients")]
    assert places == sorted(places)

"""At which horizon models stop beating persistence: of one run, and of several."""

import math

import numpy as np
import pytest

from backend.db.profiles import StoredProfile
from backend.spec.measures import steps_ahead
from backend.verdict.break_even import (
    BreakEven,
    break_even,
    break_even_sentence,
    cell,
    from_steps,
    tallied,
)


def skill(*mean):
    values = np.array(mean, float)
    horizon = np.arange(1, len(mean) + 1)
    return StoredProfile(
        "r", "skill", "current", 100, "mean", horizon, values, values, values, values, horizon
    )


@pytest.mark.parametrize(
    ("mean", "at"),
    [
        ((0.9, 0.5, 0.1, -0.2), 4),
        ((0.9, 0.0, 0.5, 0.5), 2),
        ((-0.1, 0.9, 0.9, 0.9), 1),
        ((0.9, math.nan, 0.9, 0.9), 2),
        ((0.9, -math.inf, 0.9, 0.9), 2),
        ((0.9, 0.8, 0.7, 0.1), None),
    ],
)
def test_it_is_the_first_horizon_whose_skill_is_not_above_zero(mean, at):
    assert break_even(skill(*mean)) == BreakEven(at, 4)
    assert from_steps(steps_ahead(mean), 4) == BreakEven(at, 4)


def test_what_was_not_measured_says_nothing():
    assert break_even(None) is None
    assert from_steps(None, 50) is None
    assert from_steps(3, None) is None
    assert break_even_sentence(None) == ""
    assert cell(tallied([None, None])).words == "\N{EN DASH}"


def test_a_run_says_its_number_or_that_there_is_none():
    assert break_even_sentence(BreakEven(23, 50)) == (
        "It stops beating the guess that nothing changes at h = 23 (its break-even horizon)."
    )
    assert break_even_sentence(BreakEven(None, 50)).endswith("at all 50 steps that were measured.")
    assert break_even_sentence(BreakEven(None, 1)).endswith("at the one step that was measured.")


@pytest.mark.parametrize(
    ("runs", "words", "order"),
    [
        ([BreakEven(23, 50)], "23", 23.0),
        ([BreakEven(23, 50)] * 3, "23", 23.0),
        ([BreakEven(None, 50)], "> 50", 51.0),
        ([BreakEven(18, 50), BreakEven(23, 50), BreakEven(None, 50)], "23 (18 to > 50)", 23.0),
        ([BreakEven(18, 50), BreakEven(None, 50)], "> 50 (18 to > 50)", 51.0),
        ([BreakEven(3, 50), BreakEven(4, 50), None], "3.5 (3 to 4)", 3.5),
    ],
)
def test_several_runs_have_a_median_and_a_range_which_may_end_beyond_the_horizon(
    runs, words, order
):
    found = cell(tallied(runs))
    assert (found.words, found.order) == (words, order)


def test_a_model_that_never_beats_persistence_is_marked():
    assert cell(tallied([BreakEven(1, 50)])).warning is not None
    assert cell(tallied([BreakEven(1, 50), BreakEven(9, 50)])).warning is None

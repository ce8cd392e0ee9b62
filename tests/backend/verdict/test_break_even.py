"""At which horizon models stop beating persistence: of one run, and of several."""

import math

import numpy as np
import pytest
from scipy.special import stdtrit

from backend.db.break_even import break_even, student
from backend.db.profiles import StoredProfile
from backend.spec.break_even import BreakEven
from backend.verdict.break_even import (
    beside_linear_sentence,
    break_even_sentence,
    cell,
    tallied,
)


def stored(kind, mean, episodes=(), starts=()):
    values = np.array(mean, float)
    horizon = np.arange(1, len(mean) + 1)
    rows = np.array(episodes, float).reshape(-1, len(mean))
    return StoredProfile(
        "r", kind, "current", 100, "mean", horizon, values, values, values, values, horizon, rows,
        np.array(starts, int),
    )  # fmt: skip


def skill(*mean):
    return stored("skill", mean)


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
    found = break_even(skill(*mean))
    assert (found.at, found.horizon) == (at, 4)


@pytest.mark.parametrize(
    ("mean", "again", "behind", "is_never"),
    [
        ((-0.2, 0.6, 0.6, 0.6), 2, 1, False),
        ((0.6, 0.0, 0.1, -0.1), 3, 2, False),
        ((0.6, 0.5, 0.0, -0.1), None, 2, False),
        ((-0.6, 0.0, math.nan, -0.1), None, 4, True),
        ((0.6, 0.5, 0.4, 0.1), None, 0, False),
    ],
)
def test_what_comes_after_it_is_known(mean, again, behind, is_never):
    found = BreakEven.of(mean)
    assert (found.again, found.behind, found.is_never) == (again, behind, is_never)


@pytest.mark.parametrize("freedom", [4, 5, 9, 30, 1000])
def test_students_quantile_is_scipys_to_three_digits(freedom):
    assert student(freedom) == pytest.approx(stdtrit(freedom, 0.975), abs=1e-3)


LEADS = np.array([
    [4.0, 2.18, 1.0, -1.0, -4.0],
    [5.0, 3.18, 0.0, -2.0, -5.0],
    [6.0, 1.18, -1.0, 0.0, -6.0],
    [5.0, 4.18, 2.0, -3.0, -5.0],
    [4.0, -0.32, -1.5, -4.0, -4.0],
])  # fmt: skip


def with_leads(leads, starts, error=10.0):
    """Curves of a model of which each episode is by so much better than persistence."""
    ours, theirs = np.broadcast_to(error, leads.shape), 10.0 + leads
    weights = np.array(starts, float) / np.sum(starts)
    return (
        stored("skill", 1.0 - weights @ ours / (weights @ theirs)),
        stored("horizon-error", weights @ ours, ours, starts),
        stored("persistence-error", weights @ theirs, theirs, starts),
    )


def test_its_interval_ends_where_the_lead_may_be_lost_and_where_it_must():
    # By Student's quantile for five, 2.776, the mean lead of each step is 4.8 +- 1.04,
    # 2.08 +- 2.17, 0.1 +- 1.78, -2.0 +- 1.96 and -4.8 +- 1.04.
    found = break_even(*with_leads(LEADS, [4] * 5))
    assert (found.at, found.low, found.high, found.episodes) == (4, 2, 4, 5)
    assert break_even(*with_leads(LEADS[:4], [4] * 4)).episodes == 0
    assert break_even(with_leads(LEADS, [4] * 5)[0]).episodes == 0


def test_an_end_beyond_the_horizon_is_not_known():
    found = break_even(*with_leads(LEADS[:, :3], [4] * 5))
    assert (found.at, found.low, found.high) == (None, 2, None)
    found = break_even(*with_leads(LEADS[:, :1], [4] * 5))
    assert (found.at, found.low, found.high, found.episodes) == (None, None, None, 5)


def test_episodes_count_by_their_starts_and_errors_that_are_not_finite_are_no_lead():
    # 100 starts of 104 are the last episode's: h = 2 is lost in the mean, and nothing is sure.
    found = break_even(*with_leads(LEADS, [1, 1, 1, 1, 100]))
    assert (found.at, found.low, found.high) == (2, 2, 5)
    error = np.full(LEADS.shape, 10.0)
    error[2, 1] = math.inf
    found = break_even(*with_leads(LEADS, [4] * 5, error))
    assert (found.at, found.low, found.high) == (2, 2, 2)


def test_what_was_not_measured_says_nothing():
    assert break_even(None) is None
    assert break_even_sentence(None, "There") == ""
    assert cell(tallied([None, None])).words == "\N{EN DASH}"


FALLS = "first falls to the guess that nothing changes at h = 3, its break-even horizon"


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (BreakEven(None, 50, behind=0),
         "beats the guess that nothing changes in all of the 50 steps measured."),
        (BreakEven(None, 1, behind=0),
         "beats the guess that nothing changes in the one step measured."),
        (BreakEven(None, 50, behind=0, low=40, episodes=8),
         "beats the guess that nothing changes in all of the 50 steps measured: its break-even "
         "horizon lies beyond (95 % interval over 8 episodes: 40 to > 50)."),
        (BreakEven(1, 50, behind=50),
         "never beats the guess that nothing changes in the 50 steps measured: its break-even "
         "horizon is 1."),
        (BreakEven(1, 50, again=2, behind=1),
         "does not beat the guess that nothing changes at h = 1, its break-even horizon, and beats "
         "it from h = 2 on."),
        (BreakEven(3, 50, again=6, behind=3, low=2, high=7, episodes=5),
         f"{FALLS} (95 % interval over 5 episodes: 2 to 7), and beats it again from h = 6 on."),
        (BreakEven(3, 50, again=6, behind=13),
         f"{FALLS}, and beats it again from h = 6; it is no better at 13 of the 50 steps "
         "measured."),
        (BreakEven(3, 50, behind=48),
         f"{FALLS}, and is no better from there to the end of the 50 steps measured."),
        (BreakEven(3, 50), f"{FALLS}."),
    ],
)  # fmt: skip
def test_a_run_says_what_happened_and_no_more(found, words):
    assert break_even_sentence(found, "Along the suite") == f"Along the suite the model {words}"


@pytest.mark.parametrize(
    ("errors", "words"),
    [
        ([1, 1, 1, 1], ""),
        ([2, 2, 2, 2], "at every step"),
        ([1, 1, 2, math.inf], "from h = 3 on"),
        ([1, 2, 1, 1], "at h = 2"),
        ([2, 2, 1, 1], "at h = 1 to 2"),
        ([2, 1, 1, 2], "at 2 of 4 steps, first at h = 1"),
        ([1, 2, 1, 2], "at 2 of 4 steps, first at h = 2"),
    ],
)
def test_a_run_says_where_it_loses_to_linear_least_squares(errors, words):
    told = beside_linear_sentence(errors, [1.0] * 4, "There")
    assert told == (f"There it loses to linear least squares {words}." if words else "")


def test_an_older_row_says_only_what_it_knew():
    assert BreakEven.stored({"ahead": 22, "horizon": 50}) == BreakEven(23, 50)
    assert BreakEven.stored({"ahead": 50, "horizon": 50}) == BreakEven(None, 50)
    assert BreakEven.stored({"horizon": 50}) is None
    assert BreakEven.stored({"break_even": {"at": 3, "horizon": 9, "later": 1}}) == BreakEven(3, 9)


@pytest.mark.parametrize(
    ("runs", "words", "order"),
    [
        ([BreakEven(23, 50)], "23", 23.0),
        ([BreakEven(23, 50)] * 3, "23", 23.0),
        ([BreakEven(None, 50)], "> 50", 51.0),
        ([BreakEven(18, 50), BreakEven(23, 50), BreakEven(None, 50)], "23 (18 to > 50)", 23.0),
        ([BreakEven(18, 50), BreakEven(None, 50)], "18 (18 to > 50)", 18.0),
        ([BreakEven(3, 50), BreakEven(4, 50), None], "3 (3 to 4)", 3.0),
        # The first may lose from step 31 on, before the second does: nothing is told beyond 30.
        ([BreakEven(None, 30), BreakEven(40, 50)], "> 30", 31.0),
        ([BreakEven(None, 30), BreakEven(40, 50), BreakEven(20, 50)], "> 30 (20 to > 30)", 31.0),
        ([BreakEven(None, 50), BreakEven(25, 30), BreakEven(20, 50)], "25 (20 to > 50)", 25.0),
    ],
)
def test_several_runs_have_a_median_and_a_range_which_may_end_beyond_the_horizon(
    runs, words, order
):
    found = cell(tallied(runs))
    assert (found.words, found.order) == (words, order)


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        ([BreakEven(23, 50, low=20, high=27, episodes=8)], "23 (20 to 27)"),
        ([BreakEven(23, 50, low=20, episodes=8)], "23 (20 to > 50)"),
        ([BreakEven(None, 50, low=40, episodes=8)], "> 50 (40 to > 50)"),
        ([BreakEven(None, 50, episodes=8)], "> 50"),
        ([BreakEven(1, 50, behind=50, low=1, high=1, episodes=5)], "1"),
        ([BreakEven(3, 50, again=6, behind=3)], "3, again ahead from 6"),
        ([BreakEven(1, 50, again=6, behind=5)], "1, ahead from 6"),
        ([BreakEven(3, 50, again=6), BreakEven(3, 50), BreakEven(4, 50)],
         "3 (3 to 4), 1 of 3 ahead later"),
        ([BreakEven(3, 50, low=2, high=9, episodes=8), BreakEven(4, 50)], "3 (3 to 4)"),
    ],
)  # fmt: skip
def test_a_cell_has_the_interval_of_a_run_alone_and_says_when_it_is_ahead_again(runs, words):
    assert cell(tallied(runs)).words == words


def test_a_model_that_never_beats_persistence_is_marked_and_one_that_only_dips_is_not():
    never = BreakEven(1, 50, behind=50)
    assert "never better" in cell(tallied([never])).warning
    assert cell(tallied([never, BreakEven(9, 50, behind=2)])).warning is None
    assert cell(tallied([BreakEven(1, 50, again=2, behind=1)])).warning is None
    assert cell(tallied([])).warning is None

"""What a comparison says: its question, and how to read its error and its returns."""

import pytest

from backend.comparison.error_words import error_reading, price_words
from backend.comparison.group_words import group_note, interval_words, size_words
from backend.comparison.question import question
from backend.comparison.return_words import (
    is_above_zero,
    returns_reading,
    returns_title,
    whole_gap,
)
from backend.comparison.schemas import ComparedGroup
from backend.schemas import EstimateView, RunCounts, Tally
from backend.spec.break_even import BreakEven
from backend.verdict.break_even import tallied


def estimate(mean, half_width=None, n=5):
    ends = (None, None) if None in (mean, half_width) else (mean - half_width, mean + half_width)
    return EstimateView(mean=mean, low=ends[0], high=ends[1], n=n)


def group(label="k = 5", error=0.41, gap=None, half_width=None, real=-402.0, spread=0.02):
    return ComparedGroup(
        index=0, key="", mark="", hidden=False, label=label, values={}, run_ids=[*"abcde"], seeds=5,
        part="", note="", cells={},
        against={},
        statuses=RunCounts(queued=0, running=0, succeeded=5, failed=0, cancelled=0),
        error=estimate(error, spread), price_of_change=estimate(1.31),
        break_even=tallied([BreakEven(23, 50)]),
        break_even_reading="It stops there.",
        growth=Tally(counts={"linear": 5}, n=5),
        growth_reading="Its growth is linear in all 5 runs.",
        real_return=estimate(real, half_width),
        model_return=estimate(None if gap is None else -402.0 + gap, half_width),
        gap=estimate(gap, half_width),
    )  # fmt: skip


WHAT = "Error of the model after h imagined steps along real episodes of the current policy."


def test_the_error_of_one_run_is_told_at_the_cursor():
    assert error_reading([group()], "current", 17) == (
        f"{WHAT} At h = 17 it is 0.410 ± 0.020 standard deviations of the data (5 seeds); the "
        "changed policy costs a factor of 1.31. It stops there. Its growth is linear in all 5 runs."
    )
    assert "factor" not in error_reading([group()], "data", 17)
    assert "of those that filled the data" in error_reading([group()], "both", 17)


def test_the_best_group_stands_beside_the_worst():
    groups = [group("k = 1", 0.71), group("k = 5", 0.41), group("k = 20", 0.21)]
    assert error_reading(groups, "data", 17).endswith(
        "At h = 17 it is 0.210 ± 0.020 standard deviations of the data (5 seeds) with k = 20 and "
        "0.710 ± 0.020 standard deviations of the data (5 seeds) with k = 1, 3.38 times as much."
    )


def test_groups_are_not_ranked_by_what_their_seeds_do_not_tell_apart():
    told = error_reading([group("A", 0.37, spread=None), group("B", 1.9)], "current", 10)
    assert told.endswith(
        "At h = 10 it is 0.37 to 1.9 standard deviations of the data between groups. "
        "Without an interval over seeds A cannot be ranked."
    )
    told = error_reading([group("A", 0.4, spread=0.2), group("B", 0.7, spread=0.2)], "current", 10)
    assert told.endswith("The seeds do not tell A from B: their intervals overlap.")
    assert "times as much" not in told


def test_a_group_is_not_called_the_best_while_seeds_of_it_have_no_finite_error():
    """The seed that is left out may be the worst of all: its model diverged."""
    lucky = group("A", 0.1).model_copy(update={"error": estimate(0.1, 0.01, n=4)})
    told = error_reading([lucky, group("B", 0.7)], "current", 10)
    assert told.endswith("1 of 5 seeds with A has no finite error above 0, so it is not ranked.")
    assert "times as much" not in told
    unlucky = group("B", 0.7).model_copy(update={"error": estimate(0.7, 0.01, n=4)})
    told = error_reading([group("A", 0.1), unlucky], "current", 10)
    assert "(4 of 5 seeds) with B, 7 times as much" in told


@pytest.mark.parametrize(("worse", "told"), [(0.209, "about 0.2"), (0.211, "times as much")])
def test_rounding_makes_no_difference(worse, told):
    groups = [group("A", 0.2, spread=0.001), group("B", worse, spread=0.001)]
    assert told in error_reading(groups, "current", 10)


def test_nothing_is_claimed_without_errors():
    assert error_reading([], "current", 17) == WHAT
    assert error_reading([group(error=None)], "current", 17) == WHAT
    assert error_reading([group(error=None), group()], "current", 17) == WHAT


@pytest.mark.parametrize(
    ("price", "told"),
    [
        (1.06, "costs a factor of 1.06"),
        (1.04, "as much as"),
        (0.96, "as much"),
        (0.94, "0.94 times"),
    ],
)
def test_the_price_of_a_changed_policy_has_words(price, told):
    assert told in price_words(estimate(price))


def test_a_price_is_not_told_where_the_seeds_leave_it_open():
    assert price_words(estimate(1.31, 0.4)) == (
        ", 1.31 ± 0.40 times that along the data: the seeds do not tell it from 1"
    )
    assert price_words(estimate(1.31, 0.1)) == "; the changed policy costs a factor of 1.31 ± 0.10"


def test_promise_and_pay_of_one_run_stand_side_by_side():
    minus = "\N{MINUS SIGN}"
    assert (
        f"The model promises {minus}96 of reward per episode, the world pays {minus}402: "
        "306 ± 97 too much (5 seeds), beyond the interval over seeds."
    ) in returns_reading([group(gap=306.0, half_width=97.0)])
    assert f"the world pays {minus}402." in returns_reading([group(gap=306.0)])
    assert returns_reading([]) == ""


def test_no_model_is_spoken_of_where_no_run_has_one():
    words = "Mean return of evaluation episodes in the real environment."
    assert returns_reading([group()]) == returns_reading([group(), group("b")]) == words
    assert returns_title([group()]) == "Real return"
    assert returns_reading([group(), group("b", gap=9.0)]) != words
    assert returns_title([group(real=None)]) == "Real and model return"


def test_only_groups_whose_gap_is_beyond_chance_are_named():
    told = [group("k = 1", gap=9.0, half_width=20.0), group("k = 20", gap=306.0, half_width=97.0)]
    assert returns_reading(told).endswith("It does with k = 20, 306 ± 97 too much (5 seeds).")
    assert "No group does so" in returns_reading([told[0], told[0]])
    assert "; 1 of 2 groups have none." in returns_reading([told[0], group(gap=9.0)])
    assert "cannot tell" in returns_reading([group(gap=9.0), group("b", gap=5.0)])
    unmeasured = group(gap=9.0).model_copy(update={"gap": estimate(None, n=0)})
    assert returns_reading([unmeasured, unmeasured]).endswith("learned to please the model.")
    assert "It does in 4 of 4 groups." in returns_reading([told[1]] * 4)
    assert "It does with" in returns_reading([told[1]] * 3)


def test_an_interval_is_above_zero_as_a_whole():
    assert is_above_zero(estimate(306, 97))
    assert not is_above_zero(estimate(97, 97))
    assert not is_above_zero(estimate(306))


def test_the_whole_gap_of_one_group_alone_is_told():
    assert whole_gap([group(gap=306.0)]) == (
        "Over the whole evaluation it is 306 of reward per episode (5 seeds)."
    )
    assert (
        whole_gap([group(gap=1.0), group(gap=2.0)]) == whole_gap([]) == whole_gap([group()]) == ""
    )


ENV = ["Pendulum-v1"]


@pytest.mark.parametrize(
    ("runs", "groups", "group_by", "environments", "asked"),
    [
        (0, 0, [], [], "Compare runs"),
        (1, 1, [], ENV, "How far ahead can the model see in run 0?"),
        (5, 1, [], ENV, "How much do 5 runs vary on Pendulum-v1?"),
        (5, 1, ["rollout.length"], ENV, "How much do 5 runs vary on Pendulum-v1?"),
        (3, 3, ["run"], ENV, "How do these 3 runs differ on Pendulum-v1?"),
        (6, 2, ["rollout.length"], ENV, "What does rollout.length change on Pendulum-v1?"),
        (6, 2, ["a", "b"], ENV, "What do a and b change on Pendulum-v1?"),
        (6, 2, ["a", "b", "c"], ["x", "y"], "What do 3 settings change?"),
        (6, 2, ["a", "b", "algorithm.version"], ENV,
         "How do the algorithm versions compare on Pendulum-v1?"),
        (6, 2, ["a", "b", "algorithm.improver"], ENV,
         "How do the improvers compare on Pendulum-v1?"),
        (6, 2, ["environment.id"], ["x", "y"], "How do x and y differ?"),
        (6, 3, ["environment.id"], ["x", "y", "z"], "How do the environments differ?"),
    ],
)  # fmt: skip
def test_a_comparison_asks_a_question(runs, groups, group_by, environments, asked):
    names = [f"run {at}" for at in range(runs)]
    assert question(names, groups, group_by, environments) == asked


def test_a_group_counts_its_seeds_and_what_is_not_done():
    none = {"queued": 0, "running": 0, "succeeded": 0, "failed": 0, "cancelled": 0}
    assert group_note(5, none | {"succeeded": 5}) == "5 seeds"
    assert group_note(1, none | {"running": 1}) == "1 seed, 1 running"
    assert group_note(6, none | {"succeeded": 12}) == "12 runs of 6 seeds"
    assert group_note(1, none, copies=2) == "1 seed, 2 copies left out"


@pytest.mark.parametrize(
    ("seeds", "words"),
    [
        ([5, 5], "mean, of errors the geometric one, and 95 % interval over 5 seeds"),
        ([3, 5], "mean, of errors the geometric one, and 95 % interval over 3 to 5 seeds"),
        ([1, 5, 12], "mean, of errors the geometric one, and 95 % interval over 5 to 12 seeds; "
         "none below 3 seeds"),
        ([1, 1], "one seed each, so no interval"),
        ([1, 2], "at most 2 seeds, too few for an interval"),
        ([1], ""),
        ([], ""),
    ],
)  # fmt: skip
def test_it_is_said_what_the_intervals_are_over(seeds, words):
    assert interval_words(seeds, seeds) == words
    assert interval_words(seeds, []) == words


def test_seeds_without_a_value_are_in_no_interval():
    assert interval_words([5, 5], [5, 3]).endswith("95 % interval over 3 to 5 seeds")
    assert interval_words([5, 5], [5, 2]).endswith("over 5 seeds; none below 3 seeds")
    assert interval_words([10, 3], [620, 20]).endswith("95 % interval over 20 to 620 runs")
    assert interval_words([5], [1]) == "at most 1 seed, too few for an interval"


def test_runs_and_groups_are_counted():
    assert size_words(15, 3) == "15 runs in 3 groups"
    assert size_words(1, 1) == "1 run"

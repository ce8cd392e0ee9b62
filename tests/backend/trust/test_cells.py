"""What the cells of the table of trust say, and the sentence above it."""

import pytest

from backend.schemas import EstimateView, Tally
from backend.spec.break_even import BreakEven
from backend.statistics.censored import Place, spread
from backend.trust.cells import cells_of, overreaches, table_reading
from backend.trust.schemas import GrowthView, TrustRow
from backend.verdict.break_even import tallied


def five(mean, half_width=None):
    ends = (None, None) if half_width is None else (mean - half_width, mean + half_width)
    return EstimateView(mean=mean, low=ends[0], high=ends[1], n=0 if mean is None else 5)


def places(*at, beyond=()):
    return spread([Place(each, is_beyond=each in beyond) for each in at]).view


def tally(**counts):
    return Tally(counts=counts, n=sum(counts.values()))


def row(**changes):
    numbers = dict.fromkeys(
        ("growth_factor", "growth_exponent", "error_of_one_step", "policy_shift",
         "calibration_error",
         "price_of_change", "diagnostics"), five(1.0),
    )  # fmt: skip
    usual = {
        "index": 0, "key": "[5]", "label": "k = 5", "run_ids": [*"abcde"], "seeds": 5,
        "law": tally(linear=5), "growth": None, "alarm": tally(quiet=5),
        "advised_length": places(*[12] * 5),
        "break_even": tallied([BreakEven(23, 50)]),
        "in_force": five(5), "cpu": five(100),
    }  # fmt: skip
    return TrustRow.model_validate({**numbers, **usual, **changes})


def cell(key, **changes):
    return cells_of(row(**changes))[key]


@pytest.mark.parametrize(
    ("law", "words", "order"),
    [
        (tally(linear=5), "linear", 5.5),
        (tally(exponential=3, linear=2), "exponential, 3 of 5", 6.3),
        (tally(**{"no law": 1}), "no law", 0.5),
        (tally(**{"levelling off or linear": 2}), "levelling off or linear", 5.5),
        (tally(), "\N{EN DASH}", None),
    ],
)
def test_a_law_is_told_with_how_many_agree_and_ranks_by_how_fast_it_grows(law, words, order):
    told = cell("law", law=law, run_ids=[*"abcde"][: law.n])
    assert (told.words, told.order) == (words, pytest.approx(order))


def test_a_single_run_has_the_interval_of_its_episodes():
    growth = GrowthView(
        kinds=["exploding"], steps=50, episodes=5, one_step=None, plateau=None, at_data_size=False,
        nearest=None, off_by=None, bend=None, exponent=None,
        factor={"value": 1.05, "low": 1.04, "high": 1.06},
    )  # fmt: skip
    alone = {"growth": growth, "growth_exponent": five(None)}
    told = cell("growth_factor", growth_factor=five(1.05), **alone)
    assert (told.words, told.order) == ("1.050 (1.040 to 1.060), 5 episodes", 1.05)
    assert cell("growth_exponent", growth_factor=five(1.05), **alone).words == "\N{EN DASH}"
    assert cell("growth_factor", growth_factor=five(None), **alone).words == "\N{EN DASH}"
    assert cell("growth_factor", growth_factor=five(1.05, 0.02)).words == "1.050 ± 0.020"


@pytest.mark.parametrize(
    ("alarm", "words", "order", "is_marked"),
    [
        (tally(raised=2, quiet=3), "2 of 5", 0.4, True),
        (tally(quiet=5), "0 of 5", 0.0, False),
        (tally(raised=1), "raised", 1.0, True),
        (tally(quiet=1), "quiet", 0.0, False),
        (tally(), "\N{EN DASH}", None, False),
    ],
)
def test_an_alarm_is_told_by_the_runs_that_raise_it(alarm, words, order, is_marked):
    told = cell("alarm", alarm=alarm, run_ids=[*"abcde"][: alarm.n])
    assert (told.words, told.order, told.warning is not None) == (words, order, is_marked)


def test_runs_that_cannot_be_judged_are_not_among_the_quiet_ones():
    assert cell("alarm", alarm=tally(raised=1, quiet=2)).words == "1 of 3, 2 not judged"
    assert cell("alarm", alarm=tally(quiet=1), run_ids=["a", "b"]).words == "0 of 1, 1 not judged"


def test_a_mean_has_its_interval_as_in_every_table_and_a_setting_of_all_runs_stands_alone():
    assert cell("price_of_change", price_of_change=five(1.31, 0.0)).words == "1.31 ± 0"
    assert cell("error_of_one_step", error_of_one_step=five(0.02, 1e-18)).words == "0.02 ± 0"
    assert cell("price_of_change", price_of_change=five(1.31, 0.08)).words == "1.310 ± 0.080"
    assert cell("in_force", in_force=five(5, 0.0)).words == "5"
    assert cell("price_of_change", price_of_change=five(None)).words == "\N{EN DASH}"
    alone = EstimateView(mean=1.31, low=None, high=None, n=1)
    assert cell("price_of_change", price_of_change=alone, run_ids=["a"]).words == "1.31"


def test_an_advice_is_a_median_and_a_range_and_ends_where_the_measured_horizon_does():
    ended = places(30, 17, 30, 16, 30, beyond=(30,))
    told = cell("advised_length", advised_length=ended)
    assert (told.words, told.order) == ("≥ 30 (16 to ≥ 30)", 30.5)
    assert cell("advised_length", advised_length=places(49, 49, 49)).words == "49"
    assert cell("advised_length", advised_length=places(10, 12, 14)).words == "12 (10 to 14)"
    assert cell("advised_length", advised_length=None).words == "\N{EN DASH}"


def test_a_mean_says_where_it_is_not_over_all_seeds():
    factor = EstimateView(mean=1.05, low=1.03, high=1.07, n=3)
    assert cell("growth_factor", growth_factor=factor).words == "1.050 ± 0.020, n = 3 of 5"


def test_the_policy_shift_of_a_single_run_has_an_interval_over_its_episodes():
    shift = EstimateView(mean=0.6, low=0.4, high=0.8, n=1)
    assert cell("policy_shift", policy_shift=shift, run_ids=["a"]).words == (
        "0.60 ± 0.20, over episodes"
    )


def test_rollouts_longer_than_the_error_allows_are_marked():
    assert "longer" in cell("in_force", in_force=five(20), advised_length=places(7)).warning
    assert cell("in_force", in_force=five(7), advised_length=places(7)).warning is None
    assert not overreaches(row(in_force=five(20), advised_length=None))


def test_the_sentence_names_what_carries_furthest_overreaches_and_costs_most():
    short = row(label="k = 1", advised_length=places(12, 10, 11, 14, 13), cpu=five(100, 9))
    long = row(
        label="k = 20", advised_length=places(3, 2, 3, 4, 3), in_force=five(20), cpu=five(250, 20),
        alarm=tally(raised=2, quiet=3),
    )  # fmt: skip
    assert table_reading([short, long]) == (
        "Advised are rollouts of up to 12 steps with k = 1 (median of 5 seeds, 10 to 14), of up "
        "to 3 steps with k = 20 (median of 5 seeds, 2 to 4). "
        "Rollouts are longer than that in k = 20. "
        "The exploitation alarm is raised in k = 20. "
        "Most CPU time went to k = 20: 250 ± 20 s a run (5 seeds), 2.5 times that of k = 1, "
        "100 ± 9 s (5 seeds)."
    )


def test_what_the_seeds_do_not_tell_apart_is_not_ranked():
    a = row(label="a", advised_length=places(12, 10, 3, 14, 13), cpu=five(100, 90))
    b = row(label="b", advised_length=places(3, 2, 3, 4, 3), cpu=five(250, 90))
    assert table_reading([a, b]) == (
        "Advised are rollouts of up to 3 to 12 steps between groups (medians). The seeds do not "
        "tell b from a: their ranges overlap. "
        "Rollouts are longer than that in b. "
        "A run took 100 to 250 s of CPU time between groups."
    )
    one, other = (row(label=name, run_ids=[name], cpu=five(1), advised_length=places(k))
                  for name, k in (("a", 12), ("b", 6)))  # fmt: skip
    assert table_reading([one, other]) == (
        "Advised are rollouts of up to 6 to 12 steps between groups. "
        "1 seed each is too few to rank b and a."
    )


def test_a_length_that_only_what_was_measured_ends_is_said_to_be_that_or_more():
    a = row(label="a", advised_length=places(20, 25, 22, 30, beyond=(30,)))
    b = row(label="b", advised_length=places(30, 30, 30, 26, beyond=(30,)))
    # Of four the lower one in the middle: no half steps.
    assert table_reading([a, b]).startswith(
        "Advised are rollouts of up to 22 steps in one group, and 30 steps or more in another "
        "(medians). The seeds do not tell a from b: their ranges overlap."
    )
    assert table_reading([b]).startswith(
        "Advised are rollouts of 30 steps or more (median of 4 seeds, 26 to ≥ 30)."
    )
    c = row(label="c", advised_length=places(28, 29, 31, 31, beyond=(31,)))
    assert "of up to 22 to 29 steps between groups (medians)" in table_reading([a, c])


def test_a_cost_is_named_from_a_quarter_more_on():
    assert "CPU" not in table_reading([row(cpu=five(100, 1)), row(cpu=five(124, 1))])
    assert "Most CPU" in table_reading([row(cpu=five(100, 1)), row(cpu=five(125, 1))])


def test_the_sentence_claims_no_more_than_was_measured():
    every = row(advised_length=places(50, 50, 50, beyond=(50,)))
    assert table_reading([every, every]) == (
        "Advised are rollouts of up to all 50 steps that were measured."
    )
    alike = table_reading([row(), row(label="k = 9")])
    assert alike == "Advised are rollouts of up to 12 steps (median of every group)."
    assert table_reading([row()]) == ("Advised are rollouts of up to 12 steps (all 5 seeds).")
    assert table_reading([row(advised_length=None, cpu=five(None))]) == ""


def test_many_groups_are_not_all_named():
    used = range(10, 19)
    many = [row(label=f"k = {k}", in_force=five(k), advised_length=places(2)) for k in used]
    assert "in k = 10; k = 11; k = 12 and 6 more." in table_reading(many)

"""What the cells of the table of trust say, and the sentence above it."""

import pytest

from backend.schemas import EstimateView, Tally
from backend.trust.cells import cells_of, overreaches, table_reading
from backend.trust.schemas import GrowthView, TrustRow
from backend.verdict.break_even import BreakEven, tallied


def five(mean, half_width=None):
    ends = (None, None) if half_width is None else (mean - half_width, mean + half_width)
    return EstimateView(mean=mean, low=ends[0], high=ends[1], n=0 if mean is None else 5)


def tally(**counts):
    return Tally(counts=counts, n=sum(counts.values()))


def row(**changes):
    numbers = dict.fromkeys(
        ("growth_factor", "growth_exponent", "error_of_one_step", "policy_shift",
         "calibration_error",
         "price_of_change", "diagnostics"), five(1.0),
    )  # fmt: skip
    usual = {
        "index": 0, "key": "[5]", "label": "k = 5", "run_ids": ["a"], "seeds": 5,
        "law": tally(linear=5), "growth": None, "alarm": tally(quiet=5), "advised_length": five(12),
        "break_even": tallied([BreakEven(23, 50)]),
        "in_force": five(5), "cpu": five(100),
    }  # fmt: skip
    return TrustRow.model_validate({**numbers, **usual, **changes})


def cell(key, longest=50, **changes):
    return cells_of(row(**changes), longest)[key]


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
    told = cell("law", law=law)
    assert (told.words, told.order) == (words, pytest.approx(order))


def test_a_single_run_has_the_interval_of_its_episodes():
    growth = GrowthView(
        kinds=["exploding"], steps=50, episodes=5, one_step=None, plateau=None, at_data_size=False,
        factor={"value": 1.05, "low": 1.04, "high": 1.06}, exponent=None,
    )  # fmt: skip
    alone = {"growth": growth, "growth_exponent": five(None)}
    told = cell("growth_factor", growth_factor=five(1.05), **alone)
    assert (told.words, told.order) == ("1.050 (1.040 to 1.060)", 1.05)
    assert cell("growth_exponent", growth_factor=five(1.05), **alone).words == "\N{EN DASH}"
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
    told = cell("alarm", alarm=alarm)
    assert (told.words, told.order, told.warning is not None) == (words, order, is_marked)


def test_a_mean_has_its_interval_and_stands_alone_where_all_runs_agree():
    assert cell("price_of_change", price_of_change=five(1.31, 0.08)).words == "1.310 ± 0.080"
    assert cell("in_force", in_force=five(5, 0.0)).words == "5"
    assert cell("price_of_change", price_of_change=five(None)).words == "\N{EN DASH}"


def test_an_advice_ends_where_the_measured_horizon_does():
    assert cell("advised_length", advised_length=five(50, 0.0)).words == "≥ 50"
    assert cell("advised_length", advised_length=five(49, 0.0)).words == "49"
    assert cell("in_force", in_force=five(50, 0.0)).words == "50"
    assert cell("advised_length", longest=None, advised_length=five(50, 0.0)).words == "50"


def test_rollouts_longer_than_the_error_allows_are_marked():
    assert "longer" in cell("in_force", in_force=five(20), advised_length=five(7)).warning
    assert cell("in_force", in_force=five(7), advised_length=five(7)).warning is None
    assert not overreaches(row(in_force=five(20), advised_length=five(None)))


def test_the_sentence_names_what_carries_furthest_overreaches_and_costs_most():
    short = row(label="k = 1", advised_length=five(12), cpu=five(100))
    long = row(
        label="k = 20", advised_length=five(3), in_force=five(20), cpu=five(250),
        alarm=tally(raised=2, quiet=3),
    )  # fmt: skip
    assert table_reading([short, long], 50) == (
        "Advised are rollouts of up to 12 steps with k = 1, of up to 3 steps with k = 20. "
        "Rollouts are longer than that in k = 20. "
        "The exploitation alarm is raised in k = 20. "
        "Most CPU time went to k = 20: 2.5 times that of k = 1."
    )


def test_a_cost_is_named_from_a_quarter_more_on():
    assert "CPU" not in table_reading([row(cpu=five(100)), row(cpu=five(124))], 50)
    assert "CPU" in table_reading([row(cpu=five(100)), row(cpu=five(125))], 50)


def test_the_sentence_claims_no_more_than_was_measured():
    every = row(advised_length=five(50))
    assert table_reading([every, every], 50) == (
        "Advised are rollouts of up to all 50 steps that were measured."
    )
    alike = table_reading([row(), row(label="k = 9")], 50)
    assert alike == "Advised are rollouts of up to 12 steps."
    assert table_reading([row(advised_length=five(None), cpu=five(None))], 50) == ""


def test_many_groups_are_not_all_named():
    used = range(10, 19)
    many = [row(label=f"k = {k}", in_force=five(k), advised_length=five(2)) for k in used]
    assert "in k = 10; k = 11; k = 12 and 6 more." in table_reading(many, 50)

"""What a run's numbers come to: true for every version and state, whatever the numbers are."""

import math
from dataclasses import replace

import pytest

from backend.spec.break_even import BreakEven
from backend.spec.measures import Measures
from backend.verdict.figures import counted, figure
from backend.verdict.sentence import Judged, verdict
from backend.verdict.warnings import warnings_of

GOOD = Measures(
    evaluations=12, latest=1_200, compared=3, early=-1_400.0, late=-160.0, chance=0.001,
    early_spread=35.0, late_spread=35.0, autocorrelation=0.0,
    history=[(100, -1_500.0, -1_450.0), (1_200, -150.0, -140.0)],
    error_of_one_step=0.01, error_at_length=0.12, length=5, within=12, horizon=50,
    cut_off=3, rollouts=100_000, cpu_seconds=720.0,
)  # fmt: skip
MINUS = "\N{MINUS SIGN}"


def judged(status="succeeded", version="3.0", env_steps=5_000):
    return Judged(status, version, env_steps)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (1e-300, "1e\N{MINUS SIGN}300"),
        (1e300, "1e300"),
        (-1.5e17, "\N{MINUS SIGN}1.5e17"),
        (math.nan, "not a number"),
        (math.inf, "infinite"),
        (-math.inf, "minus infinite"),
        (1_234.5, "1,234"),
        (0.01234, "0.0123"),
        (-0.5, "\N{MINUS SIGN}0.5"),
    ],
)
def test_every_number_has_a_short_form(value, text):
    assert figure(value) == text


def test_one_of_a_thing_is_singular():
    assert [counted(n, "step") for n in (0, 1, 2, 1_000)] == [
        "0 steps", "1 step", "2 steps", "1,000 steps",
    ]  # fmt: skip


def test_the_break_even_horizon_stands_beside_the_trusted_steps():
    words = verdict(judged(), replace(GOOD, break_even=BreakEven(23, 50)))
    assert "0.12. There the model first falls to the guess that nothing changes at h = 23" in words
    words = verdict(judged(), replace(GOOD, within=0, break_even=BreakEven(None, 50)))
    assert "There the model beats the guess that nothing changes in all of the 50 steps" in words


def test_a_run_as_it_should_be_learns_and_carries_no_warning():
    words = verdict(judged(), GOOD)
    assert words == (
        f"It learned: the real return rose by 1,240 \N{PLUS-MINUS SIGN} 141 of reward per "
        f"episode (95 % interval), from {MINUS}1,400 to {MINUS}160 (means of "
        "the first and the last 3 evaluations). "
        "Its model's error along its current policy's episodes stays within 0.5 deviations of the "
        "data for 12 steps; it uses "
        "5, where the error is 0.12. At the latest evaluation it promised 10 more than the world "
        "paid. It cost 5,000 real steps and 12 min of CPU time, diagnostics included."
    )
    assert warnings_of(GOOD) == []


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("queued", "waits to start"),
        ("running", "has not been evaluated"),
        ("failed", "It failed before its first evaluation"),
        ("cancelled", "It was cancelled before its first evaluation"),
        ("succeeded", "It ended before its first evaluation"),
    ],
)
def test_without_an_evaluation_nothing_is_claimed(status, words):
    assert words in verdict(judged(status, env_steps=0), Measures())


@pytest.mark.parametrize(
    ("within", "horizon", "length", "error", "words"),
    [
        (1, 1, 5, None, "for 1 step; it uses 5, further than was measured."),
        (3, 9, 12, None, "for 3 steps; it uses 12, further than that."),
        (3, 9, 5, None, "it uses 5, further than that, where the error is not finite."),
        (3, 9, 5, 0.7, "it uses 5, further than that, where the error is 0.7."),
    ],
)
def test_what_was_not_measured_or_is_not_finite_is_no_tolerance_exceeded(
    within, horizon, length, error, words
):
    run = replace(GOOD, within=within, horizon=horizon, length=length, error_at_length=error)
    assert words in verdict(judged(), run)


@pytest.mark.parametrize(
    ("version", "words"),
    [("model-free", "no model to trust"), ("1.5", "it plans 5"), ("2.5", "it uses 5")],
)
def test_each_version_is_spoken_of_as_what_it_is(version, words):
    assert words in verdict(judged(version=version), GOOD)
    if version == "model-free":
        assert "promised" not in verdict(judged(version=version), GOOD)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"within": 0, "error_of_one_step": 1e17}, "not be trusted for a single step: its error"),
        (
            {"within": 0, "error_of_one_step": None},
            "its error along its current policy's episodes is not finite",
        ),
        ({"within": 1}, "deviations of the data for 1 step;"),
        ({"within": 50}, "for all 50 steps that were measured; it"),
        ({"within": 3}, "it uses 5, further than that, where the error is 0.12"),
        ({"within": None, "horizon": None}, "was not measured"),
        ({"length": 99}, "it uses 99, further than that."),
        (
            {"history": [(1_200, -5.0, -5.0)]},
            "At the latest evaluation it promised exactly what the world paid",
        ),
        (
            {"history": [(1_100, -5.0, -9.0)]},
            "At real step 1,100 it promised 4 less than the world paid",
        ),
        ({"history": []}, "It cost 5,000 real steps"),
    ],
)
def test_trust_and_cost_are_said_whatever_was_measured(changes, words):
    told = verdict(judged(), replace(GOOD, **changes))
    assert words in told
    for never in ("nan", "inf ", "Infinity", "None"):
        assert never not in told


def test_a_run_that_diverged_carries_its_warnings_the_gravest_first():
    diverged = replace(
        GOOD,
        error_of_one_step=1e17,
        within=0,
        cut_off=99_947,
        rollouts=100_000,
        not_finite=["policy/critic_loss", "return/model"],
    )
    found = warnings_of(diverged)
    assert [each.kind for each in found] == ["model-error", "cut-off", "not-finite", "loss"]
    assert {each.severity for each in found} == {"severe"}
    sentences = " ".join(each.sentence for each in found)
    assert "1e17 deviations" in sentences
    assert "99,947 of 100,000 imagined rollouts" in sentences
    assert "critic loss" in sentences
    assert "model return" in sentences


def test_a_few_rollouts_cut_off_are_a_caution_and_fewer_are_none():
    assert [each.severity for each in warnings_of(replace(GOOD, cut_off=6_000))] == ["caution"]
    assert warnings_of(replace(GOOD, cut_off=4_000)) == []
    assert warnings_of(replace(GOOD, cut_off=0, rollouts=0)) == []


def test_the_exploitation_alarm_is_one_of_the_warnings():
    parting = [(step, -100.0 - step / 10, -100.0 + step) for step in range(0, 700, 100)]
    (found,) = warnings_of(replace(GOOD, history=parting))
    assert found.kind == "exploitation"
    assert "since real step 200" in found.sentence
    assert "rose by 400 while the real return fell by 40" in found.sentence


@pytest.mark.parametrize(
    ("returns", "kind", "words"),
    [
        (
            [(10.0 + n, 100.0 * n) for n in range(6)],
            "exploitation",
            "rose by 400 while the real return rose by only 4.",
        ),
        (
            [(300.0, 300.0)] * 6 + [(50.0, 300.0)] * 9,
            "real-return-fell",
            "since real step 1,500 the real return fell by 250 to 50, and the model return is "
            "still 300 (medians of 3 evaluations). At real step 3,750 the real return was 50.",
        ),
        (
            [(100.0, 500.0)] * 2,
            "overpromise",
            "since real step 250: 500 beside 100 (medians of 2 evaluations).",
        ),
        (
            [(-1_580.0, 63.0)] * 2,
            "impossible-promise",
            "a return of 63, where no episode can earn more than 0 and those at real step "
            f"500 earned {MINUS}1,580.",
        ),
        (
            [(-28.0, -2_740.0)] * 2,
            "pessimistic-model",
            f"{MINUS}2,740 beside {MINUS}28 (medians of 2",
        ),
        (
            [(-900.0, -9_000.0)] * 2,
            "pessimistic-model",
            f"{MINUS}9,000 beside {MINUS}900, and no episode can earn less than {MINUS}3,255.",
        ),
    ],
)
def test_each_way_of_parting_has_words_of_its_own(returns, kind, words):
    history = [(250 * at, real, model) for at, (real, model) in enumerate(returns, 1)]
    bounds = {"most_return": 0.0, "least_return": -3_254.7} if returns[0][0] < 0 else {}
    parted = replace(GOOD, history=history, **bounds)
    (found,) = warnings_of(parted)
    assert (found.kind, found.severity) == (kind, "caution")
    assert words in found.sentence
    assert "too far from it to be believed" in verdict(judged(), parted)
    assert "too far" not in verdict(judged(), GOOD)


def test_a_fall_is_told_from_where_it_begins_with_its_medians_and_the_latest_return():
    real = [10.0, 200.0, *[300.0] * 8, 110.0, 77.8, 50.0]
    history = [(250 * at, paid, 300.0) for at, paid in enumerate(real, 1)]
    (found,) = warnings_of(replace(GOOD, history=history))
    assert found.sentence == (
        "The world no longer pays what the model promises: since real step 2,500 the real return "
        "fell by 222 to 77.8, and the model return is still 300 (medians of 3 evaluations). At "
        "real step 3,250 the real return was 50."
    )


def test_what_a_row_holds_of_another_version_is_left_out():
    assert Measures.stored({"evaluations": 3, "of_the_future": 1}) == Measures(evaluations=3)
    assert Measures.stored(None) == Measures()


@pytest.mark.parametrize(("promised", "more"), [(-400.0, "more"), (-1_700.0, "less")])
def test_promises_that_were_always_off_to_one_side_are_said_to_be(promised, more):
    history = [(100 * at, -1_000.0, promised) for at in range(1, 13)]
    told = verdict(judged(), replace(GOOD, history=history))
    assert f"and {more} than it paid at each of the 12 evaluations compared. It cost" in told
    turned = [(100, promised, -1_000.0), *history[1:]]
    for other in (history[:5], turned):
        assert "evaluations compared" not in verdict(judged(), replace(GOOD, history=other))

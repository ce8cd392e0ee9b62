"""How a mean and its interval are written."""

import pytest

from backend.verdict.figures import estimated


@pytest.mark.parametrize(
    ("mean", "low", "high", "words"),
    [
        (None, None, None, "\N{EN DASH}"),
        (0.4, None, None, "0.4"),
        (0.71, 0.62, 0.80, "0.710 ± 0.090"),
        (0.0069, 0.003, 0.016, "0.0069 (0.003 to 0.016)"),
        (-402.0, -500.0, -304.0, "\N{MINUS SIGN}402 ± 98"),
        (0.002, 0.0017, 0.0023, "0.00200 ± 0.00030"),
        (0.1, 0.1, 0.1, "0.1 ± 0"),
        (3e-7, 1e-7, 5e-7, "3e\N{MINUS SIGN}7 (1e\N{MINUS SIGN}7 to 5e\N{MINUS SIGN}7)"),
        (3e6, 1e6, 5e6, "3e6 (1e6 to 5e6)"),
        (10.0, -4e6, 4e6 + 20, "10 (\N{MINUS SIGN}4e6 to 4e6)"),
        (0.210, 0.198, 0.2227, "0.210 ± 0.012"),
    ],
)
def test_an_interval_is_written_by_its_half_or_by_its_ends(mean, low, high, words):
    assert estimated(mean, low, high) == words


def test_a_plus_stands_before_what_is_above_zero_alone():
    assert estimated(3.0, 2.0, 4.0, plus="+") == "+3.0 ± 1.0"
    assert estimated(-3.0, None, None, plus="+") == "\N{MINUS SIGN}3"

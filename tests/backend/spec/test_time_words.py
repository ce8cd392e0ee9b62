"""Lengths of time read alike on the command line, in sentences and on the page."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from backend.spec.time_words import age, duration

WORDS = Path(__file__).resolve().parents[3] / "frontend" / "src" / "shared" / "words"
CASES = json.loads((WORDS / "time-words-for-tests.json").read_text())


@pytest.mark.parametrize(("seconds", "words"), CASES["durations"])
def test_a_length_of_time_is_in_the_units_that_one_plans_with(seconds, words):
    assert duration(seconds) == words


@pytest.mark.parametrize(("moment", "words"), CASES["ages"])
def test_an_age_is_in_its_largest_unit(moment, words):
    assert age(datetime.fromisoformat(moment), datetime.fromisoformat(CASES["now"])) == words

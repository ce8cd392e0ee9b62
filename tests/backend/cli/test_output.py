from datetime import UTC, datetime

import pytest

from backend.cli.terminal.output import age, columns, duration, status


def test_columns_are_as_wide_as_they_need_and_numbers_stand_right():
    assert columns(("name", "k"), [("a", 1), ("longer", 20)]) == (
        "name     k\n"
        "a        1\n"
        "longer  20"
    )  # fmt: skip


def test_a_missing_value_is_a_dash_and_not_a_zero():
    assert columns(("return",), [(None,), (1.5,)]).splitlines() == ["return", "     -", "   1.5"]


def test_columns_without_rows_are_the_headings():
    assert columns(("id", "name"), []) == "id  name"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-3, "0 s"), (0, "0 s"), (59, "59 s"), (60, "1 min"), (7_200, "2 h"), (86_400, "1 d")],
)
def test_a_duration_is_told_in_its_largest_unit(seconds, text):
    assert duration(seconds) == text


def test_an_age_is_measured_from_now():
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert age("2026-01-01T10:00:00+00:00", now) == "2 h"
    assert age(None, now) is None


@pytest.mark.parametrize(
    ("run", "word"),
    [
        (("running", None, None), "running"),
        (("running", None, "2026-01-01T10:00:00Z"), "stalled"),
        (("running", "2026-01-01T10:00:00Z", "2026-01-01T10:00:00Z"), "cancelling"),
        (("failed", "2026-01-01T10:00:00Z", "2026-01-01T10:00:00Z"), "failed"),
    ],
)
def test_a_status_is_a_word(run, word):
    keys = ("status", "cancel_requested", "stalled_since")
    assert status(dict(zip(keys, run, strict=True))) == word

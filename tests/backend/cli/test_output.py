from datetime import UTC, datetime

from backend.cli.terminal.output import age, columns


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


def test_an_age_is_measured_from_now():
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert age("2026-01-01T10:00:00+00:00", now) == "2 h"
    assert age(None, now) is None

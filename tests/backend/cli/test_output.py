from datetime import UTC, datetime

import pytest

from backend.cli.terminal.output import age, columns


def test_columns_are_as_wide_as_they_need_and_numbers_stand_right():
    assert columns(("name", "k"), [("a", 1), ("longer", 20)]) == (
        "name     k\n"
        "a        1\n"
        "longer  20"
    )  # fmt: skip


def test_a_missing_value_is_a_dash_and_not_a_zero():
    assert columns(("return",), [(None,), (1.5,)]).splitlines() == ["return", "     -", "   1.5"]


def test_numbers_are_short_and_have_the_minus_sign_of_the_page():
    told = columns(("return",), [(-162.25,), (1e300,), (-1e-300,), (1234567.0,)])
    assert [line.strip() for line in told.splitlines()] == [
        "return", "\N{MINUS SIGN}162", "1e300", "\N{MINUS SIGN}1e\N{MINUS SIGN}300", "1.2e6",
    ]  # fmt: skip


LONG = f"{'a' * 196}seed 1"


def test_a_long_name_is_cut_in_its_middle_and_keeps_its_end(monkeypatch):
    monkeypatch.setattr("sys.__stdout__", None)
    monkeypatch.delenv("COLUMNS", raising=False)
    headings, row = columns(("name", "k"), [(LONG, 5)], ("name",)).splitlines()
    assert (len(headings), len(row)) == (48 + 3, 48 + 3)
    assert row.startswith("aaa")
    assert "…" in row
    assert row.endswith("seed 1  5")
    assert LONG in columns(("name", "k"), [(LONG, 5)])


@pytest.mark.parametrize(("terminal", "width"), [(40, 40), (30, 30), (10, 16 + 3), (200, 48 + 3)])
def test_names_give_way_to_numbers_in_a_narrow_terminal(monkeypatch, terminal, width):
    monkeypatch.setenv("COLUMNS", str(terminal))
    told = columns(("name", "k"), [(LONG, 5), ("short", 1)], ("name",)).splitlines()
    assert [len(line) for line in told] == [width] * 3
    assert told[2].startswith("short ")


def test_words_at_the_end_of_a_line_push_no_name_together(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    told = columns(("name", "warning"), [(LONG, "w" * 50)], ("name",)).splitlines()
    assert told[1].index("www") == 48 + 2


def test_columns_without_rows_are_the_headings():
    assert columns(("id", "name"), []) == "id  name"


def test_an_age_is_measured_from_now():
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert age("2026-01-01T10:00:00+00:00", now) == "2 h"
    assert age(None, now) is None

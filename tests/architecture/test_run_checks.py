"""The last line of `make test` says what happened."""

import pytest

from scripts.run_checks import Stage, Tally, counted, e2e_stages, environment_of, junit_tally

PYTEST = (
    '<testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="2" skipped="3" '
    'tests="10" time="1"/></testsuites>'
)
VITEST = (
    '<testsuites tests="5" failures="0" errors="0"><testsuite name="a" tests="2" failures="0" '
    'errors="0" skipped="0"/><testsuite name="b" tests="3" failures="0" errors="0" skipped="1"/>'
    "</testsuites>"
)


@pytest.mark.parametrize(
    ("report", "tally"), [(PYTEST, Tally(4, 3, 3)), (VITEST, Tally(4, 0, 1)), (None, Tally())]
)
def test_reports_of_both_suites_are_counted(tmp_path, report, tally):
    path = tmp_path / "report.xml"
    if report is not None:
        path.write_text(report)
    assert junit_tally(path) == tally


def test_the_last_line_names_skipped_tests_only_where_there_are_any():
    assert str(Tally(123)) == "123 passed, 0 failed"
    assert str(Tally(1, 2) + Tally(1, 0, 3)) == "2 passed, 2 failed, 3 skipped"


def test_a_suite_that_crashes_without_a_report_is_a_failure(tmp_path):
    stage = Stage("suite", ("false",), junit=tmp_path / "missing.xml")
    assert counted(stage, 1) == Tally(failed=1)


def test_a_check_that_fails_is_a_failure_and_one_that_passes_counts_for_nothing():
    stage = Stage("linter", ("true",))
    assert counted(stage, 0) == Tally()
    assert counted(stage, 1) == Tally(failed=1)


def test_a_failing_suite_is_not_counted_twice(tmp_path):
    (tmp_path / "report.xml").write_text(PYTEST)
    assert counted(Stage("suite", ("false",), junit=tmp_path / "report.xml"), 1).failed == 3


def test_the_instance_of_the_user_is_kept_away_from_the_tests(monkeypatch):
    monkeypatch.setenv("BRANCHPOINT_DATABASE_URL", "postgresql://precious")
    (stage,) = e2e_stages()
    assert "BRANCHPOINT_DATABASE_URL" not in environment_of(stage)

"""The last line of `make test` says what happened."""

import sys

import pytest

from scripts import run_checks
from scripts.run_checks import (
    Result,
    Stage,
    Tally,
    counted,
    e2e_stages,
    environment_of,
    junit_tally,
    run,
    slowest,
    summarise,
)

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


def test_checks_give_way_to_the_suites():
    assert Stage("linter", ("ruff", "check")).started_by == ("nice", "ruff", "check")
    (suite,) = e2e_stages()
    assert suite.started_by == suite.command


def test_the_instance_of_the_user_is_kept_away_from_the_tests(monkeypatch):
    monkeypatch.setenv("BRANCHPOINT_DATABASE_URL", "postgresql://precious")
    (stage,) = e2e_stages()
    assert "BRANCHPOINT_DATABASE_URL" not in environment_of(stage)


def test_processes_of_the_tests_leave_what_they_compiled_to_the_next(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    (stage,) = e2e_stages()
    assert "PYTHONDONTWRITEBYTECODE" not in environment_of(stage)


@pytest.fixture
def said(tmp_path, monkeypatch):
    """What is written, with the logs in a folder of this test."""
    lines = []
    monkeypatch.setattr(run_checks, "RESULTS", tmp_path)
    monkeypatch.setattr(run_checks, "say", lines.append)
    return lines


def stage(name, script):
    return Stage(name, (sys.executable, "-c", script))


def test_a_stage_keeps_what_it_says_and_shows_it_only_when_it_failed(said, tmp_path):
    assert run(stage("good one", "print('fine')")).tally == Tally()
    assert (tmp_path / "good-one.log").read_text() == "fine\n"
    assert run(stage("bad one", "print('amiss'); raise SystemExit(3)")).tally == Tally(failed=1)
    assert run(Stage("gone", ("/no/such/program",))).tally == Tally(failed=1)
    good, bad, gone = said
    assert good.startswith("ok     good one (")
    assert bad.startswith("\namiss\nfailed bad one (")
    assert "No such file" in gone


@pytest.mark.usefixtures("said")
def test_the_cpu_of_a_stage_is_that_of_its_children_too():
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"
    assert run(stage("quiet", "import time; time.sleep(0.3)")).cpu < 0.25
    assert run(stage("busy", child)).cpu >= 0.3


def test_the_slowest_tests_of_all_suites_come_first(tmp_path):
    case = '<testcase classname="{0}" name="n" time="{1}"/>'
    (tmp_path / "a.xml").write_text(f"<a>{case.format('one', 2.5)}{case.format('two', 0.5)}</a>")
    (tmp_path / "b.xml").write_text(f"<b><c>{case.format('three', 11)}</c></b>")
    reports = [tmp_path / "a.xml", tmp_path / "missing.xml", tmp_path / "b.xml"]
    assert slowest(reports, 2) == [(11.0, "three: n"), (2.5, "one: n")]


def test_the_end_lists_the_longest_stage_first_and_what_failed(said):
    summarise(
        [
            Result(Stage("short", ("true",)), Tally(), 1.0, 0.5),
            Result(Stage("long", ("true",)), Tally(failed=1), 20.0, 30.0),
        ]
    )
    assert said[1:] == [
        "  failed long (20.0 s, 30.0 s of CPU)",
        "  ok     short (1.0 s, 0.5 s of CPU)",
        "\nfailed: long",
    ]

"""`branchpoint suite`: what there is, what it holds, and whether it is whole."""

import pytest

from backend.db import suites
from tests.backend.cli.conftest import Shell, plain_environment

SHIPPED = sorted(suites.SHIPPED.glob("*.npz"))


@pytest.fixture
def branchpoint(tmp_path, request):
    """The program with a data folder of its own; no instance needs to run."""
    return Shell(plain_environment(BRANCHPOINT_DATA=str(tmp_path)), request.config.rootpath)


def test_shipped_suites_are_listed_shown_and_whole(branchpoint):
    listed = branchpoint("suite", "list")
    assert all(path.stem.rpartition("-")[2] in listed for path in SHIPPED)
    assert "trained, with noise" in branchpoint("suite", "show", "Pendulum-v1")
    branchpoint("suite", "check")
    assert all(each["problem"] is None for each in branchpoint.json("suite", "list"))


def test_a_damaged_suite_fails_the_check_with_its_problem(branchpoint, tmp_path):
    folder = tmp_path / "artifacts" / "suites"
    folder.mkdir(parents=True)
    (folder / SHIPPED[0].name).write_bytes(SHIPPED[0].read_bytes()[:-100])
    assert "no whole suite" in branchpoint("suite", "check", rc=1)


def test_a_task_without_a_suite_or_unknown_is_told_what_to_do(branchpoint):
    branchpoint("suite", "show", "Hopper-v5", rc=4)
    assert "branchpoint suite make Hopper-v5" in branchpoint.errors
    branchpoint("suite", "show", "Hopper-v99", rc=2)
    branchpoint("suite", "make", rc=2)


def test_every_shipped_suite_is_whole_small_and_named_by_its_checksum():
    found = list(suites.stored("/nowhere"))
    assert {each.suite.environment["id"] for each in found} >= {"Pendulum-v1", "CartPole-v1"}
    assert all(each.name == suites.file_name(each.suite) for each in found)
    assert sum(path.stat().st_size for path in SHIPPED) < 600_000

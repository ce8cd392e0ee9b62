"""What a mutation is, and how a copy of the project fares with one."""

import os
import sys
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

import pytest

Outcome = Literal["killed", "survived", "broken"]
# By pytest's status: all passed, or at least one failed. Any other says that it could not test.
OUTCOMES: dict[int | None, Outcome] = {0: "survived", 1: "killed"}
NOT_TESTED = 70
# Loading all plugins anew takes longer than most of the tests.
OPTIONS = ("-x", "-q", "-p", "pytest_timeout", "-p", "no:cacheprovider")
SECONDS = 300
ROOT = Path(__file__).resolve().parents[3]
OURS = ("backend", "worker", "migrations", "tests")


@dataclass(frozen=True)
class Changes:
    """Wrong versions of one source file, each of which at least one of the tests must notice.

    Attributes:
        file: The source file.
        tests: Test files, or tests in them, to run.
        pairs: A text that is in the file once, and what stands in its place.
    """

    file: str
    tests: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Mutation:
    """One wrong version."""

    file: str
    tests: tuple[str, ...]
    text: str
    replacement: str

    def applied(self, source: str) -> str:
        """The wrong source.

        Raises:
            LookupError: When the text is not in the source exactly once.
        """
        count = source.count(self.text)
        if count != 1:
            raise LookupError(f"{self.file} has {count} times, not once: {self.text!r}")
        return source.replace(self.text, self.replacement)


def every(*groups: Changes) -> list[Mutation]:
    """All mutations of the groups."""
    return [
        Mutation(group.file, group.tests, text, replacement)
        for group in groups
        for text, replacement in group.pairs
    ]


def passes(root: Path, tests: tuple[str, ...]) -> Outcome:
    """What the tests say in the copy at `root`, up to the first that fails.

    In a process that is forked when torch is loaded already: most of these tests are over sooner
    than torch is. A test that does not end is one that noticed.
    """
    process = get_context("fork").Process(target=_run, args=(root, tests))
    process.start()
    process.join(SECONDS)
    if process.is_alive():
        process.kill()
        process.join()
        return "killed"
    return OUTCOMES.get(process.exitcode, "broken")


def judge(root: Path, mutation: Mutation) -> Outcome:
    """What the tests say of the mutation. The copy is as it was afterwards."""
    path = root / mutation.file
    source = path.read_text()
    path.write_text(mutation.applied(source))
    try:
        return passes(root, mutation.tests)
    finally:
        path.write_text(source)


def _run(root: Path, tests: tuple[str, ...]) -> None:
    os.chdir(root)
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silence, stream)
    sys.path[:] = [str(root), *(each for each in sys.path if Path(each) != ROOT)]
    for name in [each for each in sys.modules if each.split(".")[0] in OURS]:
        del sys.modules[name]
    os.environ["PYTHONPATH"] = str(root)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    status = NOT_TESTED
    try:
        status = pytest.main([*OPTIONS, *tests])
    finally:
        os._exit(status)

"""Runs the checks and tests of this repository and adds up what they say.

    python scripts/run_checks.py all | check | unit | e2e

Every stage runs, whatever failed before it, so one run shows everything that is wrong. Three run at
a time, the longest first; what each says goes to `test-results/`, and is shown where it failed.
The end lists how long each stage took, the slowest tests, and `N passed, M failed` (and
`, K skipped` where there are any): the tests of all suites, and one more failure for every stage
that failed without a failing test (a linter, a crash). The exit status is 0 only when nothing
failed.
"""

import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
NODE_BIN = ROOT / "frontend" / "node_modules" / ".bin"
RESULTS = ROOT / "test-results"
# Both suites wait for processes most of the time; the third place fills those waits with checks.
AT_ONCE = 3
SLOWEST = 10


@dataclass(frozen=True)
class Stage:
    """One command.

    Attributes:
        name: What the reader sees.
        command: Program and arguments.
        folder: Where it runs.
        junit: Where a test suite leaves its results; `None` for a check that only passes or fails.
        environment: What it needs beside the environment of this process.
    """

    name: str
    command: tuple[str, ...]
    folder: Path = ROOT
    junit: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def started_by(self) -> tuple[str, ...]:
        """What runs it: a check, which waits for nobody, takes what the suites leave."""
        return self.command if self.junit else ("nice", *self.command)


@dataclass(frozen=True)
class Tally:
    """Tests counted."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        )

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


@dataclass(frozen=True)
class Result:
    """A stage that ended: what it counts, its seconds by the clock and of CPU."""

    stage: Stage
    tally: Tally
    seconds: float
    cpu: float

    def __str__(self) -> str:
        verdict = "failed" if self.tally.failed else "ok"
        return f"{verdict:6} {self.stage.name} ({self.seconds:.1f} s, {self.cpu:.1f} s of CPU)"


def check_stages() -> list[Stage]:
    """Linters, types, import contracts, and everything that must be fresh or valid."""
    page, npm_run = ROOT / "frontend", (f"{BIN}/npm", "run", "--silent")
    # Values for the settings that compose refuses to start without; it only reads the file here.
    compose = {
        "POSTGRES_PASSWORD": "only-to-read-the-file",
        "BRANCHPOINT_PUBLIC_URL": "https://branchpoint.example.org",
    }
    dockerfiles = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("docker/*.Dockerfile"))
    return [
        Stage("ruff check", (f"{BIN}/ruff", "check", ".")),
        Stage("ruff format", (f"{BIN}/ruff", "format", "--check", ".")),
        Stage("mypy", (f"{BIN}/mypy",)),
        Stage("import contracts", (f"{BIN}/lint-imports",)),
        Stage("spelling", (f"{BIN}/codespell",)),
        Stage("eslint", (*npm_run, "lint"), page),
        Stage("prettier", (*npm_run, "format:check"), page),
        Stage("tsc", (*npm_run, "typecheck"), page),
        Stage("API client", ("scripts/client", "--check")),
        Stage("glossary", (f"{BIN}/python", "scripts/glossary.py", "--check")),
        Stage("reference", (f"{BIN}/python", "scripts/reference.py", "--check")),
        Stage("Dockerfiles", (f"{BIN}/hadolint", *dockerfiles)),
        Stage("compose file", (f"{BIN}/docker-compose", "config", "--quiet"), environment=compose),
    ]


def unit_stages() -> list[Stage]:
    """Unit tests of both languages."""
    python, page = RESULTS / "python.xml", RESULTS / "page.xml"
    vitest = (f"{NODE_BIN}/vitest", "run", "--reporter=default", "--reporter=junit")
    # One process per core, but no more than a laptop's memory holds: each may load torch.
    shared_out = ("--numprocesses=logical", "--maxprocesses=8", "--dist=worksteal")
    pytest = (f"{BIN}/pytest", "-q", *shared_out, f"--junitxml={python}")
    return [
        Stage("Python tests", pytest, junit=python),
        Stage("page tests", (*vitest, f"--outputFile.junit={page}"), ROOT / "frontend", page),
    ]


def e2e_stages() -> list[Stage]:
    """Browser tests."""
    junit = RESULTS / "browser.xml"
    tools = ("scripts/with-proxies", "scripts/with-chromium")
    command = (*tools, f"{BIN}/pytest", "-q", "tests/e2e", f"--junitxml={junit}")
    return [Stage("browser tests", command, junit=junit)]


def environment_of(stage: Stage) -> dict[str, str]:
    """This process's environment without the user's own instance, plus what the stage needs."""
    # Tests start hundreds of processes: each would compile every file that it imports again.
    left_out = {"PYTHONDONTWRITEBYTECODE"}
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("BRANCHPOINT_") and name not in left_out
    }
    path = f"{BIN}{os.pathsep}{kept.get('PATH', os.defpath)}"
    return kept | {"PATH": path, "OMP_NUM_THREADS": "1"} | dict(stage.environment)


def say(text: str) -> None:
    """Writes a line at once, also where output is not a terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def run(stage: Stage) -> Result:
    """Runs a stage and says how it went."""
    log = RESULTS / f"{stage.name.replace(' ', '-')}.log"
    started = time.monotonic()
    with log.open("wb") as output:
        try:
            process = subprocess.Popen(
                stage.started_by,
                cwd=stage.folder,
                env=environment_of(stage),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            output.write(f"{error}\n".encode())
            status, cpu = 127, 0.0
        else:
            status, cpu = ended(process)
    result = Result(stage, counted(stage, status), time.monotonic() - started, cpu)
    say(f"\n{log.read_text(errors='replace')}{result}" if result.tally.failed else str(result))
    return result


def ended(process: "subprocess.Popen[bytes]") -> tuple[int, float]:
    """Waits for a process; returns its exit status, and the CPU seconds of it and its children."""
    _, waited, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(waited)
    return process.returncode, used.ru_utime + used.ru_stime


def counted(stage: Stage, status: int) -> Tally:
    """What a finished stage adds to the sum."""
    tally = junit_tally(stage.junit) if stage.junit else Tally()
    if status != 0 and tally.failed == 0:
        tally += Tally(failed=1)
    return tally


def junit_tally(report: Path) -> Tally:
    """The tests in a JUnit report; none when the suite left no report."""
    if not report.is_file():
        return Tally()
    total = Tally()
    for suite in _elements(report, "testsuite"):
        tests, bad, skipped = (
            sum(int(suite.get(name, "0")) for name in names)
            for names in (("tests",), ("failures", "errors"), ("skipped",))
        )
        total += Tally(tests - bad - skipped, bad, skipped)
    return total


def _elements(report: Path, tag: str) -> Iterator[ET.Element]:
    """All of a kind in a JUnit report."""
    return ET.parse(report).getroot().iter(tag)  # noqa: S314 - written by our own test runs


def slowest(reports: Iterable[Path], count: int) -> list[tuple[float, str]]:
    """The tests that took longest, in seconds, of the JUnit reports that are there."""
    timed = [
        (float(case.get("time", "0")), f"{case.get('classname')}: {case.get('name')}")
        for report in reports
        if report.is_file()
        for case in _elements(report, "testcase")
    ]
    return sorted(timed, reverse=True)[:count]


def summarise(results: list[Result]) -> None:
    """Says how long each stage and the slowest tests took, and what failed."""
    say("\nStages by the time that they took:")
    for result in sorted(results, key=lambda each: each.seconds, reverse=True):
        say(f"  {result}")
    told = slowest([each.stage.junit for each in results if each.stage.junit], SLOWEST)
    if told:
        say(f"\nThe {len(told)} slowest tests:")
        for seconds, name in told:
            say(f"  {seconds:6.1f} s  {name}")
    bad = [result.stage.name for result in results if result.tally.failed]
    if bad:
        say(f"\nfailed: {', '.join(bad)}")


def main(what: str) -> int:
    """Runs the named stages; returns the exit status."""
    shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir()
    tests = unit_stages() if what in {"all", "unit"} else []
    tests += e2e_stages() if what in {"all", "e2e"} else []
    checks = check_stages() if what in {"all", "check"} else []
    stages = [*tests, *checks]
    say(f"{len(stages)} stages, {AT_ONCE} at a time; what they say goes to test-results/")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(run, stages))
    summarise(results)
    failed = sum(1 for each in results if each.tally.failed)
    if tests:
        say(f"\n{sum((each.tally for each in results), Tally())}")
    else:
        say(f"\n{len(stages) - failed} of {len(stages)} checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "all"))

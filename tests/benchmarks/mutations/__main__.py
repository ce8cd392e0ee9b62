"""Break the formulas one at a time and see that a test notices.

    python -m tests.benchmarks.mutations            all of them
    python -m tests.benchmarks.mutations gae mppi   those whose file or text has one of the words

Each is tried in a copy of the project, on the tests named beside it, which must pass unbroken first.
The status is 1 when a mutation survived, or when it broke more than a formula.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from tests.benchmarks.mutations.mutation import OURS, ROOT, Mutation, judge, passes
from tests.benchmarks.mutations.table import MUTATIONS

# Loaded once, before the processes part.
HEAVY = ("torch", "gymnasium", "mujoco", "scipy.optimize", "sqlalchemy.orm")


def main(words: Sequence[str]) -> int:
    # Without compiled files: one as old and as long as the mutated source would be taken for it.
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    for name in HEAVY:
        import_module(name)
    wanted = [each for each in MUTATIONS if not words or is_named(each, words)]
    with tempfile.TemporaryDirectory() as folder:
        root = copy_to(Path(folder))
        for tests in dict.fromkeys(each.tests for each in wanted):
            if passes(root, tests) != "survived":
                print(f"without any mutation these do not pass: {' '.join(tests)}")
                return 1
        return try_all(root, wanted)


def is_named(mutation: Mutation, words: Sequence[str]) -> bool:
    return any(word in f"{mutation.file} {mutation.text}" for word in words)


def copy_to(folder: Path) -> Path:
    for name in OURS:
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "e2e")
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def try_all(root: Path, wanted: Sequence[Mutation]) -> int:
    counts = {"killed": 0, "survived": 0, "broken": 0}
    started = time.monotonic()
    for number, mutation in enumerate(wanted, 1):
        print(f"\r{number} of {len(wanted)}", end="", file=sys.stderr, flush=True)
        outcome = judge(root, mutation)
        counts[outcome] += 1
        if outcome != "killed":
            print(
                f"\n{outcome}: {mutation.file}\n  - {mutation.text}\n  + {mutation.replacement}",
                flush=True,
            )
    seconds = time.monotonic() - started
    told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
    print(f"\n{len(wanted)} mutations: {told}, in {seconds:.0f} s")
    return int(counts["killed"] != len(wanted))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Two processes that share nothing but a machine report the same, to the last bit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from backend.spec.algorithm import IMPROVERS

ROOT = Path(__file__).resolve().parents[2]


def run_alone(folder, hash_seed, threads):
    """What `runs_alone` prints in a process of its own."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": hash_seed,
        "OMP_NUM_THREADS": threads,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.worker.runs_alone", str(folder)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    return {tuple(line[:3]): tuple(line[3:]) for line in lines}


@pytest.mark.long
def test_every_version_repeats_itself_and_resumes_in_another_process(tmp_path):
    """With other hashes of strings and more threads allowed, from the start and from half-way."""
    first = run_alone(tmp_path, "1", "1")
    second = run_alone(tmp_path, "2", "4")
    count = sum(len(names) for by_kind in IMPROVERS.values() for names in by_kind.values())
    assert len(first) == count
    for combination, digests in first.items():
        assert second[combination] == digests, combination
    assert len({whole for whole, _ in first.values()}) == count, "no two combinations are the same"

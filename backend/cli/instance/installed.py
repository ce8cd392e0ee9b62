"""What is installed here: packages against the lock file, and whether the core can be imported."""

import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from backend.cli.terminal.failure import Failure

LOCK = Path(__file__).resolve().parents[3] / "requirements" / "runtime.txt"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)", re.MULTILINE)
SHOWN = 5
IMPORT_SECONDS = 120

# In a process of its own: the backend never imports these, and a broken build can end a process.
IMPORTS = """
import os, torch, gymnasium, mujoco
gpu = torch.cuda.get_device_name(0) if torch.cuda.is_available() else "no GPU"
print(f"torch {torch.__version__} ({gpu}, {torch.get_num_threads()} threads), "
      f"gymnasium {gymnasium.__version__}, mujoco {mujoco.__version__}, {os.cpu_count()} cores")
"""


class Unreadable(RuntimeError):
    """Something that is needed cannot be imported. The message is the last line it said."""


def refuse_without_torch() -> None:
    """A worker trains with torch, which comes as an extra because its build is a choice.

    Raises:
        Failure: When it is not installed.
    """
    if find_spec("torch") is None:
        raise Failure(
            "the worker needs torch, which is not installed. "
            'Run make up, or pip install "branchpoint[torch]".'
        )


def differing() -> list[str] | None:
    """Packages whose version is not the locked one; `None` without a lock file to compare with."""
    if not LOCK.is_file():
        return None
    wrong = [
        f"{name} {found or 'missing'} instead of {locked}"
        for name, locked in PINNED.findall(LOCK.read_text())
        if (found := _installed(name)) != locked
    ]
    return wrong[:SHOWN] + ([f"{len(wrong) - SHOWN} more"] if len(wrong) > SHOWN else [])


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def learning_core() -> str:
    """Versions of torch and the simulators, and what they compute on.

    Raises:
        Unreadable: When one cannot be imported.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and program
            [sys.executable, "-c", IMPORTS],
            capture_output=True,
            text=True,
            timeout=IMPORT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(f"importing torch took more than {IMPORT_SECONDS} s") from error
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise Unreadable(said[-1] if said else f"importing torch ended with {done.returncode}")
    return done.stdout.strip()

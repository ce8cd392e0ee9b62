"""What a run was made with, so that "run this again" means something."""

import platform
import subprocess
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import torch

from worker.jobs.products import processor

PACKAGES = ("branchpoint", "torch", "gymnasium", "mujoco", "numpy")
SOURCE = Path(__file__).resolve().parents[2]


def provenance(device: str) -> dict[str, Any]:
    """Code, packages, interpreter, machine, device and matrix products of this process."""
    return {
        "code": _commit(),
        "packages": {name: _version(name) for name in PACKAGES},
        "python": platform.python_version(),
        "platform": platform.platform(),
        "machine": platform.node(),
        "processor": processor(),
        "device": device,
        "products": torch.get_float32_matmul_precision(),
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _commit() -> str | None:
    """The source's commit, with a mark when files differ from it; None outside a checkout."""
    if not (SOURCE / ".git").exists():
        return None
    try:
        told = subprocess.run(  # noqa: S603 - a fixed command
            ["git", "-C", str(SOURCE), "describe", "--always", "--dirty", "--abbrev=12"],  # noqa: S607 - the git on the path
            capture_output=True,
            check=True,
            text=True,
            timeout=5,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return told.stdout.strip() or None


def cost(began: float) -> dict[str, float]:
    """Wall and CPU seconds of this process since `began`, by the monotonic clock."""
    return {
        "wall_seconds": round(time.monotonic() - began, 1),
        "cpu_seconds": round(time.process_time(), 1),
    }

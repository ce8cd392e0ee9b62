"""A log that cannot be written costs its lines and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import SOON

SAYS = """
import os, sys
import structlog
import {module} as module
sys.argv = ["worker"]
module.{after} = lambda *_, **__: [structlog.get_logger().warning("lost") for _ in range(2)] or 7
try:
    module.main()
except BaseException as error:
    sys.stderr.write(repr(error))
    os._exit(1)
os._exit(0)
"""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    ("module", "after"), [("worker.main", "run_worker"), ("worker.jobs.execute", "_arguments")]
)
def test_a_full_disk_ends_neither_a_worker_nor_a_run(module, after):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", SAYS.format(module=module, after=after)],
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=SOON,
            check=False,
        )
    assert b"No space left" not in done.stderr

"""What a test of the worker does to the processor must not reach the tests after it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from backend.db.session import Database
from tests.clusters import ray as ray_cluster
from tests.clusters.slurm import a_slurm, missing


@pytest.fixture(autouse=True)
def _switches_as_they_were() -> Iterator[None]:
    """Building a trainer flushes denormals to zero, which hypothesis, for one, does not bear."""
    precision = torch.get_float32_matmul_precision()
    yield
    torch.set_flush_denormal(False)
    torch.set_float32_matmul_precision(precision)


@pytest.fixture(scope="session")
def slurm():
    """A Slurm of one node; a test that asks for it is skipped where none can be started."""
    if (why := missing()) is not None:
        pytest.skip(why)
    # Not in pytest's own folder: munge's user must be able to reach its socket.
    folder = Path(tempfile.mkdtemp(prefix="slurm-"))
    folder.chmod(0o755)
    with a_slurm(folder / "cluster") as cluster:
        yield cluster
    shutil.rmtree(folder)


@pytest.fixture
def ray_folder():
    """A folder for a Ray; a test that asks for it is skipped where none can be started."""
    if (why := ray_cluster.missing()) is not None:
        pytest.skip(why)
    # Its sockets lie in it, whose paths must be short.
    folder = Path(tempfile.mkdtemp(prefix="ray-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def store(sqlite_settings):
    """The database of an instance."""
    database = Database(sqlite_settings)
    yield database
    database.dispose()

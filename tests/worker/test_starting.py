"""What a worker says as it starts."""

import signal

import pytest
from structlog.testing import capture_logs

from worker import main as worker_main
from worker.settings import WorkerSettings


@pytest.fixture
def _signals():
    """A worker takes the signal handlers of its process."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.usefixtures("_signals")
@pytest.mark.parametrize(("engine", "is_warned"), [("local", 0), ("slurm", 1), ("ray", 1)])
def test_a_worker_of_a_cluster_warns_of_a_database_that_its_nodes_cannot_share(
    sqlite_settings, monkeypatch, engine, is_warned
):
    class Working:
        def __init__(self, *given):
            pass

        def work_until(self, is_stopping):
            del is_stopping

    monkeypatch.setattr(worker_main, "Agent", Working)
    with capture_logs() as lines:
        worker_main.run_worker(sqlite_settings, WorkerSettings(engine=engine, alone_seconds=0))
    warnings = [each["event"] for each in lines if each["log_level"] == "warning"]
    assert sum("PostgreSQL" in each for each in warnings) == is_warned

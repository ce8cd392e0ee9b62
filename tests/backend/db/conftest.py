"""A run in the queue, and the right to execute it."""

import pytest

from backend.db import experiments, queue, runs
from backend.spec.run import RunSpec


@pytest.fixture
def make_runs(database):
    """Put runs into the queue; their ids in order."""

    def make(count=1, **fields):
        with database.transaction() as session:
            experiment = experiments.create(session, "lengths")
            new = [
                runs.NewRun(f"run {index}", RunSpec(seed=index), **fields) for index in range(count)
            ]
            return [run.id for run in runs.create(session, experiment.id, new)]

    return make


@pytest.fixture
def claim(database, make_runs):
    """A claimed run."""
    make_runs()
    with database.transaction() as session:
        return queue.claim(session, "worker", 60)

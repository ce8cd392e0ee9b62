"""Runs that have measured something without having run, for pages to show."""

import numpy as np

from backend.db import profiles, queue, series
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.status import Status
from backend.runs.launch import launch
from backend.runs.launch_schemas import LaunchRequest

STEPS = np.arange(1, 4_001)
EVALUATIONS = (1_000, 4_000)
HORIZON = np.arange(1, 11)


def curve(step, seed):
    mean = 0.1 * HORIZON * (1 + seed / 10) * step / 1_000
    none = np.empty((0, len(HORIZON)))
    return profiles.StoredProfile(
        "", "horizon-error", "current", step, "mean", HORIZON, mean, mean, mean, mean,
        np.full(len(HORIZON), 3), none, np.empty(0, int),
    )  # fmt: skip


def plant(instance, experiment, name="planted", grid=None):
    """Two runs whose lines are thinned, of each choice of a grid; their ids."""
    database = Database(DatabaseSettings(data=instance.data))
    with database.transaction() as session:
        asked = LaunchRequest(experiment_name=experiment, name=name, seeds=[0, 1], grid=grid or {})
        runs = launch(session, asked).runs
        for seed, _ in enumerate(runs):
            claim = queue.claim(session, "planter", 3_600)
            values = np.sin(STEPS / 300) + seed
            keys = ("return/real", "return/model")
            series.append(
                session, claim, {key: series.Points(STEPS, values, STEPS * 0.1) for key in keys}
            )
            profiles.save(session, claim, [curve(step, seed) for step in EVALUATIONS])
            queue.finish(session, claim, Status.SUCCEEDED)
        ids = [run.id for run in runs]
    database.dispose()
    return ids

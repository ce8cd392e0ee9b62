"""What the tasks are done on: `python -m tests.benchmarks.tasks.store FOLDER` plants it.

A process of its own plants it, so that a checkout of another day makes the tables that it reads.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from backend.db import credentials, experiments, migrate, shares
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.secret_tokens import token_hash
from tests.benchmarks.planting import Planted, plant

TOKEN, LINK = "the-token-of-these-tasks", "the-link-of-these-tasks"
BOUND, GROWTH = 0.3, 3.0
STEPS = tuple(range(10_000, 100_001, 10_000))
HORIZON = np.arange(1.0, 31.0)
VERSIONS, LENGTHS = "Versions", "Lengths"
SHARED = "k = 5, seed 3"


def main() -> None:
    """Plant the runs, an owner's token and a link to one of the runs."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    settings = DatabaseSettings(data=folder)
    migrate.upgrade(settings)
    database = Database(settings)
    ids = {}
    for name, runs in ((VERSIONS, by_version()), (LENGTHS, by_length())):
        with database.transaction() as session:
            experiment = experiments.create(session, name).id
        ids |= {planted.name: plant(database, experiment, planted) for planted in runs}
    with database.transaction() as session:
        credentials.create(session, "api", token_hash(TOKEN), "tasks")
        shares.create(session, shares.NewShare("run", token_hash(LINK), ids[SHARED]))
    database.dispose()


def by_version() -> Iterator[Planted]:
    """Two versions with five seeds each."""
    for version, error in (("2.5", 0.03), ("3.0", 0.015)):
        for seed in range(5):
            spec = {"algorithm": {"version": version}, "seed": seed}
            yield _run(f"{version}, seed {seed}", spec, error * 1.1**seed, -300.0 - 10.0 * seed)


def by_length() -> Iterator[Planted]:
    """Forty runs: the longer the rollout, the better the return and the worse the model."""
    for length in range(1, 9):
        for seed in range(5):
            spec = {"rollout": {"length": length}, "seed": seed}
            error = 0.008 * length * (1.0 + 0.01 * seed)
            yield _run(f"k = {length}, seed {seed}", spec, error, -300.0 + 20.0 * length + seed)


def wanted() -> str:
    """The name of the run with the best return whose error after ten steps is below the bound."""
    known = [
        (each.series["return/real"][-1], each.name)
        for each in (*by_version(), *by_length())
        if each.curves["horizon-error", "current"][9] < BOUND
    ]
    return max(known)[1]


def error_then() -> float:
    """The mean error of version 3.0 after ten steps, at 50,000 real steps."""
    factor = np.geomspace(GROWTH, 1.0, len(STEPS))[STEPS.index(50_000)]
    errors = [
        each.curves["horizon-error", "current"][9] for each in by_version() if "3.0" in each.name
    ]
    return float(factor * np.exp(np.log(errors).mean()))


def _run(name: str, spec: dict, error: float, final: float) -> Planted:
    steps = {**spec, "training": {"env_steps": 100_000}}
    returns = np.linspace(-1_400.0, final, len(STEPS))
    series = {"return/real": [*map(float, returns)], "return/model": [*map(float, returns + 9.0)]}
    curves = {("horizon-error", "current"): error * HORIZON,
              ("horizon-error", "data"): 0.7 * error * HORIZON}  # fmt: skip
    return Planted(name, steps, STEPS, series, curves, growth=GROWTH)


if __name__ == "__main__":
    main()

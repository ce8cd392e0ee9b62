"""A store of runs that never trained: `python -m tests.benchmarks.dashboard.store FOLDER --runs 9`.

All goes through the product's own storage: runs are launched, claimed, measured and ended. The last
run stays queued, so that a page can be watched while it reports.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from backend.db import credentials, experiments, measures, migrate, profiles, queue, runs, series
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.status import Status
from backend.secret_tokens import token_hash
from backend.spec.grid import parse

# Of a database that is of no use to anybody.
TOKEN = "the-token-of-this-benchmark"
GROUPS = 10
HORIZON, EPISODES, STARTS = 50, 8, 16
KEYS = ("return/real", "return/model", "return/gap", "policy/critic_loss", "cost/cpu")
CURVES = (
    ("horizon-error", "current"), ("horizon-error", "data"), ("skill", "current"),
    ("disagreement", "current"), ("return-gap", "current"),
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How much each run has measured."""

    points: int = 10_000
    evaluations: int = 100

    @property
    def steps(self) -> np.ndarray:
        """The real steps of the points."""
        return np.arange(1, self.points + 1) * 25


def main() -> None:
    """Make a store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, required=True)
    parser.add_argument("--points", type=int, default=Size.points)
    parser.add_argument("--evaluations", type=int, default=Size.evaluations)
    chosen = parser.parse_args()
    settings = DatabaseSettings(data=chosen.folder)
    migrate.upgrade(settings)
    database = Database(settings)
    with database.transaction() as session:
        credentials.create(session, "api", token_hash(TOKEN), "benchmark")
    launch(database, chosen.runs)
    fill(database, Size(chosen.points, chosen.evaluations), chosen.runs - 1)
    database.dispose()


def launch(database: Database, count: int) -> None:
    """Queue that many runs in ten groups."""
    with database.transaction() as session:
        experiment = experiments.create(session, "benchmark")
        new = [
            runs.NewRun(
                f"run {place}",
                parse({"rollout": {"length": place % GROUPS + 1}, "seed": place // GROUPS}),
            )
            for place in range(count)
        ]
        runs.create(session, experiment.id, new)


def fill(database: Database, size: Size, most: int | None = None) -> None:
    """Measure the runs that wait, all of them or the first, and end them."""
    draws = np.random.default_rng(0)
    for _ in range(10**9 if most is None else most):
        with database.transaction() as session:
            claim = queue.claim(session, "benchmark", 3_600)
            if claim is None:
                return
            series.append(session, claim, points(draws, size))
            profiles.save(session, claim, [*curves(draws, size)])
            runs.report_progress(session, claim, runs.Progress(int(size.steps[-1]), None, "done"))
            measures.refresh(session, claim.run_id, claim.spec)
            queue.finish(session, claim, Status.SUCCEEDED)


def points(draws: np.random.Generator, size: Size) -> dict[str, series.Points]:
    """A learning curve with noise for each key, two spikes of one step in each."""
    steps, rise = size.steps, 1 - np.exp(-np.linspace(0, 5, size.points))
    found = {}
    for key in KEYS:
        values = 100 * rise + draws.normal(0, 5, size.points)
        values[draws.choice(size.points, 2, replace=False)] += 400
        found[key] = series.Points(steps, values, 1.7e9 + steps * 0.1)
    return found


def curves(draws: np.random.Generator, size: Size) -> Iterator[profiles.StoredProfile]:
    """The profiles of every evaluation, each with noise of its own."""
    horizon = np.arange(1, HORIZON + 1)
    count, starts = np.full(HORIZON, EPISODES * STARTS), np.full(EPISODES, STARTS)
    for step in np.linspace(size.steps[-1] / size.evaluations, size.steps[-1], size.evaluations):
        for kind, policy in CURVES:
            noise = np.exp(
                0.2 * draws.standard_normal((EPISODES, 1))
                + 0.1 * draws.standard_normal((EPISODES, HORIZON))
            )
            # As the worker measures: in 32 bits.
            episodes = (0.02 * horizon**1.2 * noise).astype(np.float32)
            mean = episodes.mean(0)
            yield profiles.StoredProfile(
                "",
                kind,
                policy,
                int(step),
                "mean",
                horizon,
                mean,
                *np.quantile(episodes, (0.1, 0.5, 0.9), 0),
                count,
                episodes,
                starts,
            )


if __name__ == "__main__":
    main()

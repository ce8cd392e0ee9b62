"""Measurements for runs that never trained, so that there is something to read."""

from collections.abc import Sequence

import numpy as np

from backend.db import profiles, queue, series
from backend.db.session import Database

EVALUATIONS, HORIZON, POINTS = 8, 50, 200
H = np.arange(1, HORIZON + 1)
KEYS = (
    "return/real", "return/model", "rollout/length", "mismatch/auc_data", "cost/cpu",
    "cost/diagnostics", "policy/critic_loss", "model/loss_holdout",
)  # fmt: skip


def fill(database: Database) -> None:
    """Give every run its evaluations and series."""
    draws = np.random.default_rng(0)
    steps = np.arange(1, POINTS + 1) * 25
    while True:
        with database.transaction() as session:
            claim = queue.claim(session, "benchmark", 3_600)
            if claim is None:
                return
            values = {key: draws.uniform(0.5, 1.0, POINTS) for key in KEYS}
            points = {key: series.Points(steps, each, steps * 1.0) for key, each in values.items()}
            series.append(session, claim, points)
            profiles.save(session, claim, [*evaluations(draws, steps[-1])])


def evaluations(draws: np.random.Generator, last: int) -> Sequence[profiles.StoredProfile]:
    """Both errors and the disagreement of every evaluation, each with noise of its own."""
    count = np.full(HORIZON, 80)
    return [
        profiles.StoredProfile(
            "", kind, policy, int(step), "mean", H, mean, mean, mean, mean, count
        )
        for step in np.linspace(last / EVALUATIONS, last, EVALUATIONS)
        for kind, policy in (
            ("horizon-error", "current"), ("horizon-error", "data"), ("disagreement", "current"),
        )
        for mean in [0.02 * H * np.exp(0.2 * draws.standard_normal(HORIZON))]
    ]  # fmt: skip

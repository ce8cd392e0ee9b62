"""Runs that have measured something, and the reader of a link to them."""

import numpy as np
import pytest

from backend.db import profiles, queue, series
from backend.db.series import Points
from backend.db.status import Status
from backend.publication.answered import Asked
from backend.publication.gather import Gatherer

POINTS = 1_500
EVALUATIONS = (50, 100)


def measured(api, **asked):
    """Launch runs, and let them report and end."""
    launched = api.launch(experiment_name="published", **asked)["runs"]
    steps, draws = np.arange(1, POINTS + 1), np.random.default_rng(0)
    for _ in launched:
        with api.database.transaction() as session:
            claim = queue.claim(session, "test", 60)
            values = draws.normal(size=POINTS)
            keys = ("return/real", "return/model")
            series.append(session, claim, {key: Points(steps, values, steps * 0.1) for key in keys})
            profiles.save(session, claim, [curve(step) for step in EVALUATIONS])
            queue.finish(session, claim, Status.SUCCEEDED)
    return launched


def curve(step):
    """An open-loop error that grows, the same at every evaluation but for its height."""
    horizon = np.arange(1, 6)
    mean = 0.1 * horizon * (1 + step)
    return profiles.StoredProfile(
        "", "horizon-error", "current", step, "mean", horizon, mean, mean, mean, mean,
        np.full(5, 3), np.empty((0, 5)), np.empty(0, int),
    )  # fmt: skip


@pytest.fixture
def two_runs(quick_api):
    return measured(quick_api, seeds=[0, 1])


@pytest.fixture
def gatherer(quick_api, two_runs):
    """Asks as the reader of a link to the experiment of both runs."""
    return reader(quick_api, kind="experiment", target_id=two_runs[0]["experiment_id"])


def reader(api, **target):
    link = api.post("shares", target).json()
    viewer = api.by(share=link["token"])

    def ask(address):
        answer = viewer.get(address)
        return Asked(answer.status_code, answer.headers["content-type"], answer.content)

    return Gatherer(ask)


PAGE = {
    "loader.js": b"/* begins */",
    "page.js": b"/* the page */",
    "plotly.js": b"/* plotly */",
    "style.css": b"@font-face{src:url(./inter.woff2)}",
    "inter.woff2": b"font",
}

"""The page of a run says what its model is worth along its own episodes, and along the suite."""

import csv
import io

import numpy as np
import pytest

from backend.db import profiles, queue, runs

STEPS = 6
H = np.arange(1, STEPS + 1)


def curves(kind, policy, mean):
    """Seven episodes of one curve, each of a size of its own."""
    mean = np.asarray(mean, float)
    sizes = np.linspace(0.97, 1.03, 7) if kind == "horizon-error" else np.ones(7)
    return profiles.StoredProfile(
        "", kind, policy, 500, "mean", H, mean, mean, mean, mean, np.full(STEPS, 28),
        mean * sizes[:, None], np.full(7, 4),
    )  # fmt: skip


def planted(policy, error, persistence, linear):
    error, persistence = np.array(error, float), np.array(persistence, float)
    yield curves("horizon-error", policy, error)
    yield curves("skill", policy, 1.0 - error / persistence)
    yield curves("persistence-error", policy, persistence)
    yield curves("linear-error", policy, linear)


@pytest.fixture
def run(quick_api):
    """Behind persistence at h = 3 and 4 along its own episodes, and everywhere along the suite."""
    (launched,) = quick_api.launch(seeds=[0])["runs"]
    with quick_api.database.transaction() as session:
        claim = queue.claim(session, "worker", 60)
        along = {"checksum": "1" * 64, "why": ""}
        runs.set_provenance(session, claim, {"code": "x", "suite": along})
        own = planted("current", [1, 2, 4, 5, 5, 6], [2, 4, 4, 4.9, 9, 9], [2, 3, 3, 4, 6, 7])
        data = planted("data", [1, 1, 1, 1, 1, 1], [2] * 6, [2] * 6)
        suite = planted("suite", [3] * 6, [1] * 6, [1] * 6)
        profiles.save(session, claim, [*own, *data, *suite])
    return launched["id"]


OWN = (
    "Along its current policy's episodes the model first falls to the guess that nothing changes "
    "at h = 3, its break-even horizon (95 % interval over 7 episodes: 3 to 4), and beats it again "
    "from h = 5 on. There it loses to linear least squares at h = 3 to 4. "
)
SUITE = (
    "Along the suite the model never beats the guess that nothing changes in the 6 steps measured: "
    "its break-even horizon is 1 (95 % interval over 7 episodes: 1 to 1). There it loses to linear "
    "least squares at every step."
)


def test_the_reading_of_a_run_says_both_and_along_whose_episodes(quick_api, run):
    told = quick_api.get(f"comparison?runs={run}").json()
    assert OWN + SUITE in told["error_reading"]
    assert "error along its current policy's episodes" in told["groups"][0]["growth_reading"]
    assert told["along"]["break_even"] == "current policy"
    assert told["groups"][0]["cells"]["break_even"]["words"] == "3 (3 to 4), again ahead from 5"
    told = quick_api.get(f"comparison?runs={run}&policy=data").json()
    assert "of the policies that filled its data the model beats the guess" in told["error_reading"]
    told = quick_api.get(f"comparison?runs={run}&policy=suite").json()
    assert told["error_reading"].count("its break-even horizon") == 1
    assert SUITE in told["error_reading"]


def test_the_routes_of_trust_and_their_file_have_the_interval_and_both_horizons(quick_api, run):
    trust = quick_api.get(f"runs/{run}/trust").json()
    assert trust["break_even"] == {
        "at": 3, "horizon": 6, "again": 5, "behind": 2, "low": 3, "high": 4, "episodes": 7,
    }  # fmt: skip
    assert (trust["suite_break_even"]["at"], trust["suite_break_even"]["behind"]) == (1, 6)
    told = quick_api.get(f"trust?runs={run}").json()
    assert told["along"]["break_even"] == told["along"]["law"] == "current policy"
    (row,) = csv.DictReader(io.StringIO(quick_api.get(f"trust?runs={run}&format=csv").text))
    assert row["errors_along"] == "current policy"
    said = [row[f"break_even_{name}"] for name in ("median", "low", "high", "episodes", "again")]
    assert said == ["3", "3", "4", "7", "1"]

"""The route: what a run has measured, as law, advice and alarm."""

import math
import statistics

import numpy as np
import pytest

from backend.db import profiles, queue, series
from backend.spec.run import RunSpec
from backend.trust.run_trust import TrustInputs, read_trust

H = np.arange(1, 21)
# Of the error in single episodes; their mean is 1.
SIZES = (0.8, 0.9, 0.9, 1.4)
STEPS = np.array([500, 750, 1_000, 1_250, 1_500])


def measured(api, length):
    """The id of a run whose error is 0.05 h, and whose policy exploits its model."""
    (run,) = api.launch(spec={"rollout": {"length": length}})["runs"]
    with api.database.transaction() as session:
        claim = queue.claim(session, "worker", 60)
        values = {
            "return/model": np.linspace(-1_000.0, -200.0, 5),
            "return/real": np.array([-900.0, -900.0, -950.0, -950.0, -930.0]),
            "rollout/length": np.full(5, 5.0),
            "episode/length": np.full(5, 100.0),
            "mismatch/auc_data": np.full(5, 0.6),
        }
        points = {key: series.Points(STEPS, each, STEPS * 1.0) for key, each in values.items()}
        series.append(session, claim, points)
        error = 0.05 * H
        curve = profiles.StoredProfile(
            "", "horizon-error", "current", 1_500, "mean", H,
            error, error / 2, error, error * 2, np.full(20, 80),
            np.array(SIZES)[:, None] * error, np.full(4, 20),
        )  # fmt: skip
        gap = -0.1 * H.cumsum()
        of_gap = profiles.StoredProfile(
            "", "return-gap", "current", 1_500, "ts1", H, gap, gap, gap, gap, np.full(20, 4),
            np.array([[0.9], [1.1], [0.95], [1.05]]) * gap, np.full(4, 1),
        )  # fmt: skip
        profiles.save(session, claim, [curve, of_gap])
    return run["id"]


def test_law_advice_and_alarm_are_those_of_the_measured_curves(api):
    run = measured(api, 5)
    trust = api.get(f"runs/{run}/trust").json()
    assert trust["env_step"] == 1_500
    assert trust["error_of_one_step"] == pytest.approx(0.05)
    growth = trust["growth"]
    assert (growth["kinds"], growth["steps"], growth["episodes"]) == (["linear"], 20, 4)
    assert growth["one_step"]["value"] == pytest.approx(0.05)
    # Without an episode of size s the mean of four is (4 - s) / 3; Student's quantile is 3.1824.
    pseudo = [-3.0 * math.log((4.0 - size) / 3.0) for size in SIZES]
    half = 3.182446 * statistics.stdev(pseudo) / 2.0
    assert growth["one_step"]["low"] == pytest.approx(0.05 * math.exp(-half), rel=2e-5)
    assert trust["gap_growth"]["kinds"] == ["linear"]
    assert trust["gap_growth"]["one_step"]["value"] == pytest.approx(0.1)
    assert "The return gap grows as h(h + 1)/2" in trust["reading"]
    advice = trust["advice"]
    # An error of 0.05 h is within 0.5 for 10 steps, within 0.25 for 5 and within 1 for all 20.
    assert (advice["length"], advice["limited_by"], advice["tolerance"]) == (10, "error", 0.5)
    assert (advice["at_half"], advice["at_twice"], advice["in_force"]) == (5, 20, 5)
    # A step costs 930 / 100 at last, and cost more before; a tenth is more than the gap a step.
    assert advice["gap_tolerance"] == pytest.approx(0.93)
    assert (trust["alarm"]["raised"], trust["alarm"]["kind"]) == (True, "parting")


def test_an_adaptive_run_is_judged_by_its_own_tolerance(quick_api):
    run = measured(quick_api, {"tolerance": 0.22, "largest": 9})
    advice = quick_api.get(f"runs/{run}/trust").json()["advice"]
    assert (advice["tolerance"], advice["length"]) == (0.22, 4)


@pytest.mark.parametrize("lacking", ["return/model", "return/real"])
def test_the_alarm_judges_only_evaluations_that_have_both_returns(lacking):
    values = {"return/model": np.linspace(-1_000.0, -200.0, 5), "return/real": np.full(5, -900.0)}
    kept = {key: STEPS[4:] if key == lacking else STEPS for key in values}
    known = {
        key: series.Points(steps, values[key][-len(steps) :], steps * 1.0)
        for key, steps in kept.items()
    }
    assert read_trust(RunSpec(), TrustInputs(None, None, known)).alarm is None


def test_gradients_are_read_at_the_longest_horizon_whose_stretch_is_known(api):
    (run,) = api.launch()["runs"]
    horizons = np.array([1, 2, 5, 20])

    def curve(kind, values):
        each = np.asarray(values)
        return profiles.StoredProfile(
            "", kind, "current", 750, "ts1", horizons, each, each, each, each, np.full(4, 8)
        )

    with api.database.transaction() as session:
        claim = queue.claim(session, "worker", 60)
        curves = (
            curve("jacobian-stretch", [1.2, 1.44, 1.2**5, np.nan]),
            curve("variance-ratio", [1.0, 1.0, 100.0, 9.0]),
            curve("variance-ratio-low", [0.5, 0.5, 20.0, 9.0]),
            curve("variance-ratio-high", [2.0, 2.0, np.nan, 9.0]),
        )
        profiles.save(session, claim, list(curves))
    gradients = api.get(f"runs/{run['id']}/trust").json()["gradients"]
    assert (gradients["env_step"], gradients["horizon"]) == (750, 5)
    assert gradients["rate"] == pytest.approx(np.log(1.2), rel=2e-5)
    assert gradients["variance_ratio"] == {"value": 100.0, "low": 20.0, "high": None}


def test_a_run_that_has_measured_nothing_says_nothing(api):
    (run,) = api.launch()["runs"]
    trust = api.get(f"runs/{run['id']}/trust").json()
    assert trust["growth"] is trust["gap_growth"] is None
    assert trust["advice"] is None
    assert trust["gradients"] is None
    assert trust["alarm"] is None


def test_a_run_that_is_not_there_is_not_found(api):
    assert api.get("runs/nothing/trust").status_code in {404, 422}

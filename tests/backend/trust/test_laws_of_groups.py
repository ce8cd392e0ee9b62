"""What is said of a group whose models grow by several laws, diverge, or repeat one another."""

import csv
import io

import numpy as np
import pytest

from backend.db import profiles, queue, series

H = np.arange(1, 21)
LAWS = (
    0.02 * (1.3**H - 1.0) / 0.3,
    0.02 * H,
    0.05 * (1.0 - 0.8**H) / 0.2,
    np.full(20, np.inf),
)


def curve(mean, env_step=500):
    return profiles.StoredProfile(
        "", "horizon-error", "current", env_step, "mean", H, mean, mean, mean, mean, np.full(20, 80)
    )


def measured(api, laws):
    """One run for each of these curves, by seed."""
    runs = api.launch(seeds=list(range(len(laws))))["runs"]
    with api.database.transaction() as session:
        while (claim := queue.claim(session, "worker", 60)) is not None:
            profiles.save(session, claim, [curve(laws[claim.spec.seed])])
    return ",".join(run["id"] for run in runs)


def test_every_law_is_named_and_a_model_that_diverged_among_them(quick_api):
    runs = measured(quick_api, LAWS)
    (row,) = quick_api.get(f"trust?runs={runs}").json()["groups"]
    told = "not finite 1, exponential 1, linear 1, levelling off 1"
    assert row["cells"]["law"]["words"] == told
    (compared,) = quick_api.get(f"comparison?runs={runs}&policy=current").json()["groups"]
    assert compared["cells"]["growth"]["words"] == told
    assert compared["growth_reading"].startswith("Its growth is not finite in 1, exponential in 1")
    saved = quick_api.get(f"trust?runs={runs}&format=csv").text
    (saved,) = csv.DictReader(io.StringIO(saved))
    assert (saved["law_not_finite"], saved["law_saturating"], saved["law_power"]) == (
        "1", "1", "0",
    )  # fmt: skip


def test_growth_factors_of_several_laws_have_no_mean(quick_api):
    (row,) = quick_api.get(f"trust?runs={measured(quick_api, LAWS)}").json()["groups"]
    # Not the mean of 1.3, 1 and 0.8.
    assert row["growth_factor"]["mean"] == pytest.approx(1.3, rel=1e-3)
    assert row["cells"]["growth_factor"]["words"] == "1.3, n = 1 of 4, exponential alone"
    laws = [LAWS[1], LAWS[2], LAWS[2] * 1.1, LAWS[2] * 1.2]
    (row,) = quick_api.get(f"trust?runs={measured(quick_api, laws)}").json()["groups"]
    assert row["growth_factor"]["mean"] == pytest.approx(0.8, rel=1e-3)
    assert (row["growth_factor"]["n"], row["growth_factor_of"]) == (3, "levelling off")


def test_a_run_that_measured_nothing_is_not_among_those_that_grow(quick_api):
    runs = quick_api.launch(seeds=[0, 1, 2])["runs"]
    with quick_api.database.transaction() as session:
        for law in (LAWS[1], LAWS[1]):
            claim = queue.claim(session, "worker", 60)
            profiles.save(session, claim, [curve(law)])
    named = ",".join(run["id"] for run in runs)
    (row,) = quick_api.get(f"trust?runs={named}").json()["groups"]
    assert row["cells"]["law"]["words"] == "linear, n = 2 of 3"


def test_a_copy_that_is_left_out_says_nothing(quick_api):
    first, copy, other = (quick_api.launch(seeds=[seed])["runs"][0] for seed in (0, 0, 1))
    steps = {first["id"]: 500, copy["id"]: 100, other["id"]: 500}
    with quick_api.database.transaction() as session:
        while (claim := queue.claim(session, "worker", 60)) is not None:
            step = steps[claim.run_id]
            profiles.save(session, claim, [curve(LAWS[1], step)])
            at = np.array([step])
            series.append(
                session, claim, {"return/real": series.Points(at, np.array([-500.0]), at * 1.0)}
            )
    runs = ",".join(steps)
    reading = quick_api.get(f"trust?runs={runs}").json()["reading"]
    assert "One run repeats the seed" in reading
    assert "Each run has its last value" not in reading
    compared = quick_api.get(f"comparison?runs={runs}").json()
    assert (compared["latest_words"], compared["env_steps"]) == ("", [500])

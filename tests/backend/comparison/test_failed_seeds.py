"""Seeds that failed before their first evaluation count as those that diverged."""

import csv
import io

import numpy as np

from backend.db import queue, series
from backend.db.status import Status

STEPS = np.array([100, 200, 300])


def asked(api, runs, words=""):
    ids = ",".join(run["id"] for run in runs)
    response = api.get(f"comparison/statistics?runs={ids}{words}")
    assert response.status_code == 200, response.text
    return response.json()


def failing(api, failed, returns, **request):
    """Runs that have paid these by seed; one of `failed` fails unmeasured, one of None waits."""
    runs = api.launch(seeds=list(range(len(returns))), **request)["runs"]
    with api.database.transaction() as session:
        claims = []
        while (claim := queue.claim(session, "worker", 60)) is not None:
            claims.append(claim)
        for claim in claims:
            paid = returns[claim.spec.seed]
            if paid is not None:
                points = series.Points(STEPS, np.array([0.0, 0.0, paid]), STEPS * 1.0)
                series.append(session, claim, {"return/real": points})
            if claim.spec.seed in failed:
                queue.finish(session, claim, Status.FAILED, "no memory")
    return runs


def test_a_seed_that_failed_before_its_first_evaluation_has_not_reached_it(quick_api):
    one = failing(quick_api, {3}, [200.0, 190.0, 210.0, None, None])
    told = asked(quick_api, one, "&threshold=100")
    (group,) = told["groups"]
    cells = group["cells"]
    # As a seed that diverged; the fifth still runs, and is counted nowhere.
    assert cells["reached"]["words"] == "3 of 4 (19 to 99 %), 1 not evaluated"
    assert cells["steps_to_threshold"]["words"].endswith(", 1 of 4 not reached, 1 not evaluated")
    # The lowest of four: between 190 and 200.
    assert group["estimates"]["median"]["mean"] == 195.0
    assert cells["median"]["words"] == "195, n = 4 of 5, 1 of 4 failed"
    assert cells["mean"]["words"].endswith(", n = 3 of 5")
    assert (group["diverged"], group["failed"]) == (0, 1)
    methods = " ".join(told["methods"])
    assert "1 run failed before its first evaluation." in methods
    assert "1 run was not evaluated and did not fail, and counts in nothing here." in methods
    other = failing(quick_api, (), [150.0] * 3, spec={"rollout": {"length": 2}})
    (pair,) = asked(quick_api, [*one, *other])["improvements"]
    assert (pair["probability"], pair["words"][-11:]) == (0.25, "3 against 4")
    ids = ",".join(run["id"] for run in one)
    (compared,) = quick_api.get(f"comparison?runs={ids}&threshold=100").json()["groups"]
    assert compared["cells"]["reached"]["words"] == "3 of 4 (19 to 99 %), 1 not evaluated"
    profile = quick_api.get(f"figures/profile?runs={ids}").json()
    assert profile["groups"][0]["n"] == 4
    assert (
        "1 of 4 runs failed before an evaluation, and counts as below every τ." in profile["note"]
    )
    assert "1 run more has no value, and counts nowhere." in profile["note"]
    row = next(
        csv.DictReader(
            io.StringIO(
                quick_api.get(f"comparison/statistics?runs={ids}&threshold=100&format=csv").text
            )
        )
    )
    assert (row["reached"], row["reached_n"], row["failed"]) == ("3", "4", "1")


def test_before_an_evaluation_is_due_no_seed_has_failed_to_reach_it(quick_api):
    runs = failing(quick_api, {2}, [200.0, 190.0, None])
    (group,) = asked(quick_api, runs, "&threshold=100&env_step=1")["groups"]
    assert (group["reached"], group["failed"]) == (None, 0)

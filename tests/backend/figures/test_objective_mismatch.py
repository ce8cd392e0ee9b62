"""Objective mismatch: each run's latest diagnostics against its latest real return, over runs."""

import numpy as np
import pytest

from backend.db import profiles, queue, series
from backend.figures.objective_mismatch import correlated_rows, why_missing
from backend.spec.objective_mismatch import CORRELATED

H = np.arange(1, 13)
STEPS = np.array([100, 200])


def curve(kind, mean):
    mean = np.asarray(mean, float)
    return profiles.StoredProfile("", kind, "current", 200, "mean", H, mean, mean, mean, mean, H)


@pytest.fixture
def runs(api):
    """Eight seeds: the return falls with the seed, and the error rises with it but for two."""
    launched = api.launch(seeds=list(range(8)))["runs"]
    seeds = {run["id"]: api.get(f"runs/{run['id']}").json()["seed"] for run in launched}
    with api.database.transaction() as session:
        while (claim := queue.claim(session, "worker", 60)) is not None:
            seed = seeds[claim.run_id]
            values = {
                "return/real": [seed * 1.0, -seed * 10.0],
                "calibration/error": [0.5, 0.1 * seed],
                "model/loss_holdout": [1.0, 0.5],
                **({"policy/q_bias": [0.0, 1.0 * seed]} if seed < 5 else {}),
            }
            points = {
                key: series.Points(STEPS, np.array(each), STEPS * 1.0)
                for key, each in values.items()
            }
            series.append(session, claim, points)
            place = {3: 4, 4: 3}.get(seed, seed)
            # Beyond the first five, no run loses to persistence as far as was measured.
            skill = np.where(seed + 2 <= H, -1.0, 1.0) if seed < 5 else np.ones(len(H))
            profiles.save(
                session,
                claim,
                [curve("horizon-error", (1 + place) * 0.1 * H), curve("skill", skill)],
            )
    return [run["id"] for run in launched]


def asked(api, ids, words=""):
    response = api.get(f"figures/objective-mismatch?runs={','.join(ids)}{words}")
    assert response.status_code == 200, response.text
    return response.json()


def test_rows_are_the_latest_values_ranked_against_the_latest_returns(api, runs):
    told = asked(api, runs)
    rows = {row["key"]: row for row in told["rows"]}
    # Two neighbours of eight swapped: 1 - 6 * 2 / (8 * 63).
    assert rows["horizon-error/current/h=10"]["rho"] == pytest.approx(-(1.0 - 12.0 / 504.0))
    assert rows["calibration/error"]["rho"] == pytest.approx(-1.0)
    assert rows["calibration/error"]["high"] < 0.0
    # Three runs tie as the last: their mean rank is 7, so the differences are 1, 0, 1.
    ranks = np.array([1, 2, 3, 4, 5, 7, 7, 7])
    expected = -np.corrcoef(ranks, np.arange(8))[0, 1]
    assert rows["skill/current/break-even"]["rho"] == pytest.approx(expected)
    assert {row["n"] for row in told["rows"]} == {8}
    assert [row["rho"] for row in told["rows"]] == sorted(
        (row["rho"] for row in told["rows"]), reverse=True
    )
    assert "differ in nothing but their seeds" in told["reading"]
    assert "4 intervals leave out 0, of 4" in told["reading"]


def test_a_copy_of_a_run_is_no_further_pair(api, runs):
    again = api.launch(seeds=[0])["runs"][0]["id"]
    with api.database.transaction() as session:
        claim = queue.claim(session, "worker", 60)
        points = series.Points(STEPS[:1], np.array([9.0]), STEPS[:1] * 1.0)
        series.append(session, claim, {"return/real": points, "calibration/error": points})
    told = asked(api, [*runs, again])
    assert {row["n"] for row in told["rows"]} == {8}
    assert "One run repeats the seed and the settings of another" in told["note"]
    assert "Each run has its last value" not in told["note"]


def test_what_too_few_runs_have_or_all_have_alike_is_named(api, runs):
    note = asked(api, runs)["note"]
    assert "bias of the critic" in note
    assert "model loss, held out" in note
    assert "Bonett and Wright" in note


def test_it_is_drawn_as_a_dot_with_its_interval_about_zero(api, runs):
    told = asked(api, runs)
    lines, dots, names = told["figure"]["data"]
    assert len(names["text"]) == len(told["rows"]) == 4
    assert names["text"][0].endswith("(n = 8)")
    assert told["figure"]["layout"]["shapes"][0]["x0"] == 0.0
    assert len(lines["x"]) == 3 * 4
    assert dots["mode"] == "markers"


def test_an_earlier_evaluation_is_one_of_its_own(api, runs):
    told = asked(api, runs, "&env_step=100")
    # All diagnostics were alike then, and no curve was measured.
    assert (told["empty"], told["rows"]) == (True, [])
    assert told["reason"].startswith("No diagnostic was measured in 6")


def test_before_the_first_evaluation_there_is_nothing_and_it_is_said(api, runs):
    told = asked(api, runs, "&env_step=0")
    assert (told["empty"], told["rows"]) == (True, [])


def test_five_runs_are_too_few_and_it_is_said(api, runs):
    told = asked(api, runs[:5])
    assert (told["empty"], told["reading"], told["note"]) == (True, "", None)
    assert told["reason"].endswith("there are 5 here.")


def test_equal_returns_count_once():
    assert "there are 5 here" in why_missing(["A"], [1.0, 1.0, 2.0, 3.0, 4.0, 5.0, np.nan], [])


def test_environments_are_not_ranked_together():
    assert why_missing(["Hopper-v5", "Pendulum-v1"], np.arange(9.0), []).startswith(
        "Returns in Hopper-v5 and Pendulum-v1 are not of one scale"
    )


def test_each_diagnostic_has_its_own_name_and_is_described():
    assert len({asked.name for asked in CORRELATED}) == len(CORRELATED)
    rows, lacking = correlated_rows({each.key: [] for each in CORRELATED}, [])
    assert rows == []
    assert lacking == [each.name for each in CORRELATED]


def test_a_run_that_diverged_ranks_last_and_no_area_is_below_one_half(quick_api):
    launched = quick_api.launch(seeds=list(range(8)))["runs"]
    with quick_api.database.transaction() as session:
        while (claim := queue.claim(session, "worker", 60)) is not None:
            seed = claim.spec.seed
            # The last diverged; areas of 0.1 to 0.4 say no more than 0.5 does.
            values = {
                "return/real": [np.nan if seed == 7 else -seed * 10.0],
                "mismatch/auc_data": [0.1 * (seed + 1)],
            }
            points = {
                key: series.Points(STEPS[:1], np.array(each), STEPS[:1] * 1.0)
                for key, each in values.items()
            }
            series.append(session, claim, points)
            error = np.full(len(H), np.inf if seed == 7 else 1.0 + seed)
            profiles.save(session, claim, [curve("horizon-error", error)])
    told = asked(quick_api, [run["id"] for run in launched])
    rows = {row["key"]: row for row in told["rows"]}
    assert {row["n"] for row in told["rows"]} == {8}
    assert rows["horizon-error/current/h=10"]["rho"] == -1.0
    ranks = np.array([3, 3, 3, 3, 3, 6, 7, 8])
    expected = -np.corrcoef(ranks, np.arange(8))[0, 1]
    assert rows["mismatch/auc_data"]["rho"] == pytest.approx(expected)
    assert "ranks as the lowest" in told["note"]

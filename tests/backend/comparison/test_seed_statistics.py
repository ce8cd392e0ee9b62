"""More statistics of real returns: of runs whose returns are known."""

import csv
import io

import numpy as np
import pytest

from backend.comparison.thresholds import threshold_of
from backend.db import queue, series

STEPS = np.array([100, 200, 300])
MINUS = "\N{MINUS SIGN}"


@pytest.fixture
def runs(api):
    """Three seeds with k = 1 and three with k = 5; one seed of the former fails."""
    launched = api.launch(grid={"rollout.length": [1, 5]}, seeds=[0, 1, 2])["runs"]
    found = {run["id"]: api.get(f"runs/{run['id']}").json() for run in launched}
    with api.database.transaction() as session:
        while (claim := queue.claim(session, "worker", 60)) is not None:
            run = found[claim.run_id]
            k, seed = run["spec"]["rollout"]["length"], run["seed"]
            last = -900.0 if (k, seed) == (1, 2) else -200.0 - 100.0 * (k == 5) - seed
            values = np.array([-1000.0, -600.0, last])
            real = {"return/real": series.Points(STEPS, values, STEPS * 1.0)}
            series.append(session, claim, real)
    return list(found.values())


def asked(api, runs, words=""):
    ids = ",".join(run["id"] for run in runs)
    response = api.get(f"comparison/statistics?runs={ids}{words}")
    assert response.status_code == 200, response.text
    return response.json()


def test_each_group_has_its_numbers_and_their_words(api, runs):
    told = asked(api, runs, "&threshold=-500&last=2")
    one, five = told["groups"]
    assert (one["label"], five["label"]) == ("k = 1", "k = 5")
    assert one["estimates"]["median"] == {"mean": -201.0, "low": None, "high": None, "n": 3}
    assert five["estimates"]["mean"]["mean"] == pytest.approx(-301.0)
    # (-600 - 300) / 2 and one less for each seed but for half of it.
    assert five["estimates"]["mean_of_last"]["mean"] == pytest.approx(-450.5)
    # Trapezoids of -800 and (-600 - 301) / 2 on average, each half of the steps.
    assert five["estimates"]["area"]["mean"] == pytest.approx((-800.0 - 450.5) / 2.0)
    assert one["cells"]["reached"]["words"] == "2 of 3 (9 to 99 %)"
    assert one["steps_to_threshold"] == [300.0, 300.0, None]
    assert one["cells"]["steps_to_threshold"]["words"] == ("300 (300 to > 300), 1 of 3 not reached")
    assert set(told["columns"]) == set(one["cells"]) == set(told["names"])
    assert "over 3 seeds or more" in " ".join(told["methods"])


def test_improvement_is_told_of_each_pair(api, runs):
    (pair,) = asked(api, runs)["improvements"]
    # Two of three seeds with k = 1 are above all of those with k = 5, the third below.
    assert (pair["first"], pair["second"]) == ("k = 1", "k = 5")
    assert pair["probability"] == pytest.approx(6.0 / 9.0)
    assert 0.0 < pair["low"] < pair["probability"] < pair["high"] < 1.0
    assert pair["words"].endswith("), 3 against 3")
    one_less = sorted(runs, key=lambda run: (run["spec"]["rollout"]["length"], run["seed"]))[1:]
    assert asked(api, one_less)["improvements"] == []


def test_without_a_threshold_nothing_is_said_of_one(api, runs):
    told = asked(api, runs)
    assert (told["threshold"], told["threshold_words"]) == (None, "")
    assert not {"reached", "steps_to_threshold"} & {*told["columns"], *told["groups"][0]["cells"]}
    assert told["groups"][0]["steps_to_threshold"] == []


def test_nothing_reached_is_said_as_such(api, runs):
    told = asked(api, runs, "&threshold=0")
    assert told["groups"][0]["cells"]["steps_to_threshold"]["words"] == "not reached"
    assert told["groups"][0]["cells"]["reached"]["words"] == "0 of 3 (0 to 71 %)"


def test_a_seed_that_diverged_is_counted_and_cells_say_what_they_are_over(api):
    runs = api.launch(seeds=[0, 1, 2, 3])["runs"]
    with api.database.transaction() as session:
        while (claim := queue.claim(session, "worker", 60)) is not None:
            values = np.full(3, np.nan if claim.spec.seed == 3 else -100.0 - claim.spec.seed)
            series.append(
                session, claim, {"return/real": series.Points(STEPS, values, STEPS * 1.0)}
            )
    (group,) = asked(api, runs, "&threshold=-500&last=2")["groups"]
    cells = group["cells"]
    assert cells["reached"]["words"] == "3 of 4 (19 to 99 %)"
    assert cells["steps_to_threshold"]["words"] == "100 (100 to > 300), 1 of 4 not reached"
    for column in ("mean", "mean_of_last", "area"):
        assert cells[column]["words"].endswith(", n = 3 of 4")
    # Of the four in their order those between: -102 and -101, not -101 of the three.
    assert cells["median"]["words"] == f"{MINUS}102, 1 of 4 diverged"
    assert cells["interquartile_mean"]["words"].endswith(", 1 of 4 diverged")
    assert cells["normalised_score"]["words"].endswith(", n = 3 of 4")
    numbers = group["estimates"]
    assert (numbers["median"]["mean"], numbers["interquartile_mean"]["mean"]) == (-101.5, -101.5)
    assert (group["diverged"], group["final_returns"][3]) == (1, None)
    told = asked(api, runs)
    assert "1 run diverged: its latest return is not a finite number." in " ".join(told["methods"])
    ids = ",".join(run["id"] for run in runs)
    (compared,) = api.get(f"comparison?runs={ids}&threshold=-500").json()["groups"]
    assert compared["cells"]["reached"]["words"] == "3 of 4 (19 to 99 %)"
    assert compared["cells"]["real_return"]["words"].endswith(", n = 3 of 4")
    # What is said of the intervals is said of three seeds, not of four.
    whole = api.get(f"comparison?runs={ids}&threshold=-500").json()
    assert "over 3 seeds or more" in whole["interval_method"]
    assert whole["interval_words"].endswith("95 % interval over 3 seeds")


def paid(api, returns, **request):
    """Runs of one group whose latest returns are these, by seed."""
    runs = api.launch(seeds=list(range(len(returns))), **request)["runs"]
    with api.database.transaction() as session:
        while (claim := queue.claim(session, "worker", 60)) is not None:
            values = np.array([0.0, 0.0, returns[claim.spec.seed]])
            series.append(
                session, claim, {"return/real": series.Points(STEPS, values, STEPS * 1.0)}
            )
    return runs


def test_more_than_a_quarter_of_diverged_seeds_leave_no_interquartile_mean(quick_api):
    told = asked(quick_api, paid(quick_api, [-1.0, -2.0, np.nan, np.inf, -3.0, -4.0]))
    (group,) = told["groups"]
    assert group["cells"]["interquartile_mean"]["words"] == "no number, 2 of 6 diverged"
    assert group["estimates"]["interquartile_mean"] == {
        "mean": None, "low": None, "high": None, "n": 6,
    }  # fmt: skip
    assert group["cells"]["median"]["words"] == (
        f"{MINUS}3.5 (diverged to {MINUS}1), 2 of 6 diverged"
    )
    assert "2 runs diverged: their latest returns" not in " ".join(told["methods"])
    assert "they count as below every threshold" in " ".join(told["methods"])


def test_an_interval_of_returns_ends_where_the_task_pays_no_more(quick_api):
    cart = {"environment": {"id": "CartPole-v1"}, "algorithm": {"version": "model-free"}}
    runs = paid(quick_api, [500.0, 480.0, 220.0], spec=cart)
    told = asked(quick_api, runs)
    (group,) = told["groups"]
    mean = group["estimates"]["mean"]
    assert (mean["mean"], mean["high"]) == (400.0, 500.0)
    # Student's: 4.3027 times the deviation of 156.2 over the root of three.
    assert mean["low"] == pytest.approx(
        400.0 - 4.302653 * np.std([500, 480, 220], ddof=1) / 3**0.5, abs=1e-3
    )
    assert group["cells"]["mean"]["words"] == "400 (12 to 500)"
    assert (
        "Intervals of returns end at 500, the most that an episode of CartPole-v1 can pay."
        in " ".join(told["methods"])
    )
    ids = ",".join(run["id"] for run in runs)
    compared = quick_api.get(f"comparison?runs={ids}").json()
    assert compared["groups"][0]["real_return"]["high"] == 500.0
    assert "end at 500" in compared["interval_method"]
    # Beside another task it can pay no more.
    pole = cart | {"environment": {"id": "InvertedPendulum-v5"}}
    both = [*runs, *paid(quick_api, [1000.0, 900.0, 100.0], spec=pole)]
    highs = [each["estimates"]["mean"]["high"] for each in asked(quick_api, both)["groups"]]
    assert highs == [500.0, 1000.0]
    ids = ",".join(run["id"] for run in both)
    compared = quick_api.get(f"comparison?runs={ids}").json()
    assert [each["real_return"]["high"] for each in compared["groups"]] == [500.0, 1000.0]
    assert (
        "an episode of CartPole-v1 can pay, and at 0 and 1,000, the least"
        in compared["interval_method"]
    )
    note = quick_api.get(f"figures/returns?runs={ids}").json()["note"]
    assert "an episode of CartPole-v1 can pay." in note
    together = quick_api.get(f"comparison?runs={ids}&group_by=algorithm.version").json()
    assert together["groups"][0]["real_return"]["mean"] is None


def test_columns_say_their_unit_and_how_many_evaluations(api, runs):
    told = asked(api, runs, "&last=3")
    assert told["names"]["mean_of_last"] == "mean of the last 3"
    assert told["units"]["area"] == "reward per episode"
    assert told["unit_words"].startswith(
        "Mean, median, IQM, mean of the last 3, area under the curve: reward per episode; "
    )
    assert "95 % intervals over seeds" in told["unit_words"]


def test_steps_to_a_threshold_are_not_known_beyond_the_steps_made(api):
    runs = api.launch(seeds=[0, 1, 2])["runs"]
    with api.database.transaction() as session:
        while (claim := queue.claim(session, "worker", 60)) is not None:
            # One reaches it at 300; two have come to 200, and may before or after.
            made = 3 if claim.spec.seed == 0 else 2
            values = np.array([-9.0, -9.0, 0.0])[:made]
            points = series.Points(STEPS[:made], values, STEPS[:made] * 1.0)
            series.append(session, claim, {"return/real": points})
    (group,) = asked(api, runs, "&threshold=-1")["groups"]
    assert group["cells"]["steps_to_threshold"]["words"] == (
        "> 200 (> 200 to ≥ 300), 2 of 3 not reached"
    )
    assert group["steps_spread"]["least"] == {"at": 200.0, "is_beyond": True, "may_equal": False}
    ids = ",".join(run["id"] for run in runs)
    path = f"comparison/statistics?runs={ids}&threshold=-1&format=csv"
    (row,) = csv.DictReader(io.StringIO(api.get(path).text))
    assert row["steps_to_threshold"] == row["steps_to_threshold_most"] == ""


def test_copies_of_a_seed_are_one_seed(api):
    runs = [api.launch(seeds=[0])["runs"][0] for _ in range(3)]
    with api.database.transaction() as session:
        while (claim := queue.claim(session, "worker", 60)) is not None:
            real = series.Points(STEPS, np.full(3, -200.0), STEPS * 1.0)
            series.append(session, claim, {"return/real": real})
    told = asked(api, runs)
    (group,) = told["groups"]
    assert group["estimates"]["mean"] == {"mean": -200.0, "low": None, "high": None, "n": 1}
    assert told["methods"] == []
    ids = ",".join(run["id"] for run in runs)
    compared = api.get(f"comparison?runs={ids}").json()
    assert compared["groups"][0]["note"] == "1 seed, 1 running, 2 copies left out"
    assert "2 runs repeat the seed and the settings of another" in compared["error_reading"]
    assert "2 runs repeat" in api.get(f"trust?runs={ids}").json()["reading"]
    by_run = api.get(f"comparison?runs={ids}&group_by=run").json()
    assert [each["seeds"] for each in by_run["groups"]] == [1, 1, 1]


def test_the_comparison_counts_who_reaches_it_too(api, runs):
    ids = ",".join(run["id"] for run in runs)
    told = api.get(f"comparison?runs={ids}&threshold=-500").json()
    assert [each["cells"]["reached"]["words"] for each in told["groups"]] == [
        "2 of 3 (9 to 99 %)", "3 of 3 (29 to 100 %)",
    ]  # fmt: skip
    assert told["threshold"] == -500.0


def test_the_threshold_is_the_one_asked_for_else_the_tasks_own():
    assert threshold_of(["CartPole-v1"], None).value == 475.0
    assert threshold_of(["CartPole-v1"], 100.0).value == 100.0
    assert threshold_of(["CartPole-v1", "Acrobot-v1"], None) is None
    assert threshold_of(["Pendulum-v1"], None) is None


def test_a_score_lies_between_the_two_policies_of_the_suite(api, runs):
    told = asked(api, runs)
    one, five = told["groups"]
    # Between -948.207 of the random policy and -119.986 of the trained one: 828.221 apart.
    scores = [(748.207 - seed) / 828.221 for seed in (0, 1)] + [48.207 / 828.221]
    assert one["normalised_scores"] == pytest.approx(scores, abs=1e-5)
    assert one["final_returns"] == [-200.0, -201.0, -900.0]
    assert one["estimates"]["normalised_score"]["mean"] == pytest.approx(np.mean(scores), abs=1e-5)
    assert five["estimates"]["normalised_score"]["n"] == 3
    assert "suite db62c8297c09" in told["references"]


@pytest.fixture
def tasks(api):
    """Three seeds in each of three tasks, with the same returns; CartPole's has no reference."""
    grid = {"environment.id": ["Pendulum-v1", "Branchpoint/LQR-v0", "CartPole-v1"]}
    launched = api.launch(spec={"algorithm": {"version": "model-free"}}, grid=grid, seeds=[0, 1, 2])
    with api.database.transaction() as session:
        while (claim := queue.claim(session, "worker", 60)) is not None:
            values = np.array([-500.0, -300.0 - claim.spec.seed])
            real = {"return/real": series.Points(STEPS[:2], values, STEPS[:2] * 1.0)}
            series.append(session, claim, real)
    return launched["runs"]


def test_several_tasks_are_pooled_by_their_scores_alone(api, tasks):
    told = asked(api, tasks, "&group_by=algorithm.version")
    (group,) = told["groups"]
    pendulum = [(648.20725 - seed) / 828.22125 for seed in range(3)]
    lqr = [(1288.76475 - seed) / 1406.69125 for seed in range(3)]
    # The middle four of six: all but the best of LQR and the worst of Pendulum.
    middle = np.mean(sorted(pendulum + lqr)[1:-1])
    assert group["estimates"]["normalised_score"]["mean"] == pytest.approx(middle, abs=1e-5)
    assert group["estimates"]["normalised_score"]["n"] == 6
    assert group["estimates"]["mean"]["mean"] is None
    assert group["cells"]["area"]["words"] == "\N{EN DASH}"
    assert group["normalised_scores"].count(None) == 3
    assert "No normalised score on CartPole-v1" in told["references"]
    methods = " ".join(told["methods"])
    assert "stratified bootstrap over 3 seeds of a task" in methods
    # No other number stands there.
    assert "Student" not in methods
    assert "Tukey" not in methods


def test_a_file_has_a_row_for_each_group_and_the_ends_of_every_interval(api, runs):
    ids = ",".join(run["id"] for run in runs)
    path = f"comparison/statistics?runs={ids}&threshold=-500&format="
    one, _ = csv.DictReader(io.StringIO(api.get(path + "csv").text))
    assert (one["group"], one["seeds"], one["median"]) == ("k = 1", "3", "-201")
    assert (one["reached"], one["reached_n"]) == ("2", "3")
    assert float(one["reached_low"]) == pytest.approx(0.0943, abs=1e-4)
    assert (one["steps_to_threshold"], one["median_low"]) == ("300", "")
    assert float(one["mean_low"]) < float(one["mean"]) < float(one["mean_high"])
    assert api.get(path + "parquet").content[:4] == b"PAR1"


@pytest.mark.parametrize("wrong", ["threshold=much", "threshold=nan", "last=0"])
def test_what_is_no_number_is_refused(api, runs, wrong):
    assert api.get(f"comparison/statistics?runs={runs[0]['id']}&{wrong}").status_code == 422

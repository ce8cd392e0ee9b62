"""The table of trust: groups of seeds whose growth, advice, price, alarm and cost are known."""

import csv
import io
import math

import numpy as np
import pyarrow.parquet as pq
import pytest

from backend.db import profiles, queue, series
from backend.spec.curves import CURVES
from backend.spec.series import SERIES
from backend.spec.trust_columns import TRUST_COLUMNS
from backend.trust.comparison import RunTrust, _of_one_run
from backend.trust.run_trust import TrustInputs
from backend.trust.schemas import TrustGroup

H = np.arange(1, 21)
STEPS = np.array([100, 200, 300, 400, 500])


def curve(policy, mean, env_step, kind="horizon-error"):
    mean = np.asarray(mean, float)
    return profiles.StoredProfile(
        "", kind, policy, env_step, "mean", H, mean, mean, mean, mean, np.full(20, 80)
    )


def error_of(k, seed):
    """0.02 h with k = 1, of one law; with k = 5 exponential for the first two seeds alone."""
    if k == 1:
        return 0.02 * H
    return 0.02 * (1.3**H - 1.0) / 0.3 if seed < 2 else 0.05 * H**2


def fill(api, runs):
    """Five evaluations of each run; the runs with k = 5 exploit their models."""
    by_id = {run["id"]: run for run in runs}
    with api.database.transaction() as session:
        while (claim := queue.claim(session, "worker", 60)) is not None:
            run = by_id[claim.run_id]
            k, seed = run["spec"]["rollout"]["length"], run["seed"]
            real = np.linspace(-900, -500, 5) if k == 1 else np.full(5, -900.0)
            values = {
                "return/model": np.linspace(-900, -100, 5),
                "return/real": real,
                "rollout/length": np.full(5, float(k)),
                "mismatch/auc_data": np.full(5, 0.5 + 0.1 * seed),
                "cost/cpu": 10.0 * (seed + 1) * STEPS / 500,
                "cost/diagnostics": np.full(5, 0.02),
            }
            points = {key: series.Points(STEPS, each, STEPS * 1.0) for key, each in values.items()}
            series.append(session, claim, points)
            error = error_of(k, seed)
            # The price of change is 1 + h: another one at every horizon.
            made = [("current", error, 500), ("data", error / (1 + H), 500)]
            made += [("current", 0.001 * H, 100), ("data", 0.001 * H, 100)]
            # It breaks even at h = 6 + seed with k = 1, and never with k = 5.
            worth = 5.5 + seed - H if k == 1 else 0.5 + 0.0 * H
            made += [("current", worth, 500, "skill"), ("data", -worth, 500, "skill")]
            profiles.save(session, claim, [curve(*each) for each in made])


def detail(api, run):
    return api.get(f"runs/{run['id']}").json()


@pytest.fixture
def runs(api):
    """Three seeds with k = 1, three with k = 5."""
    launched = api.launch(grid={"rollout.length": [1, 5]}, seeds=[0, 1, 2])["runs"]
    found = [detail(api, run) for run in launched]
    fill(api, found)
    return found


def ids(runs):
    return ",".join(run["id"] for run in runs)


def test_a_row_is_the_mean_over_seeds_with_its_interval(api, runs):
    told = api.get(f"trust?runs={ids(runs)}").json()
    assert told["group_by"] == ["rollout.length"]
    one, five = told["groups"]
    assert (one["label"], one["seeds"], five["label"]) == ("k = 1", 3, "k = 5")
    assert one["error_of_one_step"] == {
        "mean": pytest.approx(0.02), "low": pytest.approx(0.02), "high": pytest.approx(0.02),
        "n": 3,
    }  # fmt: skip
    # Within half a deviation: 0.02 h up to h = 20, (1.3^h - 1) / 15 up to 8, h^2 / 20 up to 3.
    # The first are as long as was measured, so they may be longer.
    assert one["cells"]["advised_length"]["words"] == "≥ 20"
    assert one["advised_length"]["beyond"] == 3
    assert five["cells"]["advised_length"]["words"] == "8 (3 to 8)"
    assert five["advised_length"]["median"] == {"at": 8.0, "is_beyond": False, "may_equal": False}
    assert (one["in_force"]["mean"], five["in_force"]["mean"]) == (1, 5)
    assert one["price_of_change"]["mean"] == pytest.approx(2.0)
    assert five["price_of_change"]["mean"] == pytest.approx(6.0)
    # Areas of 0.5, 0.6 and 0.7: Student's quantile for three is 4.3027.
    half_width = 4.302653 * 0.1 / math.sqrt(3)
    assert one["policy_shift"]["mean"] == pytest.approx(0.6)
    assert one["policy_shift"]["low"] == pytest.approx(0.6 - half_width)
    assert one["policy_shift"]["high"] == pytest.approx(0.6 + half_width)
    assert one["cpu"]["mean"] == pytest.approx(20.0)
    assert one["diagnostics"]["mean"] == pytest.approx(2.0)


def test_verdicts_are_counted_over_seeds(api, runs):
    one, five = api.get(f"trust?runs={ids(runs)}").json()["groups"]
    assert one["law"] == {"counts": {"linear": 3}, "n": 3}
    assert five["law"] == {"counts": {"exponential": 2, "a power of h": 1}, "n": 3}
    assert one["alarm"] == {"counts": {"quiet": 3}, "n": 3}
    assert five["alarm"] == {"counts": {"raised": 3}, "n": 3}


def test_the_break_even_horizon_is_a_median_with_its_range(api, runs):
    one, five = api.get(f"trust?runs={ids(runs)}").json()["groups"]
    known = {
        "horizon": 20,
        "n": 3,
        "never": 0,
        "again": 0,
        "again_from": None,
        "low": None,
        "high": None,
        "episodes": 0,
    }
    assert one["break_even"] == {"median": 7.0, "least": 6, "most": 8, "beyond": 0, **known}
    assert five["break_even"] == {"median": None, "least": None, "most": None, "beyond": 3, **known}
    assert one["cells"]["break_even"]["words"] == "7 (6 to 8)"
    assert five["cells"]["break_even"]["words"] == "> 20"
    first = min(runs, key=lambda run: (run["spec"]["rollout"]["length"], run["seed"]))
    trust = api.get(f"runs/{first['id']}/trust").json()
    assert trust["break_even"] == {
        "at": 6, "horizon": 20, "again": None, "behind": 15, "low": None, "high": None,
        "episodes": 0,
    }  # fmt: skip
    assert trust["suite_break_even"] is None
    asked = f"comparison?runs={ids(runs)}&policy="
    told, of_data = (api.get(asked + policy).json()["groups"] for policy in ("current", "data"))
    assert told[0]["cells"]["break_even"]["words"] == "7 (6 to 8)"
    assert of_data[0]["cells"]["break_even"]["words"] == "1, all ahead later"


def test_the_parameter_of_a_law_is_that_of_the_runs_that_follow_it(api, runs):
    _, five = api.get(f"trust?runs={ids(runs)}").json()["groups"]
    assert five["growth_factor"] == {
        "mean": pytest.approx(1.3, rel=1e-3), "low": None, "high": None, "n": 2,
    }  # fmt: skip
    assert five["growth_exponent"]["mean"] == pytest.approx(2.0)
    assert five["growth"] is None


def test_a_row_of_one_run_says_what_the_runs_own_route_says(api, runs):
    told = api.get(f"trust?runs={ids(runs)}&group_by=run").json()
    for row in told["groups"]:
        trust = api.get(f"runs/{row['run_ids'][0]}/trust").json()
        assert row["law"]["n"] == 1
        assert row["growth"] == trust["growth"]
        assert row["error_of_one_step"]["mean"] == trust["error_of_one_step"]
        assert row["advised_length"]["median"]["at"] == trust["advice"]["length"]
        assert row["in_force"]["mean"] == trust["advice"]["in_force"]
        assert row["alarm"]["counts"] == {"raised" if trust["alarm"]["raised"] else "quiet": 1}


def test_the_price_of_a_rollout_beyond_what_was_measured_is_that_at_its_end(quick_api):
    launched = quick_api.launch(grid={"rollout.length": [40]})["runs"]
    fill(quick_api, [detail(quick_api, run) for run in launched])
    (row,) = quick_api.get(f"trust?runs={ids(launched)}").json()["groups"]
    assert (row["in_force"]["mean"], row["price_of_change"]["mean"]) == (40, pytest.approx(21.0))


@pytest.mark.parametrize("step", [200, 250])
def test_an_earlier_evaluation_knows_nothing_of_later_ones(api, runs, step):
    told = api.get(f"trust?runs={ids(runs)}&env_step={step}").json()
    for row in told["groups"]:
        assert row["error_of_one_step"]["mean"] == pytest.approx(0.001)
        assert row["price_of_change"]["mean"] == pytest.approx(1.0)
        assert row["cpu"]["mean"] == pytest.approx(20.0 * 200 / 500)
        # Of two evaluations nothing is clear.
        assert row["alarm"] == {"counts": {"quiet": 3}, "n": 3}


def test_runs_that_have_measured_nothing_say_nothing(api):
    launched = api.launch(grid={"rollout.length": [1, 5]}, seeds=[0, 1])["runs"]
    told = api.get(f"trust?runs={ids(launched)}").json()
    nothing = {"mean": None, "low": None, "high": None, "n": 0}
    for row in told["groups"]:
        assert row["law"] == row["alarm"] == {"counts": {}, "n": 0}
        assert row["price_of_change"] == row["cpu"] == nothing
        assert row["advised_length"] is None


def test_every_column_is_explained_and_is_in_the_rows(api, runs):
    row = api.get(f"trust?runs={ids(runs)}").json()["groups"][0]
    columns = api.get("catalog").json()["trust_columns"]
    assert [column["key"] for column in columns] == [column.key for column in TRUST_COLUMNS]
    assert list(row["cells"]) == [column["key"] for column in columns]
    for column in columns:
        assert column["key"] in TrustGroup.model_fields
        assert column["unit"]
        assert column["definition"].endswith(".")
        assert column["how_to_read"].endswith(".")


def test_the_csv_has_a_row_for_each_group_and_its_numbers(api, runs):
    response = api.get(f"trust?runs={ids(runs)}&group_by=rollout.length,model.members&format=csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    # A label with a comma in it is one value.
    assert [row["group"] for row in rows] == ["k = 1, members = 7", "k = 5, members = 7"]
    assert rows[1]["runs"].split() == [r["id"] for r in runs if r["spec"]["rollout"]["length"] == 5]
    assert (rows[1]["law_exploding"], rows[1]["law_power"]) == ("2", "1")
    assert rows[1]["growth_factor_low"] == ""
    assert (rows[0]["alarm_raised"], rows[1]["alarm_raised"]) == ("0", "3")
    assert float(rows[0]["cpu"]) == pytest.approx(20.0)
    assert rows[0]["cpu_n"] == "3"
    assert "trust.csv" in response.headers["content-disposition"]


def test_the_parquet_file_holds_the_same(api, runs):
    response = api.get(f"trust?runs={ids(runs)}&format=parquet")
    table = pq.read_table(io.BytesIO(response.content))
    assert table.num_rows == 2
    assert table["in_force"].to_pylist() == [1.0, 5.0]


def test_the_holder_of_a_link_sees_the_same_table_and_no_other_runs(api, runs):
    mine, other = runs[:3], runs[3]
    wanted = {"kind": "comparison", "run_ids": [run["id"] for run in mine]}
    viewer = api.by(share=api.post("shares", wanted).json()["token"])
    asked = f"trust?runs={ids(mine)}&group_by=run"
    assert viewer.get(asked).json() == api.get(asked).json()
    assert viewer.get(f"trust?runs={ids([*mine, other])}").status_code == 404
    assert viewer.get(f"trust?experiment={other['experiment_id']}").status_code == 404


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("", "runs"),
        (f"?runs={','.join(f'{n}' for n in range(10_001))}", "runs"),
        ("?runs=RUN&group_by=rollout.lenght", "group_by"),
        ("?runs=RUN&env_step=-1", "env_step"),
        ("?runs=RUN&format=xml", "format"),
    ],
)
def test_a_bad_question_is_answered_at_its_field(quick_api, question, field):
    run = quick_api.launch()["runs"][0]["id"]
    response = quick_api.get("trust" + question.replace("RUN", run))
    assert 400 <= response.status_code < 500
    assert [problem["field"] for problem in response.json()["errors"]] == [field]


def test_no_column_takes_the_name_of_another_metric():
    assert not {column.key for column in TRUST_COLUMNS} & (SERIES.keys() | CURVES.keys())


def test_a_run_alone_has_the_interval_of_its_shift_where_it_was_measured_with_it():
    def known(steps, low):
        series_of = {
            "mismatch/auc_data": series.Points(
                np.array([100, 200]), np.array([0.9, 0.61]), STEPS[:2]
            ),
            "mismatch/auc_data_low": series.Points(
                np.array(steps), np.array(low), STEPS[: len(low)]
            ),
            "mismatch/auc_data_high": series.Points(np.array([200]), np.array([0.7]), STEPS[:1]),
        }
        return TrustInputs(None, None, series_of).last_interval("mismatch/auc_data")

    assert known([100, 200], [0.4, 0.52]) == (0.52, 0.7)
    assert known([100], [0.4]) is None
    assert known([200], [math.nan]) is None
    run = RunTrust(None, None, None, None, {"policy_shift": 0.61}, {"policy_shift": (0.52, 0.7)})
    shift = _of_one_run(run)["policy_shift"]
    assert (shift.mean, shift.low, shift.high) == (0.61, 0.52, 0.7)

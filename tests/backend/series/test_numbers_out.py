"""Series, profiles, figures and comparisons over HTTP, for owners and for holders of a link."""

from io import BytesIO

import numpy as np
import pytest
from pyarrow import parquet

from backend.db import profiles, queue, series

STEPS = np.arange(10, 10_010, 10)
H = np.arange(1, 21)


@pytest.fixture
def measured(api):
    """Two lengths with two seeds each, and what they measured."""
    launched = api.launch(grid={"rollout.length": [1, 5]}, seeds=[0, 1])
    for _ in launched["runs"]:
        with api.database.transaction() as session:
            claim = queue.claim(session, "worker", 60)
            length = claim.spec.rollout.length
            values = np.sin(STEPS / 300.0)
            values[500] = 99.0
            values[700] = np.nan
            real = series.Points(STEPS, values, STEPS * 1.0)
            model = series.Points(STEPS, values + length, STEPS * 1.0)
            series.append(session, claim, {"return/real": real, "return/model": model})
            curves = []
            for policy, factor in (("data", 1.0), ("current", 2.0)):
                error = factor * 0.01 * length * H
                curves.append(profiles.StoredProfile(
                    "", "horizon-error", policy, 5_000, "mean", H,
                    error, error / 2, error, error * 2, np.full(20, 80),
                ))  # fmt: skip
            profiles.save(session, claim, curves)
    return launched["runs"]


def ids(measured):
    return ",".join(run["id"] for run in measured)


def test_json_is_thinned_says_so_and_keeps_the_peak(api, measured):
    answer = api.get(f"series?runs={measured[0]['id']}&keys=return/real&points=100").json()
    (found,) = answer["series"]
    assert (found["total_points"], found["downsampled"], found["non_finite"]) == (1_000, True, 1)
    assert len(found["steps"]) <= 100
    assert 99.0 in found["values"]


def test_values_that_are_not_finite_are_null_in_json(api, measured):
    answer = api.get(f"series?runs={measured[0]['id']}&keys=return/real&points=10000").json()
    assert answer["series"][0]["values"][700] is None


def test_parquet_is_whole(api, measured):
    response = api.get(f"series?runs={ids(measured)}&keys=return/real&format=parquet")
    table = parquet.read_table(BytesIO(response.content))
    assert table.column_names == ["run", "key", "env_step", "value", "wall_time"]
    assert table.num_rows == 4_000


def test_the_horizon_error_csv_has_the_promised_columns(api, measured):
    response = api.get(f"profiles?runs={ids(measured)}&kind=horizon-error&format=csv")
    lines = response.text.replace('"', "").splitlines()
    assert lines[0] == "run,env_step,policy,horizon,mean,q10,q50,q90,count"
    assert len(lines) == 1 + 4 * 2 * 20
    assert "horizon-error.csv" in response.headers["content-disposition"]


def test_a_comparison_groups_by_what_differs_and_estimates(api, measured):
    told = api.get(f"comparison?runs={ids(measured)}&horizon=10").json()
    assert told["group_by"] == ["rollout.length"]
    one, five = told["groups"]
    assert (one["label"], one["seeds"]) == ("k = 1", 2)
    assert one["error"] == {"mean": pytest.approx(0.2), "low": None, "high": None, "n": 2}
    assert five["price_of_change"]["mean"] == pytest.approx(2.0)
    assert five["growth"] == {"counts": {"linear": 2}, "n": 2}
    assert five["cells"]["growth"]["words"] == "linear"
    assert told["max_horizon"] == 20


def test_a_horizon_beyond_the_measured_is_clipped(api, measured):
    told = api.get(f"comparison?runs={ids(measured)}&horizon=900").json()
    assert (told["horizon"], told["max_horizon"]) == (20, 20)


@pytest.mark.parametrize(
    ("name", "empty"),
    [
        ("over-horizon?kind=horizon-error&", False),
        ("returns?", False),
        ("over-horizon?", True),
        ("over-steps?", True),
    ],
)
def test_every_figure_answers_with_traces_and_groups(api, measured, name, empty):
    answer = api.get(f"figures/{name}runs={ids(measured)}").json()
    assert [group["label"] for group in answer["groups"]] == ["k = 1", "k = 5"]
    assert answer["empty"] == empty


def test_the_series_that_runs_have_reported_are_named_once(api, measured):
    told = api.get(f"series/keys?runs={ids(measured)}").json()
    reported = api.get(f"series?runs={ids(measured)}").json()["series"]
    assert told["keys"] == sorted({series["key"] for series in reported})
    assert "return/real" in told["keys"]


def test_an_exported_figure_draws_itself_without_the_network(quick_api):
    run = quick_api.launch()["runs"][0]["id"]
    page = quick_api.get(f"figures/returns.html?runs={run}")
    assert page.status_code == 200
    assert "cdn.plot.ly/plotly" not in page.text.split("<body>")[1][:2_000]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("series?runs={run}&keys=nonsense", "keys"),
        ("figures/over-steps?runs={run}&key=nonsense", "key"),
        ("comparison?runs={run}&group_by=rollout.lenght", "group_by"),
        ("figures/over-horizon?runs={run}&kind=horizon-error&reference=cubic", "reference"),
        ("figures/over-horizon?runs={run}&kind=return-gap&summed=true", "summed"),
        ("comparison", "runs"),
        ("profiles?runs={run}&kind=nonsense", "kind"),
        ("figures/over-horizon?runs={run}&policy=nobody", "policy"),
        ("figures/over-horizon?runs={run}&kind=return-gap&policy=data", "policy"),
        ("figures/over-horizon?runs={run}&kind=nonsense", "kind"),
        ("series?runs={run}&points=1", "points"),
        ("series?runs={run}&colour=red", "colour"),
    ],
)
def test_a_bad_question_is_answered_at_its_field(quick_api, path, field):
    run = quick_api.launch()["runs"][0]["id"]
    response = quick_api.get(path.format(run=run))
    assert 400 <= response.status_code < 500
    assert [problem["field"] for problem in response.json()["errors"]] == [field]


def test_more_runs_than_a_figure_can_show_are_refused(quick_api):
    many = ",".join(f"{n:012d}" for n in range(501))
    response = quick_api.get(f"series?runs={many}")
    assert "at most 500" in response.text


NUMBERS = (
    "series?runs={run}", "profiles?runs={run}&kind=horizon-error", "comparison?runs={run}",
    "profiles/steps?runs={run}&kind=horizon-error",
    "figures/over-horizon?runs={run}&kind=horizon-error",
    "figures/returns?runs={run}", "figures/over-steps?runs={run}",
    "figures/over-horizon?runs={run}", "figures/returns.html?runs={run}",
    "figures/over-steps.html?runs={run}",
    "series/keys?runs={run}", "trust?runs={run}", "trust?runs={run}&format=csv",
)  # fmt: skip


@pytest.mark.parametrize("path", NUMBERS)
def test_the_holder_of_a_link_sees_the_shared_run_and_no_other(quick_api, path):
    shown, hidden = (run["id"] for run in quick_api.launch(seeds=[0, 1])["runs"])
    token = quick_api.post("shares", {"kind": "run", "target_id": shown}).json()["token"]
    viewer = quick_api.by(share=token)
    assert viewer.get(path.format(run=shown)).status_code == 200
    assert viewer.get(path.format(run=hidden)).status_code == 404
    assert viewer.get(path.format(run=f"{shown},{hidden}")).status_code == 404


def test_a_single_run_is_drawn_under_every_policy_unless_one_is_asked_for(api, measured):
    def names(runs, policy=""):
        path = f"figures/over-horizon?runs={runs}&kind=horizon-error&reference={policy}"
        traces = api.get(path).json()["figure"]["data"]
        return {trace["name"] for trace in traces if trace.get("name", "").endswith("policy")}

    one, other = (run["id"] for run in measured[:2])
    assert names(one) == {"current policy", "data policy"}
    assert names(one, "&policy=current") == {"current policy"}
    assert names(f"{one},{other}") == set()


def test_an_old_link_that_smooths_over_points_opens_and_says_that_they_are_ignored(api, measured):
    told = api.get(f"figures/returns?runs={ids(measured)}&smoothing=5")
    assert told.status_code == 200
    assert "`smoothing` counted points and is ignored" in told.json()["note"]


def test_a_part_of_training_is_answered_whole_and_at_least_a_step_long(api, measured):
    asked = f"figures/returns?runs={measured[0]['id']}&from_step=5000&to_step=5090"
    drawn = api.get(asked).json()["figure"]
    assert drawn["layout"]["xaxis"]["range"] == [5_000, 5_090]
    real = next(trace for trace in drawn["data"] if trace["meta"]["role"] == "real")
    assert real["x"]["bdata"]
    refused = api.get(f"figures/returns?runs={measured[0]['id']}&from_step=90&to_step=50")
    assert refused.status_code == 422
    assert "to_step" in refused.text


def test_runs_that_ended_at_different_steps_are_not_averaged_in_silence(api):
    launched = api.launch(grid={"rollout.length": [1]}, seeds=[0, 1])["runs"]
    for last in (3_000, 5_000):
        with api.database.transaction() as session:
            claim = queue.claim(session, "worker", 60)
            steps = np.array([1_000, last])
            points = series.Points(steps, steps * 1.0, steps * 1.0)
            series.append(session, claim, {"return/real": points})
            error = np.full(20, 0.1)
            curve = profiles.StoredProfile(
                "", "horizon-error", "current", last, "mean", H, *([error] * 4), np.full(20, 80)
            )
            profiles.save(session, claim, [curve])
    told = api.get(f"comparison?runs={ids(launched)}").json()
    assert "at real steps 3,000 to 5,000" in told["latest_words"]
    assert told["groups"][0]["note"].endswith("at real steps 3,000 to 5,000")
    trust = api.get(f"trust?runs={ids(launched)}").json()
    assert "at real steps 3,000 to 5,000; all have come to 3,000" in trust["reading"]
    at_one = api.get(f"comparison?runs={ids(launched)}&env_step=1000").json()
    assert at_one["latest_words"] == ""


def test_a_deleted_run_is_marked_in_a_comparison(api, measured):
    gone = measured[0]
    api.post("runs/delete", {"ids": [gone["id"]]})
    told = api.get(f"comparison?runs={ids(measured)}").json()
    assert told["deleted"] == [{"id": gone["id"], "name": gone["name"]}]
    assert "1 deleted" in told["groups"][0]["note"]
    api.post(f"runs/{gone['id']}/restore")
    assert api.get(f"comparison?runs={ids(measured)}").json()["deleted"] == []

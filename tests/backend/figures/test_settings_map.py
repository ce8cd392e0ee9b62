"""A result by two settings: each cell the right statistic over the right runs."""

from dataclasses import asdict

import plotly.graph_objects as go
import pytest
from scipy.stats import t

from backend.db.tables import Run
from backend.figures.settings_map import in_order
from backend.spec.measures import Measures

# By length, rate and seed.
RETURNS = {
    (1, 0.001): [-300.0, -200.0, -100.0],
    (5, 0.001): [-90.0, -60.0, None],
    (5, 0.01): [-10.0],
}


@pytest.fixture
def runs(api):
    """Seven runs in three cells of four; the last seed of one was never evaluated."""
    ids = []
    for (length, rate), paid in RETURNS.items():
        spec = {"rollout": {"length": length}, "model": {"learning_rate": rate}}
        launched = api.launch(seeds=list(range(len(paid))), spec=spec)["runs"]
        with api.database.transaction() as session:
            for run, value in zip(launched, paid, strict=True):
                session.get(Run, run["id"]).real_return = value
        ids += [run["id"] for run in launched]
    return api, ids


def asked(api, ids, path="settings-map", **parameters):
    return api.get(f"figures/{path}", params={"runs": ",".join(ids), **parameters})


def drawn(api, ids, **parameters):
    answer = asked(api, ids, **parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def cells(answer):
    """By what pointing says of the place, the colour's number and the rest of the words."""
    trace = answer["figure"]["data"][0]
    said = [each.split("<br>") for each in trace["customdata"]]
    return {
        where: (color, words)
        for (where, words), color in zip(said, trace["marker"]["color"], strict=True)
    }


LENGTH_AND_RATE = {"x": "rollout.length", "y": "model.learning_rate"}


def test_a_cell_is_the_mean_over_its_runs_with_students_interval(runs):
    api, ids = runs
    answer = drawn(api, ids, **LENGTH_AND_RATE)
    found = cells(answer)
    half = t.ppf(0.975, 2) * 100 / 3**0.5
    assert half == pytest.approx(248.4, abs=0.1)
    assert found == {
        "rollout.length = 1, model.learning_rate = 0.001": (-200, "mean: \u2212200 ± 248, 3 runs"),
        "rollout.length = 5, model.learning_rate = 0.001": (-75, "mean: \u221275, 2 runs"),
        "rollout.length = 5, model.learning_rate = 0.01": (-10, "mean: \u221210, 1 run"),
    }
    trace = answer["figure"]["data"][0]
    assert trace["text"][0] == "\u2212200<br>n = 3"
    xaxis = answer["figure"]["layout"]["xaxis"]
    assert (xaxis["tickvals"], xaxis["ticktext"]) == ([0, 1], ["1", "5"])
    assert "1 cell without a run is empty." in answer["note"]
    assert "Left out: 1 run that has not all three." in answer["note"]
    go.Figure(answer["figure"])


def test_the_median_counts_a_seed_that_diverged_as_the_lowest(runs):
    api, ids = runs
    with api.database.transaction() as session:
        session.get(Run, ids[5]).measures = asdict(Measures(evaluations=3))
    found = cells(drawn(api, ids, **LENGTH_AND_RATE, statistic="median"))
    where = "rollout.length = 5, model.learning_rate = 0.001"
    assert found[where] == (-90, "median: \u221290, 3 runs")
    # Of a mean there is no number for it.
    assert cells(drawn(api, ids, **LENGTH_AND_RATE))[where][1] == "mean: \u221275, 2 runs"


def test_errors_have_geometric_means(runs):
    api, ids = runs
    with api.database.transaction() as session:
        for run_id, error in zip(ids, [0.1, 0.2, 0.4, 1.0, 4.0], strict=False):
            session.get(Run, run_id).measures = asdict(Measures(evaluations=1, errors=[error]))
    found = cells(drawn(api, ids, **LENGTH_AND_RATE, value="error(1)"))
    assert [round(color, 3) for color, _ in found.values()] == [0.2, 2.0]
    assert found["rollout.length = 5, model.learning_rate = 0.001"][1].startswith("geometric mean")


def test_without_a_choice_the_settings_that_differ_are_on_the_axes(runs):
    api, ids = runs
    answer = drawn(api, ids)
    assert {answer["x"], answer["y"]} == {"rollout.length", "model.learning_rate"}
    other = drawn(api, ids, x="seed")
    assert other["x"] == "seed"
    assert len(other["figure"]["layout"]["xaxis"]["tickvals"]) == 3


def test_texts_and_schedules_are_values_too(runs):
    api, ids = runs
    schedule = {"from": 1, "to": 15, "between": [100, 200]}
    new = api.launch(seeds=[0], spec={"rollout": {"length": schedule}})["runs"][0]["id"]
    with api.database.transaction() as session:
        session.get(Run, new).real_return = -1.0
    answer = drawn(api, [*ids, new], x="rollout.length", y="algorithm.version")
    assert answer["figure"]["layout"]["xaxis"]["ticktext"] == ["1", "5", "1 to 15"]
    assert len(answer["figure"]["layout"]["yaxis"]["ticktext"]) == 1


def test_numbers_come_in_their_order_before_texts():
    assert in_order([10.0, "b", 2.0, "a", True, 10.0]) == [2.0, 10.0, True, "a", "b"]


def test_what_cannot_be_drawn_says_why(runs, monkeypatch):
    api, ids = runs
    alone = drawn(api, ids[:1])
    assert alone["empty"]
    assert "fewer than two settings" in alone["reason"]
    assert drawn(api, ids[5:6], **LENGTH_AND_RATE)["reason"].startswith("No run has a value")
    with api.database.transaction() as session:
        session.get(Run, ids[5]).measures = asdict(Measures(evaluations=3))
    assert drawn(api, ids[5:6], **LENGTH_AND_RATE)["reason"].startswith("No run has a value")
    monkeypatch.setattr("backend.figures.draw_settings_map.MOST_VALUES", 1)
    crowded = drawn(api, ids, **LENGTH_AND_RATE)
    assert crowded["empty"]
    assert crowded["reason"].startswith("rollout.length has 2 different values")


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"x": "sead"}, "x"),
        ({"x": "seed", "y": "seed"}, "y"),
        ({"value": "name"}, "value"),
        ({"statistic": "most"}, "statistic"),
    ],
)
def test_what_there_is_not_is_refused_by_name(quick_api, parameters, field):
    ids = [run["id"] for run in quick_api.launch()["runs"]]
    answer = asked(quick_api, ids, **parameters)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_it_is_saved_as_one_file(runs):
    api, ids = runs
    assert asked(api, ids, "settings-map.html").status_code == 200

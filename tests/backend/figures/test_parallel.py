"""Parallel coordinates: each run a line through its own values, and ranges that choose runs."""

import math
from base64 import b64decode
from dataclasses import asdict

import numpy as np
import plotly.graph_objects as go
import pytest

from backend.db.tables import Run
from backend.figures.parallel import Axis, Brush, within
from backend.spec.measures import Measures

FIELDS = "rollout.length,environment,real_return"
RETURNS = [-400.0, -300.0, -200.0, None]


@pytest.fixture
def runs(api):
    """Two lengths of two seeds; the last has no return."""
    launched = []
    for length in (1, 5):
        launched += api.launch(seeds=[0, 1], spec={"rollout": {"length": length}})["runs"]
    ids = [run["id"] for run in launched]
    with api.database.transaction() as session:
        for run_id, paid in zip(ids, RETURNS, strict=True):
            session.get(Run, run_id).real_return = paid
            session.get(Run, run_id).measures = asdict(Measures(evaluations=1, errors=[0.1]))
    return api, ids


def asked(api, ids, path="parallel", **parameters):
    return api.get(f"figures/{path}", params={"runs": ",".join(ids), **parameters})


def drawn(api, ids, **parameters):
    answer = asked(api, ids, **parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def lines(answer, role):
    """The heights of each line of a role, by run."""
    found = {}
    for trace in answer["figure"]["data"]:
        if trace["meta"]["role"] == role:
            kind = go.Scatter(trace).to_plotly_json()["y"]
            y = np.frombuffer(b64decode(kind["bdata"]), kind["dtype"])
            for at, words in enumerate(trace["customdata"]):
                if words:
                    name = words.split("<br>")[0]
                    found.setdefault(name, []).append(float(y[at]))
    return found


def test_each_run_is_a_line_through_its_values(runs):
    api, ids = runs
    answer = drawn(api, ids, fields=FIELDS)
    assert answer["of"] == answer["chosen"] == 4
    heights = [*lines(answer, "shade").values()]
    assert heights == [[0, 0.5, 0], [0, 0.5, 0.5], [1, 0.5, 1]]
    # Without a number there is no colour, and a gap on that axis.
    (gap,) = lines(answer, "real").values()
    assert gap[:2] == [1, 0.5]
    assert math.isnan(gap[2])
    assert "real_return (1)" in answer["note"]
    axes = {axis["name"]: axis for axis in answer["axes"]}
    assert [stop["at"] for stop in axes["real_return"]["stops"]] == [-400, -300, -200]
    assert axes["environment"]["stops"] == [{"at": 0, "text": "Pendulum-v1"}]
    assert axes["real_return"]["low"] is None


def test_the_order_of_fields_is_that_of_the_axes(runs):
    api, ids = runs
    answer = drawn(api, ids, fields="seed,rollout.length")
    assert answer["figure"]["layout"]["xaxis"]["ticktext"] == ["seed", "rollout.length"]


def test_a_range_chooses_runs_and_the_others_are_faint(runs):
    api, ids = runs
    answer = drawn(api, ids, fields=FIELDS, brush="rollout.length:1:1,real_return:-350:0")
    assert (answer["chosen"], answer["words"]) == (1, "1 of 4 runs is in all 2 ranges.")
    assert len(lines(answer, "shade")) == 1
    assert len(lines(answer, "reference")) == 3
    assert [axis["low"] for axis in answer["axes"]] == [1, None, -350]


def test_a_range_of_words_is_of_their_places_and_holds_both_ends():
    axis = Axis.of("version", "version", ["b", "a", None, "c"])
    assert axis.words == ["a", "b", "c"]
    assert within([axis], [Brush("version", 1, 2)], 4).tolist() == [True, False, False, True]


def test_truths_are_words_and_numbers_that_span_decades_are_on_a_log_axis():
    assert Axis.of("x", "x", [True, False]).words == [False, True]
    assert Axis.of("x", "x", [1.0, 1000.0]).scale.scale == "log"


def test_without_a_choice_there_are_settings_that_differ_and_results(runs):
    api, ids = runs
    names = [axis["name"] for axis in drawn(api, ids)["axes"]]
    assert names == ["rollout.length", "error(10)", "real_return"]


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"fields": "seed"}, "fields"),
        ({"fields": "seed,sead"}, "fields"),
        ({"colour": "name"}, "colour"),
        ({"fields": FIELDS, "brush": "seed:0:1"}, "brush"),
        ({"fields": FIELDS, "brush": "real_return:b:1"}, "brush"),
        ({"fields": FIELDS, "brush": "real_return:1:0"}, "brush"),
        ({"fields": FIELDS, "brush": "real_return:nan:0"}, "brush"),
    ],
)
def test_what_there_is_not_is_refused_by_name(quick_api, parameters, field):
    ids = [run["id"] for run in quick_api.launch()["runs"]]
    answer = asked(quick_api, ids, **parameters)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_one_run_and_no_colour_are_drawn_too(runs):
    api, ids = runs
    answer = drawn(api, ids[:1], fields=FIELDS, colour="")
    assert len(lines(answer, "real")) == 1
    assert asked(api, ids, "parallel.html", fields=FIELDS).status_code == 200

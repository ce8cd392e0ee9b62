"""The error by horizon and training time: right cells at the right places, and none unmeasured."""

import re
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

from backend.db import profiles, queue
from backend.db.profiles import StoredProfile
from backend.figures.cells import edges
from backend.figures.export import SEQUENTIAL
from backend.figures.horizon_map import MOST_COLUMNS, Measured, horizon_map_figure
from backend.thinning import spread_out

H = np.arange(1, 4)


def curve(step, mean, run="r", policy="current"):
    mean = np.asarray(mean, float)
    h = np.arange(1, len(mean) + 1)
    return StoredProfile(
        run, "horizon-error", policy, step, "mean", h, mean, mean / 2, mean, mean * 2, h * 0 + 8
    )


def of(*curves):
    steps = np.unique([each.env_step for each in curves])
    runs = len({each.run_id for each in curves})
    return Measured(steps, curves, runs, runs)


def cells(figure):
    """By the middle of each cell its colour's number."""
    trace = figure.data[0]
    middles = zip(
        np.asarray(trace.x) + trace.offset + np.asarray(trace.width) / 2,
        np.asarray(trace.base) + np.asarray(trace.y) / 2,
        trace.marker.color,
        strict=True,
    )
    return {(float(x), float(y)): value for x, y, value in middles}


def titles(figure):
    return [each.text for each in figure.layout.annotations]


def test_a_cell_is_the_logarithm_of_the_error_at_its_step_and_horizon():
    figure, notes = horizon_map_figure(
        of(curve(100, [0.1, 1.0, 10.0]), curve(200, [0.01, 0.1, 1.0])), "current", "log"
    )
    assert cells(figure) == {
        (100, 1): -1, (100, 2): 0, (100, 3): 1, (200, 1): -2, (200, 2): -1, (200, 3): 0,
    }  # fmt: skip
    trace = figure.data[0]
    assert (trace.marker.cmin, trace.marker.cmax) == (-2, 1)
    bar = figure.layout.yaxis2
    ticks = dict(zip(bar.ticktext, bar.tickvals, strict=True))
    assert {name: ticks[name] for name in ("0.01", "0.1", "1", "10")} == {
        "0.01": -2, "0.1": -1, "1": 0, "10": 1,
    }  # fmt: skip
    assert "standard deviations of the data" in titles(figure)[1]
    # Rows come one after the other: the first is that of h = 1.
    assert list(trace.customdata[:2]) == [
        "real step 100, h = 1: 0.1 (0.05 to 0.2)",
        "real step 200, h = 1: 0.01 (0.005 to 0.02)",
    ]
    assert "not measured are empty" in notes[0]
    go.Figure(figure.to_plotly_json())


def test_what_was_not_measured_or_is_not_finite_has_no_cell():
    measured = of(curve(100, [0.1, np.nan, 0.3]), curve(200, [0.1]))
    figure, notes = horizon_map_figure(measured, "current", "log")
    assert set(cells(figure)) == {(100, 1), (100, 3), (200, 1)}
    assert notes[-1] == "1 cell is empty because no value there is finite."


def test_a_group_has_its_geometric_mean_and_interval():
    three = [curve(100, [value], run=str(value)) for value in (0.1, 0.2, 0.4)]
    figure, notes = horizon_map_figure(of(*three), "suite", "log")
    assert 10 ** figure.data[0].marker.color[0] == pytest.approx(0.2, rel=1e-3)
    # The half width in logarithms: 4.303 ln 2 / sqrt 3, a factor of 5.60.
    assert list(figure.data[0].customdata) == ["real step 100, h = 1: 0.2 (0.0357 to 1.12), 3 runs"]
    assert "geometric mean over the runs of the group (3)" in notes[0]
    assert "suite's states" in titles(figure)[1]


def test_a_run_that_was_evaluated_elsewhere_stands_at_the_nearest_step():
    a = [curve(step, [0.1], run="a") for step in (100, 200)]
    measured = Measured(np.array([100, 200]), [*a, curve(190, [10.0], run="b")], 2, 2)
    figure, notes = horizon_map_figure(measured, "current", "log")
    assert cells(figure) == {(100, 1): -1, (200, 1): 0}
    assert "nearest" in notes[-1]


def test_cells_do_not_grow_into_a_gap_and_meet_halfway_elsewhere():
    assert edges(np.array([10.0, 20, 30, 60, 70, 80])).tolist() == [
        [5, 15], [15, 25], [25, 35], [55, 65], [65, 75], [75, 85],
    ]  # fmt: skip
    assert edges(np.array([1.0, 2, 4, 8])).tolist()[1] == [1.5, 3]
    assert edges(np.array([7.0]), 2.0).tolist() == [[6, 8]]
    assert edges(np.empty(0)).shape == (0, 2)


def test_many_evaluations_are_thinned_and_it_is_said():
    many = [curve(100 * step, [0.1]) for step in range(1, 301)]
    figure, notes = horizon_map_figure(of(*many), "current", "log")
    assert len(figure.data[0].x) == MOST_COLUMNS
    assert f"{MOST_COLUMNS} of 300 evaluations are drawn" in notes[1]
    kept = spread_out(300, MOST_COLUMNS)
    assert (kept[0], kept[-1]) == (0, 299)


@pytest.fixture
def two_groups(api):
    """Two lengths of two seeds, the first of each measured twice along two policies."""
    launched = []
    for length in (1, 5):
        launched += api.launch(seeds=[0, 1], spec={"rollout": {"length": length}})["runs"]
    with api.database.transaction() as session:
        for place in range(3):
            claim = queue.claim(session, "w", 60)
            scale = 0.1 * (place + 1)
            found = [
                curve(step, scale * H, "", policy)
                for step in (100, 200)
                for policy in ("current", "data")
            ]
            profiles.save(session, claim, found)
    return api, [run["id"] for run in launched]


def asked(api, ids, path="horizon-map", **parameters):
    return api.get(f"figures/{path}", params={"runs": ",".join(ids), **parameters})


def test_the_group_asked_for_is_drawn_with_those_of_its_runs_that_were_measured(two_groups):
    api, ids = two_groups
    first, second = (asked(api, ids, group=place).json() for place in (0, 1))
    assert [(each["label"], each["n"]) for each in first["groups"]] == [("k = 1", 2)]
    assert [(each["label"], each["n"]) for each in second["groups"]] == [("k = 5", 1)]
    assert second["figure"]["data"][0]["customdata"][0] == "real step 100, h = 1: 0.3, 1 run"
    assert asked(api, ids).json() == asked(api, ids, policy="both").json() == first
    assert (first["policy"], first["policies"]) == ("current", ["data", "current", "suite"])


def test_it_is_empty_with_a_reason_before_it_was_measured(two_groups):
    api, ids = two_groups
    alone = asked(api, ids[3:]).json()
    assert alone["empty"]
    assert alone["reason"].startswith("This run waits in the queue")
    assert asked(api, ids[:1], policy="suite").json()["empty"]


@pytest.mark.parametrize(
    ("parameters", "field"), [({"group": 2}, "group"), ({"policy": "mine"}, "policy")]
)
def test_what_there_is_not_is_refused_by_name(two_groups, parameters, field):
    api, ids = two_groups
    answer = asked(api, ids, **parameters)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_a_file_has_the_colours_of_the_page_on_paper():
    page = Path("frontend/src/shared/theme/palette.ts").read_text()
    of_light = page.partition("sequential: [")[2].partition("]")[0]
    assert re.findall(r"#[0-9a-f]{6}", of_light) == list(SEQUENTIAL)


def test_its_file_has_the_colours_of_paper(two_groups):
    api, ids = two_groups
    answer = asked(api, ids, "horizon-map.html")
    assert answer.status_code == 200
    assert SEQUENTIAL[0] in answer.text

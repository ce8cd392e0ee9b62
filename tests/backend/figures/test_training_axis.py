"""Figures over what else a run counts than real steps."""

from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pytest

from backend.db import queue, series
from backend.db.series import Points
from backend.figures.training_axis import note_axis, placed
from backend.spec.grid import parse

STEPS = np.array([100, 200, 300, 400])


def points(steps, values, walls=None):
    steps = np.asarray(steps)
    walls = np.full(len(steps), np.nan) if walls is None else np.asarray(walls, float)
    return Points(steps, np.asarray(values, float), walls)


def run_of(started_at=None, **spec):
    return SimpleNamespace(spec=parse(spec).document(), started_at=started_at)


def test_cpu_time_is_interpolated_between_evaluations_and_not_beyond_the_last():
    moved = placed(points(STEPS, [1, 2, 3, 4]), "cpu", run_of(), points([200, 300], [10.0, 40.0]))
    assert moved.at.tolist() == [5.0, 10.0, 40.0]
    assert moved.values.tolist() == [1.0, 2.0, 3.0]


def test_wall_time_is_since_the_start_also_where_a_later_attempt_has_another():
    values = points(STEPS, [1, 2, 3, 4], [1010.0, 1020.0, 1020.0, 1050.0])
    began = datetime.fromtimestamp(1000.0, UTC)
    moved = placed(values, "wall", run_of(began), None)
    # Of two values at one moment the later one stays.
    assert moved.at.tolist() == [10.0, 20.0, 50.0]
    assert moved.values.tolist() == [1.0, 3.0, 4.0]
    resumed = datetime.fromtimestamp(1040.0, UTC)
    assert placed(values, "wall", run_of(resumed), None).at.tolist() == [0.0, 10.0, 40.0]
    assert placed(points(STEPS, [1, 2, 3, 4]), "wall", run_of(), None) is None


@pytest.mark.parametrize(
    ("spec", "counter", "at"),
    [
        # Three updates each fourth step from the random ones on: at 52, 56, ..., 100 the first 13.
        (
            {
                "policy": {"updates_per_step": 3, "update_every": 4},
                "training": {"random_steps": 50},
            },
            None,
            [39.0, 114.0, 189.0, 264.0],
        ),
        # An update each 50 steps, beginning after the random ones.
        (
            {
                "algorithm": {"version": "model-free", "improver": "ppo"},
                "gradient": {"steps_per_update": 50},
                "training": {"random_steps": 50},
            },
            None,
            [1.0, 3.0, 5.0, 7.0],
        ),
        # As many as each fit's improvement made, added up.
        (
            {"algorithm": {"version": "2.5"}},
            points([200, 400], [10.0, 30.0]),
            [5.0, 10.0, 25.0, 40.0],
        ),
        ({"algorithm": {"version": "1.5"}}, None, None),
    ],
)
def test_gradient_steps_follow_from_the_spec_or_from_what_was_counted(spec, counter, at):
    moved = placed(points(STEPS, [1, 2, 3, 4]), "updates", run_of(**spec), counter)
    assert (None if moved is None else moved.at.tolist()) == at


def test_runs_without_a_count_are_named():
    notes = []
    note_axis(notes, "cpu", ["a", "b", "c", "d", "e"])
    assert notes[1] == "5 runs have no CPU time and are left out: a, b, c and 2 more."
    note_axis(only := [], "imagined", ["a"])
    assert only[1].startswith("One run has no count of imagined transitions and is left out: a")
    note_axis(none := [], "steps", ["a"])
    assert none == []


@pytest.fixture
def runs(quick_api):
    """Two seeds; one was evaluated at 100 and 400 real steps and says its CPU time."""
    launched = quick_api.launch(seeds=[0, 1])["runs"]
    with quick_api.database.transaction() as session:
        while (claim := queue.claim(session, "worker", 60)) is not None:
            told = {"return/real": points(STEPS, [0, 10, 20, 30], STEPS * 1.0)}
            if claim.spec.seed == 0:
                told["cost/cpu"] = points([100, 400], [5.0, 65.0])
            series.append(session, claim, told)
    return ",".join(run["id"] for run in launched)


def drawn(api, runs, words):
    response = api.get(f"figures/returns?runs={runs}{words}")
    assert response.status_code == 200, response.text
    return response.json()


def test_a_figure_over_cpu_time_says_who_is_missing_and_has_no_common_cursor(quick_api, runs):
    figure = drawn(quick_api, runs, "&x=cpu")
    assert figure["groups"][0]["n"] == 1
    assert "One run has no CPU time" in figure["note"]
    assert "interpolated between" in figure["note"]
    layout = figure["figure"]["layout"]
    assert layout["xaxis"]["title"]["text"] == "CPU time (seconds)"
    assert layout["xaxis"]["range"] == [5.0, 65.0]
    assert layout["meta"]["is_linked"] is False
    assert "is_linked" not in drawn(quick_api, runs, "")["figure"]["layout"]["meta"]


def test_a_part_is_looked_at_in_the_unit_of_the_axis_and_smoothing_counts_real_steps(
    quick_api, runs
):
    part = drawn(quick_api, runs, "&x=cpu&from_step=20&to_step=50")
    assert part["figure"]["layout"]["xaxis"]["range"] == [20.0, 50.0]
    smooth = drawn(quick_api, runs, "&x=cpu&window=100")
    assert "last 100 real steps" in smooth["note"]
    assert drawn(quick_api, runs, "&x=imagined")["empty"]
    for axis in ("wall", "updates"):
        assert not drawn(quick_api, runs, f"&x={axis}")["empty"]


def test_another_axis_is_refused_by_name(quick_api, runs):
    response = quick_api.get(f"figures/over-steps?runs={runs}&x=moon")
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "x"

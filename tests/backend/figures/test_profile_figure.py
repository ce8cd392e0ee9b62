"""The performance profile as it is drawn."""

import math

import numpy as np
import pytest

from backend.db import queue, series
from backend.figures.profile_figure import RETURN_TITLE, GroupValues, profile_figure


def drawn(*groups):
    figure, notes = profile_figure(groups, RETURN_TITLE)
    lines = [trace for trace in figure.data if trace.meta["role"] != "band"]
    bands = [trace for trace in figure.data if trace.meta["role"] == "band"]
    return lines, bands, notes


def test_a_line_falls_in_a_step_at_every_run():
    lines, bands, _ = drawn(GroupValues(0, "k = 1", [10.0, 30.0]), GroupValues(1, "k = 5", [20.0]))
    assert list(lines[0].x) == [9.0, 10.0, 20.0, 30.0, 31.0]
    assert list(lines[0].y) == [1.0, 0.5, 0.5, 0.0, 0.0]
    assert list(lines[1].y) == [1.0, 1.0, 0.0, 0.0, 0.0]
    assert lines[0].line.shape == "hv"
    assert lines[0].customdata[1] == "1 of 2 above (1 to 99 %)"
    # The band has the same corners: up to 10 all of two, from 16 to 100 %.
    edge = dict.fromkeys(zip(bands[0].x, np.round(bands[0].y, 3), strict=True))
    assert {(9.0, 1.0), (9.0, 0.158), (10.0, 0.158), (10.0, 0.013), (10.0, 0.987)} <= edge.keys()


def test_a_run_that_diverged_is_below_every_return_and_is_told():
    lines, _, notes = drawn(GroupValues(0, "a", [1.0, math.nan]), GroupValues(1, "b", [math.nan]))
    assert lines[0].customdata[0].startswith("1 of 2 above")
    assert list(lines[1].y) == [0.0, 0.0, 0.0]
    assert notes == [
        "a: 1 of 2 runs has diverged, and counts as below every τ.",
        "b: 1 of 1 run has diverged, and counts as below every τ.",
    ]


def test_a_group_without_returns_is_not_drawn():
    lines, _, _ = drawn(GroupValues(0, "a", [1.0]), GroupValues(1, "b", []))
    assert len(lines) == 1


def test_a_crowd_of_groups_has_no_bands_and_says_so():
    _, bands, notes = drawn(*(GroupValues(n, f"k = {n}", [1.0 * n]) for n in range(13)))
    assert (bands, notes) == ([], ["Intervals are left out: 13 groups are in view."])


def launched(api, diverging=(), **request):
    """Runs that have paid -500 and then -300 and a little less for each seed, or diverge."""
    found = api.launch(seeds=[0, 1], **request)["runs"]
    steps = np.array([100, 200])
    with api.database.transaction() as session:
        while (claim := queue.claim(session, "worker", 60)) is not None:
            end = math.nan if claim.spec.seed in diverging else -300.0 - claim.spec.seed
            values = np.array([-500.0, end])
            real = {"return/real": series.Points(steps, values, steps * 1.0)}
            series.append(session, claim, real)
    return ",".join(run["id"] for run in found)


def figure_of(api, query):
    response = api.get(f"figures/profile?runs={query}")
    assert response.status_code == 200, response.text
    return response.json()


def title(told):
    return told["figure"]["layout"]["xaxis"]["title"]["text"]


def test_it_is_of_returns_within_a_task_and_of_scores_where_they_are_asked_for(quick_api):
    runs = launched(quick_api)
    told = figure_of(quick_api, runs)
    assert title(told).startswith("τ, real return")
    assert (told["groups"][0]["n"], told["note"]) == (2, None)
    scores = figure_of(quick_api, f"{runs}&values=score")
    assert title(scores) == "τ, normalised score"
    assert "suite db62c8297c09" in scores["note"]
    assert quick_api.get(f"figures/profile.html?runs={runs}").text.startswith("<!doctype html>")


@pytest.mark.parametrize("values", ["return", "score"])
def test_runs_that_diverged_count_and_are_told_where_there_are_no_others(quick_api, values):
    told = figure_of(quick_api, launched(quick_api, diverging=(1,)) + f"&values={values}")
    assert told["groups"][0]["n"] == 2
    assert "1 of 2 runs has diverged" in told["note"]
    told = figure_of(quick_api, launched(quick_api, diverging=(0, 1)) + f"&values={values}")
    assert told["reason"] == "All of these runs have diverged: no return is a finite number."


@pytest.mark.parametrize("asked", ["", "&values=return"])
def test_between_tasks_it_is_of_scores_whatever_is_asked_for(quick_api, asked):
    both = {"environment.id": ["Pendulum-v1", "Branchpoint/LQR-v0"]}
    told = figure_of(quick_api, launched(quick_api, grid=both) + asked)
    assert title(told) == "τ, normalised score"


def test_tasks_without_references_have_nothing_in_common(quick_api):
    both = {"environment.id": ["CartPole-v1", "Acrobot-v1"]}
    spec = {"algorithm": {"version": "model-free"}}
    told = figure_of(quick_api, launched(quick_api, spec=spec, grid=both))
    assert told["empty"]
    assert told["reason"].startswith("Returns of several environments have no scale in common.")
    assert "on CartPole-v1" in told["reason"]

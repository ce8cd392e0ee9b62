"""Small curves of returns over HTTP."""

import numpy as np
import pytest

from backend.db import queue, series


@pytest.fixture
def ids(api):
    return [run["id"] for run in api.launch(experiment_name="two", seeds=[0, 1])["runs"]]


def report(api, values, key="return/real"):
    with api.database.transaction() as session:
        claim = queue.claim(session, "w" * 12, 60)
        steps = np.arange(1, len(values) + 1) * 100
        points = series.Points(steps, np.array(values, float), np.zeros(len(values)))
        series.append(session, claim, {key: points})
    return claim.run_id


def ask(api, ids, **more):
    return api.get("runs/sparklines", params={"ids": ",".join(ids), **more})


def test_the_returns_of_several_runs_come_in_one_answer(api, ids):
    assert report(api, [1.0, 3.0, float("nan"), 2.0]) == ids[0]
    told = ask(api, ids).json()["items"]
    assert [each["id"] for each in told] == ids
    real = {"steps": [100, 200, 400], "values": [1.0, 3.0, 2.0], "left_out": 1}
    assert told[0]["real"] == real
    words = "real return from 1 to 2 over 3 evaluations, between 1 and 3; 1 not finite"
    assert (told[0]["words"], told[1]["words"]) == (words, "no real return yet")
    assert told[1]["real"]["values"] == told[0]["model"]["values"] == []


def test_a_long_curve_keeps_its_peak_in_few_points(api, ids):
    values = np.zeros(5_000)
    values[3_210] = 9.0
    report(api, values)
    real = ask(api, ids[:1]).json()["items"][0]["real"]
    assert len(real["values"]) <= 32
    assert real["steps"][int(np.argmax(real["values"]))] == 321_100


def test_the_promise_is_told_where_it_is_asked_for(api, ids):
    report(api, [5.0], key="return/model")
    assert ask(api, ids).json()["items"][0]["model"]["values"] == []
    assert ask(api, ids, model="true").json()["items"][0]["model"]["values"] == [5.0]


def test_more_runs_than_a_screen_shows_and_unknown_ones_are_refused(quick_api):
    many = ask(quick_api, [f"a{place}" for place in range(101)])
    assert (many.status_code, many.json()["errors"][0]["field"]) == (422, "ids")
    assert ask(quick_api, ["nothere"]).status_code == 404

"""How long a launch would take, from planted runs of other lengths and sizes."""

from datetime import timedelta

import pytest

from backend.db import queue, workers
from backend.db.status import Status
from backend.db.tables import Run
from backend.runs.expected_duration import START_SECONDS, Past, basis, foretold
from backend.spec.grid import parse
from backend.spec.work import expected_work

BASE = {
    "training": {"env_steps": 2_000, "random_steps": 500},
    "model": {"hidden": [64, 64], "members": 3, "elites": 2},
}
# A second is worth so much work on the planted machine.
PER_SECOND = 2e9


def changed(**parts):
    return {name: {**BASE.get(name, {}), **parts.get(name, {})} for name in {*BASE, *parts}}


def plant(api, spec):
    """A run that finished here, after the time that its work takes on a steady machine."""
    (run,) = api.launch(spec=spec)["runs"]
    with api.database.transaction() as session:
        worker_id = workers.register(session, "here", 1, 1, "0")
        claim = queue.claim(session, worker_id, 60)
        queue.finish(session, claim, Status.SUCCEEDED)
        row = session.get(Run, run["id"])
        taken = START_SECONDS + expected_work(parse(spec)) / PER_SECOND
        row.finished_at = row.started_at + timedelta(seconds=taken)


def preview(api, spec, **request):
    return api.post("runs/preview", {"spec": spec, **request}).json()


LARGER = {
    "four times the steps": {"training": {"env_steps": 8_000}},
    "twice the updates": {"policy": {"updates_per_step": 20}},
    "a wider policy": {"policy": {"hidden": [512, 512]}},
    "a larger ensemble": {"model": {"members": 7, "elites": 5, "hidden": [200, 200, 200]}},
    "more evaluations": {"evaluation": {"every": 50, "episodes": 10}},
}


@pytest.mark.parametrize("what", LARGER)
@pytest.mark.parametrize("upwards", [True, False])
def test_runs_of_other_sizes_are_scaled_by_their_work(quick_api, what, upwards):
    small, large = BASE, changed(**LARGER[what])
    known, asked = (small, large) if upwards else (large, small)
    plant(quick_api, known)
    told = preview(quick_api, asked)
    truth = START_SECONDS + expected_work(parse(asked)) / PER_SECOND
    assert truth / 1.5 < told["seconds_per_run"] < truth * 1.5
    assert told["seconds_low"] < truth < told["seconds_high"]
    assert told["based_on"] == 1


def test_it_is_said_what_an_estimate_comes_from(quick_api):
    assert preview(quick_api, BASE)["basis"] is None
    plant(quick_api, BASE)
    long = changed(training={"env_steps": 8_000})
    assert preview(quick_api, long)["basis"] == "1 shorter run, scaled"
    assert preview(quick_api, BASE)["basis"] == "1 run like this one"
    plant(quick_api, long)
    plant(quick_api, long)
    both = preview(quick_api, BASE, grid={"training.env_steps": [8_000, 30_000]})
    assert both["basis"] == "2 runs like these and 2 shorter runs, scaled"


def test_the_nearest_runs_decide_and_distant_ones_are_left_out():
    past = [Past(1.0, 100.0), Past(9.0, 400.0), Past(10.0, 500.0), Past(10.5, 520.0)]
    told = foretold(10.0, past)
    assert told is not None
    assert (told.alike, told.shorter, told.longer) == (2, 0, 0)
    assert 490 < told.seconds < 500
    assert told.low < 450 < told.high


def test_nothing_is_claimed_without_a_base(quick_api):
    assert foretold(1.0, []) is None
    plant(quick_api, BASE)
    for other in ({"environment": {"id": "Hopper-v5"}}, {"algorithm": {"version": "1.5"}}):
        told = preview(quick_api, changed(**other))
        assert (told["seconds_per_run"], told["seconds_low"], told["based_on"]) == (None, None, 0)
    mixed = preview(quick_api, BASE, grid={"algorithm.version": ["3.0", "1.5"]})
    assert mixed["seconds_per_run"] is None


def test_a_lone_run_claims_a_range_and_runs_that_varied_a_wider_one():
    one = foretold(10.0, [Past(10.0, 100.0)])
    two = foretold(10.0, [Past(10.0, 60.0), Past(10.0, 140.0)])
    assert one is not None
    assert two is not None
    assert one.low < 100 < one.high
    assert (two.low, two.high) == (60, 140)
    assert basis(one, 3) == "1 run like these"

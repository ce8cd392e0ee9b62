"""The picture of trajectories: what is in it, over HTTP and by itself."""

from io import BytesIO

import numpy as np
import pytest
from pyarrow import parquet

from backend.db import queue, trajectories
from backend.db.trajectories import StoredRollout, StoredTrajectories
from backend.figures.draw_trajectories import departure
from backend.figures.trajectories import Axes, trajectories_figure
from backend.spec.observations import dimension

STEPS, K = 20, 4
REAL = np.stack((np.linspace(1.0, 2.0, STEPS + 1), np.linspace(0.0, -1.0, STEPS + 1)), axis=1)
ANGLE, SPEED = dimension("InvertedPendulum-v5", 1), dimension("InvertedPendulum-v5", 3)


def picture(env_step=1_000, rollouts=None):
    """The whole rollout drifts by 0.1 a step and ends after 10; branches are off by 0.5 and 1."""
    drifted = REAL[:11] + 0.1 * np.arange(11)[:, None]
    whole = StoredRollout(0, drifted, REAL[:11])
    branches = [
        StoredRollout(8, REAL[8:13] + 0.5, REAL[8:13]),
        StoredRollout(16, REAL[16:] + 1.0, REAL[16:19]),
    ]
    every = [whole, *branches] if rollouts is None else rollouts
    return StoredTrajectories("", env_step, K, np.array([1, 3]), REAL, every)


def drawn(recorded, x=None):
    named = None if x is None else SPEED
    return trajectories_figure(recorded, Axes(0, x, ANGLE, named, STEPS))


def traces(figure, role):
    return [trace for trace in figure.data if trace.meta["role"] == role]


def test_real_is_one_line_and_imagined_ones_are_two_kinds_with_gaps_between_the_branches():
    figure, notes = drawn(picture())
    whole, branches, _ = traces(figure, "imagined")
    np.testing.assert_array_equal(whole.x, np.arange(11))
    np.testing.assert_allclose(whole.y, REAL[:11, 0] + 0.1 * np.arange(11))
    assert np.isnan(branches.y).sum() == 1
    assert branches.x[0] == 8
    assert branches.x[-1] == STEPS
    real = next(trace for trace in traces(figure, "real") if trace.name == "real")
    np.testing.assert_array_equal(real.y, REAL[:, 0])
    # What ends early is named where it ends, and what lasts beside the figure.
    named = {t.text[0]: t.x[0] for t in figure.data if t.mode == "text"}
    assert named[" <b>imagined</b>"] == 10
    assert [a.text for a in figure.layout.annotations][1:] == ["real"]
    assert whole.line.width < branches.line.width
    assert notes == []


def test_a_long_episode_is_thinned_and_no_zoom_is_promised_that_shows_all_of_it():
    long = np.tile(np.sin(np.arange(5_001) / 7.0)[:, None], 2)
    whole = StoredRollout(0, long, long)
    recorded = StoredTrajectories("", 1_000, K, np.array([1, 3]), long, [whole])
    _, notes = trajectories_figure(recorded, Axes(0, None, ANGLE, None, 5_000))
    assert notes == ["Lines of more than 1,000 points (up to 5,001) are thinned; their peaks stay."]


def test_the_branch_points_lie_on_the_real_line_when_the_branches_begin_there():
    rollouts = [StoredRollout(0, REAL, REAL), StoredRollout(3, REAL[3:7], REAL[3:7])]
    figure, _ = drawn(picture(rollouts=rollouts))
    (dots,) = traces(figure, "branch")
    assert (dots.mode, dots.x.tolist(), dots.y.tolist()) == ("markers", [3.0], [REAL[3, 0]])


def test_what_the_world_answers_is_dashed_and_real():
    figure, _ = drawn(picture())
    dashed = [trace for trace in traces(figure, "real") if trace.line.dash == "dash"]
    assert len(dashed) == 2
    assert dashed[1].x[-1] == 18


def test_the_cut_stands_at_k_and_at_no_place_beyond_the_episode():
    figure, _ = drawn(picture())
    line, words = traces(figure, "reference")
    assert line.x.tolist() == [K, K]
    assert "k = 4" in words.text[0]
    short = StoredTrajectories("", 0, STEPS, np.array([1, 3]), REAL, picture().rollouts)
    assert traces(drawn(short)[0], "reference") == []


def test_the_axes_have_the_units_of_the_dimension_or_of_both():
    figure, _ = drawn(picture())
    assert figure.layout.annotations[0].text == "pole angle (rad)"
    assert figure.layout.xaxis.title.text == "step of the episode (real steps)"
    plane, _ = drawn(picture(), x=1)
    assert plane.layout.xaxis.title.text == "pole angular velocity (rad/s)"
    assert traces(plane, "reference") == []
    real = next(trace for trace in traces(plane, "real") if trace.name == "real")
    np.testing.assert_array_equal(real.x, REAL[:, 1])
    low, high = plane.layout.xaxis.range
    assert low < REAL[:, 1].min()
    assert high > REAL[:, 1].max()


def test_what_is_missing_is_said():
    unanswered = [StoredRollout(0, REAL, REAL[:0]), StoredRollout(2, REAL[2:3], REAL[:0])]
    figure, notes = drawn(picture(rollouts=unanswered))
    assert "did not come back to the same state" in notes[0]
    assert [trace.name for trace in traces(figure, "real")] == ["real"]
    broken = REAL.copy()
    broken[3] = np.nan
    lost = StoredTrajectories("", 0, K, np.array([1, 3]), broken, picture().rollouts)
    assert "real: 1 value is not finite and shown as a gap." in drawn(lost)[1]


def test_nothing_recorded_is_a_figure_with_axes():
    figure, _ = trajectories_figure(None, None)
    assert len(figure.data) == 0
    assert figure.layout.xaxis.title.text == "step of the episode (real steps)"


def test_the_departure_is_measured_where_rollouts_end():
    apart = departure(picture(), 0)
    assert apart.branches == pytest.approx(0.75)
    assert apart.whole == pytest.approx(1.0)
    ended = [StoredRollout(0, REAL[:1], REAL[:1]), StoredRollout(5, REAL[5:6], REAL[5:6])]
    apart = departure(picture(rollouts=ended), 0)
    assert (apart.branches, apart.whole) == (None, None)


@pytest.fixture
def recorded(api):
    """A run that recorded trajectories at two evaluations."""
    spec = {"environment": {"id": "InvertedPendulum-v5"}}
    run = api.launch(spec=spec)["runs"][0]["id"]
    with api.database.transaction() as session:
        claim = queue.claim(session, "worker", 60)
        trajectories.save(session, claim, [picture(1_000), picture(2_000)])
    return run


def test_the_figure_says_what_is_drawn_and_what_else_could_be(api, recorded):
    told = api.get(f"figures/trajectories?run={recorded}&dimension=3&env_step=1500").json()
    assert (told["env_step"], told["env_steps"]) == (1_000, [1_000, 2_000])
    assert told["dimension"] == {"index": 3, "name": "pole angular velocity", "unit": "rad/s"}
    assert [each["index"] for each in told["dimensions"]] == [1, 3]
    assert (told["against"], told["rollout_length"], told["steps"]) == (None, K, STEPS)
    assert (told["branch_gap"], told["whole_steps"]) == (pytest.approx(0.75), 10)
    assert (told["empty"], told["note"]) == (False, None)
    both = api.get(f"figures/trajectories?run={recorded}&against=3").json()
    assert (both["dimension"]["index"], both["against"]["index"]) == (1, 3)
    assert both["env_step"] == 2_000


@pytest.mark.parametrize("asked", ["dimension=2", "dimension=999999", "against=0"])
def test_a_dimension_that_was_not_recorded_gives_way_to_one_that_was(api, recorded, asked):
    told = api.get(f"figures/trajectories?run={recorded}&{asked}").json()
    assert (told["dimension"]["index"], told["against"]) == (1, None)
    assert "was not among those recorded" in told["note"]


def test_before_the_first_recording_the_first_is_drawn(api, recorded):
    told = api.get(f"figures/trajectories?run={recorded}&env_step=10").json()
    assert (told["empty"], told["env_step"]) == (False, 1_000)


def test_where_nothing_was_recorded_there_is_nothing_to_draw(quick_api):
    run = quick_api.launch()["runs"][0]["id"]
    told = quick_api.get(f"figures/trajectories?run={run}&env_step=10").json()
    assert (told["empty"], told["env_step"], told["env_steps"]) == (True, None, [])
    assert (told["dimensions"], told["branch_gap"]) == ([], None)


def test_the_numbers_are_one_row_for_each_step_of_a_rollout_and_dimension(api, recorded):
    response = api.get(f"trajectories?runs={recorded}&env_step=1000&format=parquet")
    rows = parquet.read_table(BytesIO(response.content)).to_pylist()
    assert len(rows) == 2 * (11 + 5 + 5)
    last = rows[-1]
    assert (last["rollout"], last["start"], last["step"], last["dimension"]) == (2, 16, 20, 3)
    assert last["imagined"] == pytest.approx(last["real"] + 1.0)
    assert np.isnan(last["world"])
    lines = api.get(f"trajectories?runs={recorded}&format=csv").text.splitlines()
    assert lines[0] == "run,env_step,rollout,start,step,dimension,real,imagined,world"
    assert len(lines) == 1 + 2 * len(rows)


def test_the_json_holds_what_was_recorded(api, recorded):
    (told,) = api.get(f"trajectories?runs={recorded}&env_step=1000").json()["trajectories"]
    assert told["dimensions"] == [1, 3]
    assert len(told["real"]) == STEPS + 1
    assert [rollout["start"] for rollout in told["rollouts"]] == [0, 8, 16]


def test_nothing_recorded_is_an_empty_table(quick_api):
    run = quick_api.launch()["runs"][0]["id"]
    assert len(quick_api.get(f"trajectories?runs={run}&format=csv").text.splitlines()) == 1


def test_an_exported_figure_is_painted(api, recorded):
    page = api.get(f"figures/trajectories.html?run={recorded}")
    assert page.status_code == 200
    assert "#f2a900" in page.text


def test_more_runs_than_an_answer_can_hold_are_refused(quick_api):
    runs = quick_api.launch(seeds=list(range(21)))["runs"]
    response = quick_api.get(f"trajectories?runs={','.join(run['id'] for run in runs)}")
    assert response.status_code == 422 or response.status_code == 400
    assert "at most 20 runs" in response.text


@pytest.mark.parametrize("path", ["figures/trajectories?run={run}", "trajectories?runs={run}"])
def test_the_holder_of_a_link_sees_those_of_the_shared_run_alone(quick_api, path):
    shown, hidden = (run["id"] for run in quick_api.launch(seeds=[0, 1])["runs"])
    token = quick_api.post("shares", {"kind": "run", "target_id": shown}).json()["token"]
    viewer = quick_api.by(share=token)
    assert viewer.get(path.format(run=shown)).status_code == 200
    assert viewer.get(path.format(run=hidden)).status_code == 404

"""What the line of a group is: over real steps, over the horizon, and in the table."""

import numpy as np
import pytest

from backend.db import queue, series
from backend.db.series import Points
from backend.figures.group_series import GroupSeries
from backend.figures.over_steps import OverStepsView, returns_figure

STEPS = np.array([100, 200])


def points(*values):
    return Points(STEPS, np.array(values, float), np.full(2, np.nan))


def drawn(middle, *curves, failed=0):
    group = GroupSeries(
        0, "k = 5", {"return/real": [points(*each) for each in curves]}, failed=failed
    )
    figure, notes = returns_figure([group], OverStepsView(middle=middle))
    named = [trace for trace in figure.data if trace.name]
    return (np.asarray(named[0].y).tolist() if named else None), " ".join(notes), figure


def test_the_middle_that_was_asked_for_is_drawn_and_named():
    curves = [(1, 1), (2, 2), (3, 3), (10, 20)]
    mean, said, _ = drawn("mean", *curves)
    assert (mean, said) == ([4.0, 6.5], "")
    median, said, _ = drawn("median", *curves)
    assert median == [2.5, 2.5]
    assert "median over its runs" in said
    iqm, said, _ = drawn("iqm", *curves)
    assert iqm == [2.5, 2.5]
    assert "interquartile mean over its runs" in said


def test_a_seed_that_diverged_or_failed_is_the_lowest_of_its_group():
    median, said, _ = drawn("median", (1, 1), (2, 2), (9, np.inf))
    assert median == [2.0, 1.0]
    assert "counts as the worst" in said
    assert drawn("median", (1, 1), (2, 2), (9, 9), failed=2)[0] == [1.0, 1.0]
    assert drawn("mean", (1, 1), (3, 3), failed=2)[0] == [2.0, 2.0]


def test_of_single_seeds_no_middle_is_drawn_and_the_group_still_has_its_name():
    line, said, figure = drawn("seeds", (1, 1), (2, 2))
    assert line is None
    assert "no mean is drawn" in said
    assert [each.text for each in figure.layout.annotations if each.name == "group:0"] == ["k = 5"]


@pytest.fixture
def runs(quick_api):
    """Four seeds that earn 1, 2, 3 and 100."""
    launched = quick_api.launch(seeds=[0, 1, 2, 3])["runs"]
    with quick_api.database.transaction() as session:
        while (claim := queue.claim(session, "worker", 60)) is not None:
            earned = [1.0, 2.0, 3.0, 100.0][claim.spec.seed]
            series.append(session, claim, {"return/real": points(0.0, earned)})
    return ",".join(run["id"] for run in launched)


@pytest.mark.parametrize(
    ("middle", "real", "words"),
    [
        ("mean", 26.5, "mean, of errors"),
        ("median", 2.5, "median over at most"),
        ("iqm", 2.5, "IQM"),
    ],
)
def test_the_table_follows_the_line(quick_api, runs, middle, real, words):
    told = quick_api.get(f"comparison?runs={runs}&middle={middle}").json()
    assert told["groups"][0]["real_return"]["mean"] == real
    assert told["interval_words"].startswith((words, "interquartile"))
    figure = quick_api.get(f"figures/returns?runs={runs}&middle={middle}")
    assert figure.status_code == 200


def test_another_middle_is_refused(quick_api, runs):
    response = quick_api.get(f"figures/returns?runs={runs}&middle=mode")
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "middle"

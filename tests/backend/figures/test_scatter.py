"""One number of runs against another: every run that has both, once, and the right correlation."""

from dataclasses import asdict

import pytest
from scipy.stats import spearmanr

from backend.db.tables import Run
from backend.spec.measures import Measures
from backend.verdict.figures import figure

ERRORS = [0.5, 0.02, 0.3, 0.1, None, 0.4, 0.05, 0.2]
RETURNS = [-1500.0, -150.0, -250.0, -300.0, -10.0, -1000.0, None, -800.0]


@pytest.fixture
def runs(api):
    """Eight runs of two lengths; one has no error, one no return."""
    launched = []
    for length in (1, 5):
        asked = {"spec": {"rollout": {"length": length}}, "name": f"<b>k={length}</b>"}
        launched += api.launch(seeds=[0, 1, 2, 3], **asked)["runs"]
    ids = [run["id"] for run in launched]
    with api.database.transaction() as session:
        for run_id, error, paid in zip(ids, ERRORS, RETURNS, strict=True):
            run = session.get(Run, run_id)
            run.measures = asdict(Measures(evaluations=1, errors=[error]))
            run.real_return = paid
    return api, ids


def drawn(api, ids, **asked):
    answer = api.get("figures/scatter", params={"runs": ",".join(ids), **asked})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_each_run_that_has_both_is_drawn_once_in_its_groups_mark(runs):
    api, ids = runs
    answer = drawn(api, ids, x="error(1)")
    assert [group["n"] for group in answer["groups"]] == [4, 2]
    data = answer["figure"]["data"]
    assert [len(trace["customdata"]) for trace in data] == [4, 2]
    assert [trace["meta"]["group"] for trace in data] == [0, 1]
    assert "Left out, without one of the two: 2 of 8 runs." in answer["note"]
    assert "<b>" not in data[0]["customdata"][0].split("<br>")[0]


def test_the_correlation_is_spearmans_over_the_runs_that_have_both(runs):
    api, ids = runs
    both = [(e, r) for e, r in zip(ERRORS, RETURNS, strict=True) if None not in (e, r)]
    rho = spearmanr([e for e, _ in both], [r for _, r in both]).statistic
    note = drawn(api, ids, x="error(1)")["note"]
    assert rho == pytest.approx(-0.8286, abs=1e-4)
    assert f"real_return: {figure(rho)}, 95 % interval" in note
    assert "over 6 runs" in note


def test_numbers_that_span_decades_are_on_a_log_axis(runs):
    api, ids = runs
    layout = drawn(api, ids, x="error(1)", y="seed")["figure"]["layout"]
    assert layout["xaxis"]["type"] == "linear"
    assert layout["yaxis"]["type"] == "linear"
    with api.database.transaction() as session:
        session.get(Run, ids[0]).measures = asdict(Measures(evaluations=1, errors=[40.0]))
    layout = drawn(api, ids, x="error(1)")["figure"]["layout"]
    assert layout["xaxis"]["type"] == "log"
    assert layout["yaxis"]["type"] == "linear"


def test_without_a_run_that_has_both_it_says_so(runs):
    api, ids = runs
    answer = drawn(api, ids, x="error(50)")
    assert answer["empty"]
    assert answer["reason"].startswith("No run has both numbers")


@pytest.mark.parametrize("name", ["name", "error(0)", "sead", "tags"])
def test_what_is_no_number_is_refused_by_name(quick_api, name):
    ids = [run["id"] for run in quick_api.launch()["runs"]]
    answer = quick_api.get("figures/scatter", params={"runs": ",".join(ids), "y": name})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "y"

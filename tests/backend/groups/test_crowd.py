"""What stands for more runs than can be told apart, and how they are named by what they share."""

import numpy as np
import pytest

from backend.authorisation import Owner
from backend.db import experiments, runs, shares
from backend.db.series import Points
from backend.errors import RequestRefused
from backend.figures.common_places import CommonPlaces
from backend.figures.drawing import Drawing, Whose
from backend.figures.quantile_lines import QuantileLook, draw_quantiles, quantiles
from backend.groups.crowd import drawn_groups
from backend.groups.grouping import grouped, without_copies
from backend.groups.members import Member
from backend.secret_tokens import token_hash
from backend.selection.request import RunSelection
from backend.selection.selected_runs import selected_runs
from backend.spec.grid import parse

MANY = 620
ROUTES = (
    "comparison?", "comparison/statistics?", "trust?", "figures/returns?", "figures/over-steps?",
    "figures/over-horizon?", "figures/profile?", "figures/scatter?", "figures/parallel?",
    "figures/horizon-map?", "figures/settings-map?x=seed&y=model.learning_rate&",
    "figures/objective-mismatch?",
)  # fmt: skip


def crowd(count, settings):
    """Groups of so many runs with so many settings between them."""
    members = [
        Member(f"{n:04d}", f"run {n}", n, {"rollout.length": n % settings}) for n in range(count)
    ]
    progress = dict.fromkeys((each.run_id for each in members), 0)
    return [without_copies(each, progress) for each in grouped(members, ["rollout.length"])]


def test_few_runs_and_few_groups_of_many_stay_the_groups_that_were_asked_for():
    few, groups = crowd(500, 500), crowd(501, 40)
    assert drawn_groups(few, {}) == few
    drawn = drawn_groups(groups, {})
    assert [each.run_ids for each in drawn] == [each.run_ids for each in groups]
    assert {each.reduced for each in drawn} == {
        "Of more than 500 runs no line is of a single one: 501 runs are drawn as 40 groups, each "
        "over all of its runs."
    }


def test_of_many_groups_all_and_the_best_and_the_worst_stand_for_them():
    finals = {f"{n:04d}": float((n * 7) % MANY) for n in range(MANY)}
    finals |= {"0000": None, "0001": float("nan")}
    every, best, worst = drawn_groups(crowd(MANY, MANY), finals)
    assert (len(every.run_ids), every.part, best.is_end, worst.is_end) == (MANY, "all", True, True)
    known = sorted(value for value in finals.values() if value is not None and value == value)
    assert sorted(finals[each] for each in best.run_ids) == known[-20:]
    assert sorted(finals[each] for each in worst.run_ids) == known[:20]
    assert every.reduced.endswith(
        "drawn are quantiles of all (5, 25, 50, 75 and 95 %) and the 20 best and the 20 worst by "
        "final return."
    )
    (alone,) = drawn_groups(crowd(MANY, MANY), {})
    assert alone.reduced.endswith("quantiles of all (5, 25, 50, 75 and 95 %).")


def test_quantiles_are_values_of_runs_and_one_that_diverged_is_the_worst():
    rows = np.array([[float(n), np.nan] for n in range(1, 101)])
    rows[0, 1] = -np.inf
    found = quantiles(rows)
    assert found[:, 0].tolist() == [5.0, 25.0, 50.0, 75.0, 95.0]
    assert np.isnan(found[:, 1]).all()
    drawing = Drawing()
    look = QuantileLook("all", "all")
    median = draw_quantiles(
        drawing, np.array([0.0, 1.0]), np.repeat(rows[:, :1], 2, 1), Whose("group", 0), look
    )
    assert median.tolist() == [50.0, 50.0]
    assert [trace.meta["role"] for trace in drawing.traces] == ["band", "band", "group"]
    assert drawing.traces[2].customdata[0] == (
        "median 50, half of them 25 to 75, 90 % 5 to 95, 100 runs"
    )


def test_runs_are_read_at_common_steps_with_what_they_had_reported_last():
    places = CommonPlaces(np.array([0, 10, 20, 30]))
    steps, values = np.array([5, 10, 14, 29]), np.array([1.0, 2.0, np.inf, 4.0])
    read = places.of(Points(steps, values, steps * 1.0))
    assert (read.steps.tolist(), read.values.tolist()) == ([10, 20], [2.0, np.inf])
    # A run that ended between two of them keeps its last point.
    assert places.of(Points(steps[:1], values[:1], steps[:1] * 1.0)).steps.tolist() == [5]


@pytest.fixture
def many(quick_api):
    """Runs of settings of their own, each of which paid as much as its number."""
    with quick_api.database.transaction() as session:
        experiment = experiments.create(session, "many")
        new = [
            runs.NewRun(f"run {n}", parse({"model": {"learning_rate": 1e-4 * (n + 1)}, "seed": n}))
            for n in range(MANY)
        ]
        for run in runs.create(session, experiment.id, new):
            run.real_return, run.status = float(run.seed), "succeeded"
        session.flush()
        return experiment.id


def test_every_figure_and_table_of_many_runs_says_what_it_drew(quick_api, many):
    for named in (f"experiment={many}", "filter=seed >= 0"):
        for route in ROUTES:
            response = quick_api.get(f"{route}{named}")
            assert response.status_code == 200, (route, response.text)
    told = quick_api.get(f"comparison?experiment={many}").json()
    assert told["reduced"].startswith("620 runs in 620 groups are too many lines to tell apart")
    assert told["size_words"] == "620 runs"
    every, best, worst = told["groups"]
    assert every["real_return"] | {"low": 0, "high": 0} != best["real_return"]
    assert (best["label"], worst["label"]) == (
        "20 best by final return", "20 worst by final return",
    )  # fmt: skip
    drawn = quick_api.get(f"figures/returns?experiment={many}&hide={best['mark']}").json()
    assert [group["label"] for group in drawn["groups"]] == ["all 620 runs", worst["label"]]


def test_a_filter_names_runs_and_an_experiment_narrows_it(quick_api, many):
    quick_api.launch(seeds=[3])

    def count(query):
        return quick_api.get(f"comparison?{query}").json()["runs"]

    assert count("filter=seed < 4") == 5
    assert count(f"filter=seed < 4&experiment={many}") == 4
    refused = quick_api.get("comparison?filter=seed <")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "filter")
    none = quick_api.get("comparison?filter=seed < 0")
    assert none.json()["errors"][0]["message"] == "a filter that some runs pass"
    single = quick_api.get(f"series?experiment={many}")
    assert "at most 500 runs where each has numbers of its own" in single.text


def test_more_runs_than_can_be_compared_are_refused_at_their_field(quick_api, many):
    asked = {"runs": {"experiment": many}, "filter": {"filter": "seed >= 0"}}
    with quick_api.database.reading() as session:
        for field, words in (("experiment", asked["runs"]), ("filter", asked["filter"])):
            with pytest.raises(RequestRefused) as refused:
                selected_runs(session, Owner(), RunSelection(**words), most=MANY - 1)
            (problem,) = refused.value.problems
            assert problem.field == field
            assert problem.message == "at most 619 runs where each has numbers of its own"
            assert len(selected_runs(session, Owner(), RunSelection(**words), most=MANY)) == MANY


def test_a_holder_of_a_link_filters_among_its_runs_alone(quick_api, many):
    quick_api.launch(seeds=[1, 2])
    with quick_api.database.transaction() as session:
        empty = experiments.create(session, "empty")
        for token, target in (("of-many", many), ("of-none", empty.id)):
            new = shares.NewShare("experiment", token_hash(token), target)
            shares.create(session, new)
    of_many = quick_api.by(share="of-many").get("comparison?filter=seed < 4")
    assert of_many.json()["runs"] == 4
    of_none = quick_api.by(share="of-none").get("comparison?filter=seed < 4")
    assert of_none.status_code == 422

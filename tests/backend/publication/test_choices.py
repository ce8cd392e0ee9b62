"""Which choices of a page are published: found in the routes, those of new figures too."""

import json
from dataclasses import replace

from backend.publication.addresses import name_of
from backend.publication.choices import Known, Scope, asks_no_run, centres, far, fits, near
from backend.publication.offered import as_fields, numbers_of
from backend.publication.routes import Route, routes
from backend.publication.view import chosen, view_of

KNOWN = Known(
    runs=["a", "b"],
    steps=[10, 20],
    candidates=["rollout.length"],
    horizon=3,
    kinds=["horizon-error", "skill"],
    keys=["return/real"],
    own_kind="horizon-error",
    first_kind="skill",
)
ALL = Scope()


def asked(route, scope, known):
    return [*near(route, scope, known), *far(route, scope, known)]


def of_figure(**choices):
    every = {"runs": (), "group_by": (), "individual": ("true", "false"), "env_step": ()}
    return Route("figures/new", {**every, **choices}, {}, frozenset())


def test_a_figure_that_nobody_named_is_published_with_all_that_its_route_lists():
    route = of_figure(measure=("median", "mean"))
    found = asked(route, ALL, KNOWN)
    assert {"runs": "a,b"} in found
    assert {"runs": "a,b", "measure": "median"} in found
    assert {"runs": "a,b", "measure": "mean", "env_step": "10"} in found
    assert {"runs": "a,b", "group_by": "", "individual": "true", "env_step": "20"} in found
    assert all(each["runs"] == "a,b" for each in found)


def test_two_choices_far_from_any_place_are_left_out():
    route = of_figure(measure=("median",), window=("7",))
    found = asked(route, ALL, KNOWN)
    assert {"runs": "a,b", "window": "7"} in found
    assert {"runs": "a,b", "window": "7", "measure": "median"} not in found


def test_the_published_view_is_the_centre():
    view = view_of("?step=10&group=none&seeds=true&scale=log&returns_scale=linear&sum=sum")
    route = of_figure(scale=("log", "linear"), summed=("true", "false"))
    known = Known(runs=["a", "b"], steps=[10, 20], view=view)
    assert centres(route, ALL, known) == [
        {"runs": "a,b", "group_by": "", "individual": "true", "env_step": "10", "scale": "log",
         "summed": "true"}
    ]  # fmt: skip
    assert chosen(view, "figures/returns")["scale"] == "linear"


def test_the_curve_with_a_figure_of_its_own_and_the_chosen_one_are_both_shown():
    route = of_figure(kind=("horizon-error", "skill", "crps"))
    assert [each["kind"] for each in centres(route, ALL, KNOWN)] == ["horizon-error", "skill"]


def test_a_view_is_what_each_figure_reads_of_it():
    view = view_of(
        "?x=cpu&middle=median&axes=error(5),seed&cells=seed,rollout.length,return_gap,median&map=1"
        "&policy=data&scale=log&diagnostic_scale=linear&parallel=seed,error(5)&ranges=seed:0:1"
    )
    known = replace(KNOWN, view=view)
    assert chosen(view, "figures/returns")["x"] == "cpu"
    assert "x" not in chosen(view, "figures/horizon-map")
    assert "scale" not in chosen(view, "figures/horizon-map")
    scatter = chosen(view, "figures/scatter")
    assert (scatter["x"], scatter["y"], scatter["middle"]) == ("error(5)", "seed", "median")
    cells = chosen(view, "figures/settings-map")
    assert [cells[each] for each in ("x", "y", "value", "statistic")] == [
        "seed", "rollout.length", "return_gap", "median",
    ]  # fmt: skip
    assert chosen(view, "figures/horizon-map")["group"] == "1"
    assert chosen(view, "figures/parallel")["fields"] == "seed,error(5)"
    route = of_figure(kind=("horizon-error", "skill"), scale=("log", "linear"), policy=("data",))
    assert centres(route, ALL, known) == [
        {"runs": "a,b", "policy": "data", "scale": "log", "kind": "horizon-error"},
        {"runs": "a,b", "scale": "linear", "kind": "skill"},
    ]


def test_every_pair_of_numbers_is_published_and_an_axis_with_a_list_is_not_a_number():
    known = replace(KNOWN, numbers=["error(1)", "real_return", "seed"])
    scatter = Route("figures/scatter", {"runs": (), "x": (), "y": ()}, {}, frozenset())
    found = asked(scatter, ALL, known)
    assert all(
        {"runs": "a,b", "x": x, "y": y} in found for x in known.numbers for y in known.numbers
    )
    returns = asked(of_figure(x=("steps", "cpu")), ALL, known)
    assert {each["x"] for each in returns if "x" in each} == {"steps", "cpu"}


def test_every_result_by_two_settings_is_published_on_the_axes_that_the_page_begins_with():
    choices = {"runs": (), "x": (), "y": (), "value": (), "statistic": ("mean", "median")}
    route = Route("figures/settings-map", choices, {}, frozenset())
    known = replace(KNOWN, numbers=["real_return", "seed"], cells=("a.b", "c.d"))
    found = asked(route, ALL, known)
    axes = {"runs": "a,b", "x": "a.b", "y": "c.d"}
    assert axes | {"value": "seed", "statistic": "median"} in found
    assert axes | {"value": "seed"} in found
    assert all(each.get("x", "a.b") == "a.b" for each in found)
    without = asked(route, ALL, replace(known, cells=None))
    assert all(each == {"runs": "a,b"} for each in without)


def test_every_pair_of_few_dimensions_is_published_and_of_many_each_alone():
    choices = {"run": (), "env_step": (), "dimension": (), "against": ()}
    route = Route("figures/trajectories", choices, {}, frozenset())
    one = Scope("b")
    few = asked(route, one, replace(KNOWN, dimensions=[1, 3]))
    assert {"run": "b", "dimension": "3", "against": "1"} in few
    assert {"run": "b", "dimension": "3", "env_step": "10"} in few
    many = asked(route, one, replace(KNOWN, dimensions=range(9)))
    assert {"run": "b", "against": "8"} in many
    assert all("dimension" not in each for each in many if "against" in each)


def test_the_error_of_each_group_is_published_for_each_choice_of_episodes():
    route = of_figure(group=(), policy=("data", "current"))
    known = replace(KNOWN, groups=2)
    found = asked(route, ALL, known)
    assert {"runs": "a,b", "group": "1", "policy": "data"} in found
    assert all("group" not in each for each in asked(route, Scope("b"), known))


def test_each_grouping_that_is_one_choice_away_is_published_in_the_order_of_the_page():
    few = replace(KNOWN, candidates=["b", "a"], grouping=["b", "a"]).values["group_by"]
    assert sorted(few) == ["", "a", "a,b", "b"]
    many = list("edcba")
    found = replace(KNOWN, candidates=many, grouping=many).values["group_by"]
    assert {"", "c", "a,b,c,d,e", "b,c,d,e", "a,b,c,d"} <= set(found)
    assert len(found) == 1 + 5 + 1 + 5


def test_numbers_are_the_errors_that_were_measured_results_and_settings_that_differ():
    fields = [
        {"name": name, "is_number": name != "status"}
        for name in ("real_return", "status", "policy.epsilon", "rollout.length", "attempt")
    ]
    view = {"axes": "error(3),attempt", "cells": "seed,status,model_return,mean"}
    differ = ["rollout.length", "status"]
    assert numbers_of(fields, differ, 7, {}) == [
        "error(1)", "error(5)", "error(10)", "real_return", "rollout.length",
    ]  # fmt: skip
    found = numbers_of(fields, differ, 7, view)
    assert found[-3:] == ["error(3)", "attempt", "model_return"]
    listed = json.loads(as_fields(found))["items"]
    assert [each["name"] for each in listed if each["is_number"]] == found


def test_a_page_of_one_run_asks_for_it_alone_and_ungrouped():
    route, one = of_figure(), Scope("b")
    assert centres(route, one, KNOWN) == [{"runs": "b", "group_by": "", "individual": "false"}]
    assert all(each["group_by"] == "" for each in asked(route, one, KNOWN))
    assert fits(Route("runs/{run_id}/trust", {}, {}, frozenset()), one)
    assert not fits(Route("runs/{run_id}/trust", {}, {}, frozenset()), ALL)
    assert not fits(Route("catalog", {}, {}, frozenset()), one)


def test_of_routes_without_runs_only_what_every_page_asks_is_published():
    assert asks_no_run(Route("catalog", {}, {}, frozenset()))
    for path in ("accounts", "workers", "queue", "shares"):
        route = Route(path, {}, {}, frozenset())
        assert not asks_no_run(route)
        assert not fits(route, ALL)


def test_names_leave_out_what_is_usual_and_do_not_depend_on_an_order():
    usual = {"horizon": "10"}
    first = name_of("comparison", {"runs": "a,b", "horizon": "10", "env_step": "3"}, usual, "ab")
    assert first == "comparison?env_step=3&runs=*"
    assert first == name_of("comparison", {"env_step": "3", "runs": "a,b"}, usual, "ab")
    assert name_of("catalog", {}, {}, "ab") == "catalog"


def test_routes_that_change_or_stream_are_not_asked():
    parameter = {"name": "format", "in": "query", "schema": {"enum": ["json", "csv"]}}
    document = {
        "paths": {
            "/api/v1/series": {"get": {"parameters": [parameter]}},
            "/api/v1/runs/{run_id}/cancel": {"post": {}},
            "/api/v1/events": {"get": {}},
            "/api/v1/figures/returns.html": {"get": {}},
            "/api/v1/experiments/{experiment_id}": {"get": {}},
        }
    }
    assert [route.path for route in routes(document)] == ["series"]
    assert routes(document)[0].choices == {"format": ("json", "csv")}

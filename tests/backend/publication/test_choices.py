"""Which choices of a page are published: found in the routes, those of new figures too."""

from backend.publication.addresses import name_of
from backend.publication.choices import Known, Scope, asks_no_run, centres, far, fits, near
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

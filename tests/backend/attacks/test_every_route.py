"""Attack 5: a route that was left open. The walk over every route of the OpenAPI document.

Precedents: CVE-2026-0545 and CVE-2026-2652 (MLflow).
"""

import re

import pytest
from fastapi.routing import iter_route_contexts

from backend.authorisation import Access, access_of
from tests.backend.attacks.conftest import everything, filled, operations
from tests.backend.attacks.route_table import TABLE

REFUSED = {401, 403}
# Beside the document's routes: the document itself and the page, which hold nothing of anybody's.
NOT_DESCRIBED = {"/api/v1/openapi.json", "/{path}", "/healthz", "/readyz", "/oidc/callback"}


def called(caller, run):
    """The status of every route for a caller, addressed to a run that is there."""
    known = {"run_id": run["id"], "experiment_id": run["experiment_id"]}
    for method, path in operations(caller.app):
        if path == "/events":
            # A stream that is let in does not end; what it tells is tested with streams.
            answer = caller.send("HEAD", "events")
        else:
            answer = caller.send(method, filled(path, **known))
        yield f"{method} {path}", answer.status_code


def test_every_route_is_in_the_table_and_the_table_has_no_other(quick_api):
    assert {f"{method} {path}" for method, path in operations(quick_api.app)} == set(TABLE)


def test_nothing_is_served_beside_the_document(quick_api):
    described = {f"/api/v1{path}" for _, path in operations(quick_api.app)}
    served = {
        each.path.replace(":path}", "}") for each in iter_route_contexts(quick_api.app.routes)
    }
    assert served - described == {path.replace(":path}", "}") for path in NOT_DESCRIBED}


@pytest.mark.parametrize(
    "credentials",
    [
        {},
        {"bearer": "Bearer nonsense"},
        {"bearer": "Basic bm9uZTpub25l"},
        {"bearer": "Bearer "},
        {"bearer": "Bearer " + "x" * 5_000},
        {"share": "nonsense"},
    ],
)
def test_a_stranger_reaches_what_is_open_to_anyone_and_nothing_else(quick_api, run, credentials):
    before = everything(quick_api)
    for route, status in called(quick_api.by(**credentials), run):
        if "{token}" in route:
            # Open to anyone who has a link's address, and here nobody has one.
            assert status == 404, route
        elif TABLE[route] == "anyone":
            # What another site's page could not ask for either is not asked for without a sign.
            assert status == (200 if route.startswith("GET") else 403), route
        else:
            assert status == (404 if "share" in credentials else 401), route
    assert everything(quick_api) == before


def test_a_share_link_reaches_what_links_open_and_nothing_else(quick_api, run):
    link = quick_api.post("shares", {"kind": "run", "target_id": run["id"]}).json()
    before = everything(quick_api)
    for route, status in called(quick_api.by(share=link["token"]), run):
        if TABLE[route] in ("anyone", "link"):
            assert status not in REFUSED or route.startswith("POST"), route
        else:
            assert status == 403, route
    counts, lists, presets = everything(quick_api)
    counted = re.compile(r'"views":1,"opened_at":"[^"]+"')
    assert len(counted.findall("".join(lists))) == 1
    not_counted = [counted.sub('"views":0,"opened_at":null', each) for each in lists]
    assert (counts, not_counted, presets) == before


def test_a_share_link_beside_a_cookie_or_a_token_is_still_only_a_link(quick_api, run):
    link = quick_api.post("shares", {"kind": "run", "target_id": run["id"]}).json()
    both = {"Branchpoint-Share": link["token"]}
    assert quick_api.send("POST", f"runs/{run['id']}/cancel", headers=both).status_code == 403
    assert quick_api.get("experiments", headers=both).status_code == 403


def test_the_owner_reaches_every_route(quick_api, run):
    for route, status in called(quick_api, run):
        # It tells what a link shows, and here is none; and signing in takes a page of ours.
        elsewhere = route == "GET /shared" or (TABLE[route] == "anyone" and "POST" in route)
        assert status not in REFUSED or elsewhere, route


def test_what_links_open_changes_nothing(quick_api):
    for each in iter_route_contexts(quick_api.app.routes):
        if each.endpoint is not None and access_of(each.endpoint) is Access.VIEWERS:
            # That a page was opened is counted, of its own link alone.
            is_count = each.path == "/api/v1/shared/views"
            assert each.methods == {"POST" if is_count else "GET"}, each.path

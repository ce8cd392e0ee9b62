"""Attack 6: another person's run, log or artifact, by id, in bulk, by export, in a comparison.

Precedents: CVE-2025-15381 and CVE-2024-4263 (MLflow). And the walk for each role and scope.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from backend.authorisation import Owner
from backend.db import accounts, experiments, queue, quotas
from backend.db.account_tables import ExperimentPerson
from backend.db.visibility import Asker, act_for
from backend.errors import QuotaReached, SignInNeeded
from backend.live import stream
from backend.live.schemas import Change
from backend.live.signed_in import SignedIn
from backend.runs import launch
from backend.runs.launch_schemas import LaunchRequest
from tests.backend.access.people import HASH, person
from tests.backend.attacks.conftest import NOWHERE, filled, operations
from tests.backend.attacks.route_table import TABLE
from tests.waiting import SOON

LEVELS = {"anyone": 0, "link": 1, "viewer": 1, "editor": 2, "admin": 3}
SECRET = "SECRET"
QUOTA = "/problems/quota-reached"


def seen_by(api, experiment_id, visibility, *people):
    with api.database.transaction() as session:
        row = experiments.get(session, experiment_id)
        row.visibility = visibility
        session.add_all(
            ExperimentPerson(experiment_id=experiment_id, account_id=each) for each in people
        )


@pytest.fixture
def hers(api):
    """A private experiment of somebody's, with a run."""
    ada = person(api, "ada")
    made = ada.launch(experiment_name=f"{SECRET} experiment", name=f"{SECRET} run")
    seen_by(api, made["experiment"]["id"], "private")
    made["by"] = ada
    return made


def addresses(run, experiment):
    """Every way to name a run or an experiment in an address."""
    chosen = {"runs": run, "run": run, "ids": run, "experiment": experiment}
    chosen |= {"kind": "horizon-error", "keys": "return/real", "key": "return/real"}
    return chosen


def test_nothing_of_a_private_experiment_reaches_another_account(api, hers):
    bob = person(api, "bob")
    run, experiment = hers["runs"][0]["id"], hers["experiment"]["id"]
    described = api.app.openapi()["paths"]
    tried = 0
    for method, path in operations(api.app):
        if path == "/events" or LEVELS[TABLE[f"{method} {path}"]] > LEVELS["editor"]:
            continue
        named = {
            each["name"]
            for each in described[f"/api/v1{path}"][method.lower()].get("parameters", [])
        }
        every = {name: text for name, text in addresses(run, experiment).items() if name in named}
        for query in ({}, every, every | {"format": "csv"} if "format" in named else every):
            answer = bob.send(method, filled(path, run, experiment), params=query)
            assert SECRET not in answer.text, (method, path, query)
            assert answer.status_code < 500, (method, path)
            if "{run_id}" in path or "{experiment_id}" in path:
                assert answer.status_code in (404, 422), (method, path, answer.text)
            tried += 1
    assert tried > 60
    assert SECRET in hers["by"].get(f"runs/{run}").text
    assert hers["by"].get(f"runs/{run}").json()["status"] == "queued"


def test_nor_in_bulk_in_a_comparison_that_was_kept_or_through_a_link(api, hers):
    bob = person(api, "bob")
    run, experiment = hers["runs"][0]["id"], hers["experiment"]["id"]
    own = bob.launch(name="own")["runs"][0]["id"]
    both = f"{own},{run}"
    for path in ("comparison", "figures/returns", "trust", "series", "figures/returns.html"):
        # The answer that she was given is kept, and is not his.
        assert hers["by"].get(path, params={"runs": run}).status_code == 200, path
        for runs in (run, both):
            assert bob.get(path, params={"runs": runs}).status_code == 404, path
        assert bob.get(path, params={"experiment": experiment}).status_code == 404, path
    for path in ("runs/cancel", "runs/delete"):
        assert bob.post(path, {"ids": [own, run]}).status_code == 404, path
    bob.post("runs/queued/cancel", {})
    assert hers["by"].get(f"runs/{run}").json()["status"] == "queued"
    for body in (
        {"kind": "run", "target_id": run},
        {"kind": "experiment", "target_id": experiment},
        {"kind": "comparison", "run_ids": [own, run]},
    ):
        assert bob.post("shares", body).status_code == 404
        assert bob.post("shares", body | {"is_frozen": True}).status_code == 404
        assert bob.post("publications", body | {"form": "zip"}).status_code == 404
    assert bob.post("runs/retry", {"ids": [own, run]}).status_code == 404
    assert bob.patch("runs", {"ids": [own, run], "deleted": True}).status_code == 404
    assert bob.post("runs", {"experiment_id": experiment}).status_code == 404
    assert bob.patch(f"runs/{own}", {"experiment_id": experiment}).status_code == 404
    assert [
        each["id"]
        for each in hers["by"].get("runs", params={"experiment": experiment}).json()["items"]
    ] == [run]


def test_a_link_of_hers_opens_and_is_not_his_to_see_or_revoke(api, hers):
    bob, root = person(api, "bob"), person(api, "root", "admin")
    run = hers["runs"][0]["id"]
    link = hers["by"].post("shares", {"kind": "run", "target_id": run}).json()
    assert api.by(share=link["token"]).get(f"runs/{run}").status_code == 200
    assert bob.get("shares").json()["items"] == []
    assert bob.delete(f"shares/{link['id']}").status_code == 404
    assert len(root.get("shares").json()["items"]) == 1
    assert root.delete(f"shares/{link['id']}").status_code == 200


def test_a_link_shows_no_more_than_its_maker_sees(api, hers):
    """A link that somebody made while an experiment was the group's is no way back into it."""
    bob, root = person(api, "bob"), person(api, "root", "admin")
    run, experiment = hers["runs"][0]["id"], hers["experiment"]["id"]
    path = f"experiments/{experiment}/access"
    targets = (
        {"kind": "run", "target_id": run},
        {"kind": "experiment", "target_id": experiment},
        {"kind": "comparison", "run_ids": [run]},
    )

    def links_of(somebody):
        made = [somebody.post("shares", target).json() for target in targets]
        viewers = [api.by(share=each["token"]) for each in made]
        for viewer, each in zip(viewers, made, strict=True):
            viewer.picture = f"/api/v1/figures/links/{each['token']}.png"
        return viewers

    hers["by"].patch(path, {"visibility": "group"})
    his, hers_and_roots = links_of(bob), [*links_of(hers["by"]), *links_of(root)]
    for viewer in [*his, *hers_and_roots]:
        assert SECRET in viewer.get("runs", params={"ids": run}).text
    hers["by"].patch(path, {"visibility": "private"})
    for viewer in his:
        for asked in ("shared", "runs", f"runs/{run}", f"series?runs={run}", "session"):
            answer = viewer.get(asked)
            assert answer.status_code == 410, (asked, answer.text)
            assert SECRET not in answer.text
        assert viewer.send("HEAD", "events").status_code == 410
        assert api.by().get(viewer.picture).status_code == 404
    for viewer in hers_and_roots:
        assert api.by().get(viewer.picture).status_code == 200
        assert viewer.get(f"runs/{run}").status_code == 200
    hers["by"].patch(path, {"visibility": "people", "people": [bob.account_id]})
    for viewer in his:
        assert viewer.get(f"runs/{run}").status_code == 200


def test_a_link_goes_on_without_the_runs_that_its_maker_sees_no_more(api, hers):
    bob = person(api, "bob")
    run, path = hers["runs"][0]["id"], f"experiments/{hers['experiment']['id']}/access"
    hers["by"].patch(path, {"visibility": "group"})
    own = bob.launch(name="own")["runs"][0]["id"]
    made = bob.post("shares", {"kind": "comparison", "run_ids": [own, run]}).json()
    viewer = api.by(share=made["token"])
    assert viewer.get(f"runs/{run}").status_code == 200
    hers["by"].patch(path, {"visibility": "private"})
    assert viewer.get(f"runs/{own}").status_code == 200
    assert viewer.get("shared").json()["run_ids"] == [own]
    for asked in (f"runs/{run}", f"series?runs={run}", f"comparison?runs={own},{run}"):
        assert viewer.get(asked).status_code == 404, asked
    assert SECRET not in viewer.get("runs").text


def test_a_page_that_is_published_is_its_makers_alone(api, hers, monkeypatch):
    monkeypatch.setattr(api.app.state.publisher, "start", lambda _: None)
    bob = person(api, "bob")
    asked = {"kind": "run", "target_id": hers["runs"][0]["id"], "form": "zip"}
    made = hers["by"].post("publications", asked).json()["id"]
    assert bob.get("publications").json()["items"] == []
    for method, path in (("GET", ""), ("GET", "/file"), ("DELETE", "")):
        assert bob.send(method, f"publications/{made}{path}").status_code == 404
    assert hers["by"].get(f"publications/{made}").status_code == 200


def test_named_people_administrators_and_the_group_see_what_they_may(api, hers):
    bob, eve, root = person(api, "bob"), person(api, "eve"), person(api, "root", "admin")
    run, experiment = hers["runs"][0]["id"], hers["experiment"]["id"]
    seen_by(api, experiment, "people", bob.account_id)
    assert bob.get(f"runs/{run}").status_code == 200
    assert bob.get("runs").json()["total"] == 1
    assert eve.get(f"runs/{run}").status_code == 404
    assert eve.get("runs").json()["total"] == 0
    assert eve.get("experiments").json()["total"] == 0
    assert root.get(f"runs/{run}").status_code == 200
    seen_by(api, experiment, "group")
    assert eve.get(f"runs/{run}").status_code == 200
    # Somebody who may only see it still changes nothing.
    viewer = person(api, "vic", "viewer")
    assert viewer.get(f"runs/{run}").status_code == 200
    assert viewer.post(f"runs/{run}/cancel").status_code == 403


@pytest.mark.parametrize("role", ["viewer", "editor", "admin"])
@pytest.mark.parametrize("by", ["role", "scope"])
def test_each_role_and_each_scope_reaches_what_the_table_says(quick_api, role, by):
    with quick_api.database.transaction() as session:
        accounts.create(session, "keeper", "Keeper", "admin", HASH)
    if by == "role":
        caller = person(quick_api, "somebody", role)
    else:
        caller = person(quick_api, "somebody", "admin", scope=role)
    for method, path in operations(quick_api.app):
        route = f"{method} {path}"
        sent = "HEAD" if path == "/events" else method
        answer = caller.send(sent, filled(path))
        is_refused = answer.status_code == 403 and "role-needed" in answer.text
        may = LEVELS[TABLE[route]] <= LEVELS[role]
        assert is_refused is not may, (route, answer.status_code)


def test_only_the_owner_and_administrators_show_an_experiment_to_others(api, hers):
    bob, root = person(api, "bob"), person(api, "root", "admin")
    run, path = hers["runs"][0]["id"], f"experiments/{hers['experiment']['id']}/access"
    wanted = {"visibility": "people", "people": [bob.account_id]}
    assert bob.patch(path, wanted).status_code == 404
    assert hers["by"].patch(path, wanted).json()["people"] == [bob.account_id]
    assert bob.get(f"runs/{run}").status_code == 200
    assert bob.get(path).json()["owner"] == "Ada"
    assert bob.patch(path, {"visibility": "group"}).status_code == 403
    assert root.patch(path, {"visibility": "group"}).json()["people"] == []
    assert bob.get(f"runs/{run}").status_code == 200
    assert hers["by"].patch(path, {"visibility": "private"}).status_code == 200
    assert bob.get(f"runs/{run}").status_code == 404
    unknown = hers["by"].patch(path, {"visibility": "people", "people": [NOWHERE]})
    assert unknown.json()["errors"][0]["field"] == "people"


def refused_for_quota(answer):
    """Whether a launch was refused for the number of its account's runs that wait; what it says."""
    assert (answer.status_code, answer.json()["type"]) == (429, QUOTA), answer.text
    return answer.json()["errors"][0]["message"]


def test_one_account_does_not_fill_the_queue(api):
    ada, bob, root = person(api, "ada"), person(api, "bob"), person(api, "root", "admin")
    assert ada.patch("queue", {"max_queued_per_account": 9}).status_code == 403
    told = root.patch("queue", {"max_queued_per_account": 3}).json()
    assert (told["max_queued_per_account"], told["yours"]) == (3, {"waiting": 0, "running": 0})
    first, second = ada.launch(seeds=[0, 1])["runs"]
    said = "at most 3 runs of one account may wait in the queue; 2 do"
    for path in ("runs", "runs/preview"):
        assert refused_for_quota(ada.post(path, {"seeds": [2, 3]})) == said
    assert refused_for_quota(ada.post(f"runs/{first['id']}/relaunch", {"seeds": [4, 5]})) == said
    bob.launch(seeds=[0, 1])
    api.launch(seeds=list(range(5)))
    # What runs is counted apart: its place in the queue is free again.
    with api.database.transaction() as session:
        assert queue.claim(session, "w", 60).run_id == first["id"]
    ada.launch(seeds=[2, 3])
    assert ada.get("queue").json()["yours"] == {"waiting": 3, "running": 1}
    # An experiment that its runs' account no longer sees counts all the same.
    seen_by(api, second["experiment_id"], "private")
    with api.database.transaction() as session:
        experiments.get(session, second["experiment_id"]).account_id = bob.account_id
    assert ada.get(f"runs/{second['id']}").status_code == 404
    assert refused_for_quota(ada.post("runs", {"seeds": [9]})).endswith("3 do")
    assert root.patch("queue", {"max_queued_per_account": 0}).json()["max_queued_per_account"] == (
        quotas.USUAL_QUEUED
    )
    ada.launch(seeds=[9])


def test_nor_by_trying_ended_runs_again(api):
    ada, root = person(api, "ada"), person(api, "root", "admin")
    ids = [each["id"] for each in ada.launch(seeds=[0, 1])["runs"]]
    ada.post("runs/cancel", {"ids": ids})
    root.patch("queue", {"max_queued_per_account": 2})
    ada.launch(seeds=[2])
    # Whoever asks: it is its account's place that a run takes.
    for somebody in (ada, root):
        said = refused_for_quota(somebody.post("runs/retry", {"ids": ids}))
        assert said.endswith("may wait in the queue; 1 do")
    assert {each["status"] for each in ada.get("runs").json()["items"]} == {"queued", "cancelled"}
    assert ada.post("runs/retry", {"ids": ids[:1]}).status_code == 200


def test_two_launches_at_once_do_not_both_take_the_last_place(api):
    ada, root = person(api, "ada"), person(api, "root", "admin")
    root.patch("queue", {"max_queued_per_account": 1})
    with ThreadPoolExecutor(2) as threads:
        both = Barrier(2, timeout=SOON)

        def at_once(seed):
            session = act_for(
                api.database.session(is_reading=False), Asker(ada.account_id, sees_all=False)
            )
            both.wait()
            with session, session.begin():
                return launch.launch(session, LaunchRequest(seeds=[seed])).runs[0].id

        tries = [threads.submit(at_once, seed) for seed in (0, 1)]
        problems = [each.exception(60) for each in tries]
    assert [type(each) for each in problems if each is not None] == [QuotaReached]
    assert ada.get("runs").json()["total"] == 1


def test_a_stream_tells_an_account_nothing_of_what_it_does_not_see(api, hers):
    bob = person(api, "bob")
    run, experiment = hers["runs"][0]["id"], hers["experiment"]["id"]
    every = [
        Change(kind="run", id=run, run_id=None, version=1),
        Change(kind="series", id=run, run_id=run, version=2),
        Change(kind="experiment", id=experiment, run_id=None, version=3),
        Change(kind="worker", id="w" * 12, run_id=None, version=4),
    ]
    feed = api.app.state.feed

    def told(account_id):
        principal = Owner(account_id=account_id, role="editor")
        seen = api.runner.run(stream.told_to(feed, principal, every))
        return [each.version for each in seen]

    assert told(bob.account_id) == [4]
    assert told(hers["by"].account_id) == [1, 2, 3, 4]


def test_the_open_stream_of_a_token_that_was_ended_ends(api):
    ada = person(api, "ada")
    token = ada.post("tokens", {"name": "x"}).json()
    looks = SignedIn(api.app.state.feed, token["id"], 0)
    api.runner.run(looks.check([]))
    ada.delete(f"tokens/{token['id']}")
    with pytest.raises(SignInNeeded):
        api.runner.run(looks.check([]))

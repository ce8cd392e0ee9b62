"""What happens when an answer is lost on its way, or the server has no time."""

import json
import re

from playwright.sync_api import expect

from tests.e2e.accessible import assert_no_violation

BUSY = {
    "status": 503,
    "headers": {"Retry-After": "2", "Content-Type": "application/problem+json"},
    "body": json.dumps(
        {
            "type": "/problems/busy",
            "title": "The server is busy",
            "status": 503,
            "detail": "Nothing was changed.",
            "errors": [],
        }
    ),
}


def test_a_launch_whose_first_answer_is_lost_launches_once(owner):
    sent = []

    def lose_the_first_answer(route):
        if route.request.method != "POST":
            route.continue_()
            return
        sent.append(route.request.headers["idempotency-key"])
        if len(sent) > 1:
            route.continue_()
            return
        assert route.fetch().status == 201
        route.abort("connectionreset")

    owner.route(re.compile("/api/v1/runs$"), lose_the_first_answer)
    owner.goto("/launch?set.training.env_steps=300&set.training.random_steps=200")
    owner.get_by_role("combobox", name="Experiment").fill("Lost once")
    owner.get_by_role("button", name="Launch 1 run").click()
    owner.wait_for_url("**/runs/*")
    assert len(sent) == 2
    assert sent[0] == sent[1]
    experiments = owner.request.get("/api/v1/experiments").json()["items"]
    (mine,) = [each for each in experiments if each["name"] == "Lost once"]
    assert sum(mine["run_counts"].values()) == 1
    ids = [owner.url.rpartition("/")[2].partition("?")[0]]
    csrf = {"Branchpoint-Csrf": "1"}
    assert owner.request.post("/api/v1/runs/cancel", data={"ids": ids}, headers=csrf).ok


def test_a_busy_server_is_waited_for_and_says_so(owner):
    busy = [True]
    owner.route(
        re.compile(r"/api/v1/experiments(\?|$)"),
        lambda route: route.fulfill(**BUSY) if busy[0] else route.continue_(),
    )
    owner.goto("/")
    notice = owner.get_by_text("The server is busy; trying again")
    expect(notice).to_be_visible()
    assert_no_violation(owner)
    busy[0] = False
    expect(owner.get_by_role("heading", level=1)).to_be_visible()
    expect(notice).to_have_count(0)

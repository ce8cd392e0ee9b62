"""Many requests at once: nothing freezes; who cannot be answered soon is told when to return."""

import asyncio
import threading
import time
from contextlib import ExitStack
from inspect import isasyncgenfunction, iscoroutinefunction

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import text

from backend.errors import Overloaded
from backend.http.lanes import Lane, Lanes

AT_ONCE = 80
# A connection waited 30 s for a thread.
FROZEN_SECONDS = 25
PAGE = "/{path:path}"


def all_at_once(api, paths):
    """The answers to GET requests that are sent in one moment."""

    async def exchange():
        transport = httpx.ASGITransport(api.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            asked = (http.get(f"/api/v1/{path}", headers=api.headers) for path in paths)
            return await asyncio.wait_for(asyncio.gather(*asked), FROZEN_SECONDS)

    return api.runner.run(exchange())


@pytest.mark.parametrize("path", ["session", "runs", "queue"])
def test_many_requests_at_once_are_all_answered(api, path):
    answers = all_at_once(api, [path] * AT_ONCE)
    assert [answer.status_code for answer in answers] == [200] * AT_ONCE


def test_many_launches_at_once_are_all_answered(api):
    async def exchange():
        transport = httpx.ASGITransport(api.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            new = {"name": "x"}
            asked = (
                http.post("/api/v1/experiments", json=new, headers=api.headers)
                for _ in range(AT_ONCE)
            )
            return await asyncio.wait_for(asyncio.gather(*asked), FROZEN_SECONDS)

    assert [answer.status_code for answer in api.runner.run(exchange())] == [201] * AT_ONCE
    assert api.get("experiments").json()["total"] == AT_ONCE


def test_without_a_free_connection_health_and_the_page_answer_and_the_rest_is_told_to_return(api):
    api.app.state.lanes = Lanes(reading=Lane(2, most_waiting=3, seconds=0.2))
    api.database.engine.pool._timeout = 0.2
    with ExitStack() as held:
        for _ in range(25):
            held.enter_context(api.database.reading()).execute(text("SELECT 1"))
        begun = time.monotonic()
        assert api.get("health").status_code == 200
        assert api.get("/").status_code == 503  # the page is not built here
        assert time.monotonic() - begun < 5
        answers = all_at_once(api, ["runs"] * 20)
        assert api.get("ready").json()["type"] == "/problems/not-ready"
    assert {answer.status_code for answer in answers} == {503}
    told = {answer.json()["type"] for answer in answers}
    assert told == {"/problems/overloaded", "/problems/database-busy"}
    assert all(int(answer.headers["retry-after"]) > 0 for answer in answers)
    assert api.get("runs").status_code == 200


def test_no_handler_gets_a_thread_of_its_own(quick_api):
    """A handler that FastAPI runs itself would hold its connection until the next step."""
    routes = [each for each in iter_route_contexts(quick_api.app.routes) if each.path != PAGE]
    assert len(routes) > 30
    plain = [
        each.path
        for each in routes
        if not iscoroutinefunction(each.endpoint) and not isasyncgenfunction(each.endpoint)
    ]
    assert plain == []


def test_a_lane_lets_so_many_in_and_no_more(runner):
    lane = Lane(3)
    inside, most = 0, 0
    lock = threading.Lock()

    def work():
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.01)
        with lock:
            inside -= 1

    async def crowd():
        await asyncio.gather(*(lane.run(work) for _ in range(20)))

    runner.run(crowd())
    assert most == 3


@pytest.mark.parametrize(("most_waiting", "seconds"), [(1, 60.0), (60, 0.05)])
def test_who_would_wait_too_long_is_turned_away_and_the_lane_goes_on(runner, most_waiting, seconds):
    lane = Lane(1, most_waiting, seconds)

    async def crowd():
        results = await asyncio.gather(
            *(lane.run(lambda: time.sleep(0.3)) for _ in range(5)), return_exceptions=True
        )
        assert await lane.run(lambda: "free again") == "free again"
        return results

    results = runner.run(crowd())
    assert [type(each) for each in results if each is not None] == [Overloaded] * (
        5 - 1 - min(most_waiting, 1 if seconds > 1 else 0)
    )


def test_a_lane_is_free_again_after_work_that_fails(runner):
    lane = Lane(1, seconds=1.0)

    def fails():
        raise ValueError("no")

    async def twice():
        with pytest.raises(ValueError, match="no"):
            await lane.run(fails)
        return await lane.run(lambda: 1)

    assert runner.run(twice()) == 1


def test_a_share_of_the_pool_is_left_for_what_stands_in_no_lane(quick_api):
    pool = quick_api.database.engine.pool
    lanes = quick_api.app.state.lanes
    wide = sum(lane.at_once for lane in (lanes.reading, lanes.writing, lanes.checking))
    assert wide + quick_api.app.state.feed.lane.at_once + 3 <= pool.size() + pool._max_overflow

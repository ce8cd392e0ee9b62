"""Readers of a stream that leave while an event is on its way to them."""

import asyncio

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.sse import EventSourceResponse, ServerSentEvent

from backend.http.dependencies import OneStep
from backend.live.router import StreamRoute
from tests.waiting import SOON


def app_of(kind, fault=None):
    """An app with one stream that always has more to say, or meets a fault."""
    router = APIRouter(route_class=kind)

    @router.get("/stream", response_class=EventSourceResponse)
    async def stream():
        while True:
            yield ServerSentEvent(data=1)
            if fault is not None:
                raise fault

    app = FastAPI()
    app.include_router(router)
    return app


async def read_and_leave(app):
    """Ask for the stream, take nothing of it, and leave."""
    is_blocked = asyncio.Event()
    scope = {
        "type": "http", "asgi": {"spec_version": "2.3"}, "http_version": "1.1", "method": "GET",
        "path": "/stream", "raw_path": b"/stream", "query_string": b"", "headers": [],
    }  # fmt: skip

    async def receive():
        await is_blocked.wait()
        # Until all places before the reader are taken.
        await asyncio.sleep(0.2)
        return {"type": "http.disconnect"}

    async def send(message):
        if message["type"] == "http.response.body":
            is_blocked.set()
            await asyncio.sleep(60)

    await asyncio.wait_for(app(scope, receive, send), SOON)


def test_a_reader_that_leaves_is_no_error():
    asyncio.run(read_and_leave(app_of(StreamRoute)))
    # Once this passes, FastAPI does it by itself, and the route's class can go.
    with pytest.raises(ExceptionGroup):
        asyncio.run(read_and_leave(app_of(OneStep)))


def test_a_fault_of_a_stream_stays_one():
    with pytest.RaisesGroup(pytest.RaisesExc(RuntimeError, match="ours"), flatten_subgroups=True):
        asyncio.run(read_and_leave(app_of(StreamRoute, RuntimeError("ours"))))


def test_the_stream_of_changes_is_such_a_route(quick_api):
    contexts = iter_route_contexts(quick_api.app.routes)
    kinds = {each.path: type(each.original_route) for each in contexts}
    assert kinds["/api/v1/events"] is StreamRoute

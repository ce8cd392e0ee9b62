"""The route of the stream of changes."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent

from backend.authorisation import open_to_viewers
from backend.http.dependencies import OneStep, PrincipalDep
from backend.live.feed import FeedDep
from backend.live.stream import follow

router = APIRouter(tags=["live"], route_class=OneStep)


@router.get("/events", response_class=EventSourceResponse)
@open_to_viewers
async def stream_events(
    principal: PrincipalDep,
    feed: FeedDep,
    last_event_id: Annotated[str | None, Header(max_length=40)] = None,
) -> AsyncIterator[ServerSentEvent]:
    """What changes, as it changes: ids only. Goes on after `Last-Event-ID`."""
    async for event in follow(feed, principal, last_event_id):
        yield event

"""The route of the stream of changes."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import structlog
from anyio import BrokenResourceError
from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.types import Receive, Scope, Send

from backend.authorisation import name_of, open_to_every_link
from backend.http.dependencies import OneStep, PrincipalDep
from backend.live.answers import answers
from backend.live.feed import FeedDep
from backend.live.schemas import ManyAsked
from backend.live.stream import follow
from backend.roles import for_role

LINES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}
}

log = structlog.get_logger(__name__)


class StreamRoute(OneStep):
    """A route of streams, whose readers may leave while an event is on its way."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the reader leaves, which is no error."""
        try:
            await super().handle(scope, receive, send)
        except* BrokenResourceError:
            # FastAPI closes the reading end while an event waits for room before it.
            log.debug("the reader of a stream left while an event was sent")


router = APIRouter(tags=["live"], route_class=StreamRoute)


async def place_among_streams(feed: FeedDep, principal: PrincipalDep) -> AsyncIterator[None]:
    """A place while the answer is sent. Asked for before it begins, so that it can be 429."""
    with feed.place(name_of(principal)):
        yield


@router.get(
    "/events", response_class=EventSourceResponse, dependencies=[Depends(place_among_streams)]
)
@open_to_every_link
async def stream_events(
    principal: PrincipalDep,
    feed: FeedDep,
    last_event_id: Annotated[str | None, Header(max_length=40)] = None,
) -> AsyncIterator[ServerSentEvent]:
    """What changes, as it changes: ids only. Goes on after `Last-Event-ID`."""
    async for event in follow(feed, principal, last_event_id):
        yield event


@router.post("/answers", response_class=StreamingResponse, responses=LINES)
@for_role("viewer")
async def answer_many(request: Request, many: ManyAsked) -> StreamingResponse:
    """Many GETs in one request, without the answers that did not change.

    The answer has two lines for each, in their order: an object with `status` and `tag`, and the
    body as it would come alone; empty where the tag is the one that was sent.
    """
    return StreamingResponse(answers(request, many.asked), media_type="application/x-ndjson")

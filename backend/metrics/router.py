"""The route that Prometheus asks."""

from importlib import import_module
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from backend.db import runs, workers
from backend.http.dependencies import DatabaseDep, LanesDep, OneStep
from backend.roles import for_role

# Loaded where it is asked for: most servers are never asked, and every command line starts faster.
EXPOSITION = "backend.metrics.exposition"
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
TEXT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": {"schema": {"type": "string"}}}}
}

router = APIRouter(tags=["access"], route_class=OneStep)


@router.get("/metrics", response_class=Response, responses=TEXT)
@for_role("viewer")
async def get_metrics(request: Request, store: DatabaseDep, lanes: LanesDep) -> Response:
    """Numbers of this process and of the queue, for Prometheus. They name nobody and nothing."""
    state = request.app.state
    waiting = {
        name: lane.waiting
        for name, lane in (("reading", lanes.reading), ("writing", lanes.writing))
    }

    def told() -> bytes:
        with store.reading() as session:
            counts, live = runs.queue_counts(session), workers.list_live(session)
        module = import_module(EXPOSITION)
        slots = sum(worker.slots for worker in live)
        measured = module.Measured(
            state.answered, state.feed.streams, waiting, counts, len(live), slots
        )
        text: bytes = module.exposition(measured)
        return text

    return Response(await lanes.checking.run(told), media_type=MEDIA_TYPE)

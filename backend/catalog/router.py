"""Routes about what can be chosen and what there is to run it on."""

from fastapi import APIRouter

from backend.catalog import choices, workers
from backend.catalog.schemas import Catalog, Queue, WorkerView
from backend.dependencies import OneStep, SessionDep
from backend.principal import open_to_viewers

router = APIRouter(tags=["catalog"], route_class=OneStep)


@router.get("/catalog")
@open_to_viewers
def get_catalog() -> Catalog:
    """Versions, environments, presets, the spec's schema, and what a run reports."""
    return choices.catalog()


@router.get("/workers")
def list_workers(session: SessionDep) -> list[WorkerView]:
    """The workers that run or ran lately."""
    return workers.seen(session)


@router.get("/queue")
def get_queue(session: SessionDep) -> Queue:
    """How much there is to do, and to do it with."""
    return workers.queue(session)

"""Routes about what can be chosen and what there is to run it on."""

from fastapi import APIRouter

from backend.authorisation import Owner, open_to_viewers
from backend.catalog import contents, workers
from backend.catalog.schemas import (
    Catalog,
    DeletedPreset,
    NewPreset,
    PresetChoice,
    Queue,
    QueueChange,
    WorkerView,
)
from backend.http.dependencies import DatabaseSettingsDep, OneStep, PrincipalDep, SessionDep
from backend.http.idempotency import OnceDep
from backend.own_presets import delete, own_presets, save
from backend.roles import for_role

router = APIRouter(tags=["catalog"], route_class=OneStep)


@router.get("/catalog")
@open_to_viewers
def get_catalog(principal: PrincipalDep, settings: DatabaseSettingsDep) -> Catalog:
    """Versions, environments, presets, the spec's schema, and what a run reports."""
    if isinstance(principal, Owner):
        return contents.catalog_with(own_presets(settings.data))
    return contents.catalog()


@router.post("/presets", status_code=201)
def save_preset(
    session: SessionDep,
    principal: PrincipalDep,
    once: OnceDep,
    settings: DatabaseSettingsDep,
    new: NewPreset,
) -> PresetChoice:
    """Keep a spec as a preset of your own, in a file of the data folder."""

    def kept() -> PresetChoice:
        preset = save(settings.data, new.name, new.title, new.spec, replace=new.replace)
        return contents.preset_choice(preset, own=True)

    return once.begin(session, principal, new).answer(PresetChoice, kept)


@router.delete("/presets/{name:path}")
def delete_preset(settings: DatabaseSettingsDep, name: str) -> DeletedPreset:
    """Delete a preset of your own. Runs that began from it stay as they are."""
    delete(settings.data, name)
    return DeletedPreset(name=name)


@router.get("/workers")
def list_workers(session: SessionDep) -> list[WorkerView]:
    """The workers that run or ran lately."""
    return workers.seen(session)


@router.get("/queue")
def get_queue(session: SessionDep) -> Queue:
    """How much there is to do, and to do it with."""
    return workers.queue(session)


@router.patch("/queue")
@for_role("admin")
def change_queue(session: SessionDep, changes: QueueChange) -> Queue:
    """Pause the whole queue or let it go on, and limit what an account has running and queued."""
    return workers.change_queue(session, changes)

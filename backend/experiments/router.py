"""Routes about experiments."""

from typing import Annotated

from fastapi import APIRouter, Query

from backend.authorisation import open_to_viewers
from backend.experiments import rules, visible_to
from backend.experiments.schemas import (
    ExperimentAccess,
    ExperimentChange,
    Experiments,
    NewExperiment,
    VisibleTo,
)
from backend.http.dependencies import OneStep, PrincipalDep, SessionDep
from backend.http.idempotency import OnceDep
from backend.schemas import Experiment, Limit, PathId

router = APIRouter(prefix="/experiments", tags=["experiments"], route_class=OneStep)


@router.get("")
def list_experiments(session: SessionDep, limit: Annotated[Limit, Query()] = 200) -> Experiments:
    """Experiments, the one that changed last first."""
    return rules.newest(session, limit)


@router.post("", status_code=201)
def create_experiment(
    session: SessionDep, principal: PrincipalDep, once: OnceDep, new: NewExperiment
) -> Experiment:
    """Begin an experiment."""
    creation = once.begin(session, principal, new)
    return creation.answer(Experiment, lambda: rules.create(session, new))


@router.get("/{experiment_id}")
@open_to_viewers
def get_experiment(
    session: SessionDep, principal: PrincipalDep, experiment_id: PathId
) -> Experiment:
    """One experiment."""
    return rules.read(session, principal, experiment_id)


@router.patch("/{experiment_id}")
def change_experiment(
    session: SessionDep, experiment_id: PathId, changes: ExperimentChange
) -> Experiment:
    """Rename or describe an experiment."""
    return rules.edit(session, experiment_id, changes)


@router.get("/{experiment_id}/access")
def get_experiment_access(session: SessionDep, experiment_id: PathId) -> ExperimentAccess:
    """Who sees an experiment, and whom it could be shown to."""
    return visible_to.described(session, experiment_id)


@router.patch("/{experiment_id}/access")
def change_experiment_access(
    session: SessionDep, principal: PrincipalDep, experiment_id: PathId, wanted: VisibleTo
) -> ExperimentAccess:
    """Let others see an experiment, or no longer. Its owner and administrators may."""
    return visible_to.change(session, principal, experiment_id, wanted)


@router.delete("/{experiment_id}")
def delete_experiment(session: SessionDep, experiment_id: PathId) -> Experiment:
    """Delete an experiment with its runs; running ones are cancelled. It can be restored."""
    return rules.delete(session, experiment_id)


@router.post("/{experiment_id}/restore")
def restore_experiment(session: SessionDep, experiment_id: PathId) -> Experiment:
    """Undo a deletion."""
    return rules.restore(session, experiment_id)

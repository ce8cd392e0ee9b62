"""Launching: one run per combination and seed, all of them or none."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from backend.db import experiments, runs, workers
from backend.db.tables import Experiment
from backend.errors import RequestRefused
from backend.experiment_view import experiment_view
from backend.runs.idle import asked_in_vain, changed_in_vain
from backend.runs.launch_schemas import Launched, LaunchRequest, RelaunchRequest
from backend.runs.plan import Plan, plan
from backend.runs.quota import refuse_beyond_quota
from backend.runs.run_view import existing_run, open_experiment, run_views
from backend.spec.grid import merged
from backend.spec.preset import Preset
from backend.spec.presets import PRESETS
from backend.spec.problems import FieldProblem, SpecRefused, shortened


def launch(
    session: Session, request: LaunchRequest, presets: Mapping[str, Preset] = PRESETS
) -> Launched:
    """Put the runs of a request into the queue.

    Raises:
        SpecRefused: For every value that makes no run; nothing was changed.
        RequestRefused: When it names an experiment both by id and by a new name.
        Unknown: When it names an experiment or a parent that is not there.
        ConflictingChange: When the experiment was deleted.
        QuotaReached: When too many runs of the account would wait.
    """
    planned = plan(request, presets)
    _refuse_environments(session, planned)
    experiment = place(session, request)
    if experiment is None:
        experiment = experiments.create(session, planned.title)
    return _queue(session, experiment, planned, request)


def _refuse_environments(session: Session, planned: Plan) -> None:
    """See that some worker can make each environment.

    Raises:
        SpecRefused: With the reason, where all workers that live have tried and failed.
    """
    for name in dict.fromkeys(spec.environment.id for spec in planned.specs):
        reason = workers.refusal(session, name)
        if reason is not None:
            told = f"cannot be trained here: {reason}"
            raise SpecRefused((FieldProblem("environment.id", shortened(name), told),))


def relaunch(session: Session, run_id: str, request: RelaunchRequest) -> Launched:
    """Launch again from a run's spec, with changes, into the same experiment.

    Raises:
        SpecRefused: For every value that makes no run; nothing was changed.
        Unknown: When there is no such run.
        ConflictingChange: When its experiment was deleted.
    """
    parent = existing_run(session, run_id)
    seeds = [parent.seed] if request.seeds is None else request.seeds
    changes = {name: value for name, value in request.spec.items() if name != "seed"}
    if "seed" in request.spec and request.seeds is None:
        seeds = [request.spec["seed"]]
    again = LaunchRequest.model_construct(
        experiment_id=parent.experiment_id,
        name=request.name,
        spec=merged(parent.spec, changes),
        seeds=seeds,
        tags=list(parent.tags),
        parent_id=parent.id,
    )
    launched = launch(session, again)
    return launched.model_copy(update={"idle": changed_in_vain(changes, plan(again).specs)})


def place(session: Session, request: LaunchRequest) -> Experiment | None:
    """The experiment that a launch goes into; None for a new one."""
    if request.experiment_id is not None and request.experiment_name is not None:
        problem = "an experiment_id or the experiment_name of a new one, not both"
        raise RequestRefused(
            FieldProblem("experiment_name", shortened(request.experiment_name), problem)
        )
    if request.parent_id is not None:
        existing_run(session, request.parent_id)
    return open_experiment(session, request.experiment_id) if request.experiment_id else None


def _queue(
    session: Session, experiment: Experiment, planned: Plan, request: LaunchRequest
) -> Launched:
    new = [
        runs.NewRun(name, spec, tuple(request.tags), request.parent_id)
        for name, spec in zip(planned.names, planned.specs, strict=True)
    ]
    refuse_beyond_quota(session, len(new))
    rows = runs.create(session, experiment.id, new)
    summary = experiments.summaries(session, [experiment])[experiment.id]
    return Launched(
        experiment=experiment_view(experiment, summary),
        runs=run_views(session, [row.id for row in rows]),
        idle=asked_in_vain(request, planned.specs),
    )

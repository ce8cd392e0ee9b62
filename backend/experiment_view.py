"""Stored things as the responses of several features show them."""

from backend.db.experiments import ExperimentSummary
from backend.db.tables import Experiment as ExperimentRow
from backend.schemas import Experiment, RunCounts


def experiment_view(row: ExperimentRow, summary: ExperimentSummary) -> Experiment:
    """A stored experiment as responses show it."""
    return Experiment(
        id=row.id,
        name=row.name,
        description=row.description,
        created_at=row.created_at,
        updated_at=summary.updated_at,
        deleted_at=row.deleted_at,
        run_counts=RunCounts.model_validate(summary.counts),
        environments=summary.environments,
        max_running=row.max_running,
    )

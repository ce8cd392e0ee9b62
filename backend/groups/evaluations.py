"""When runs are evaluated."""

from backend.db.tables import Run
from backend.spec.training import TrainingSpec


def first_evaluation(run: Run) -> int:
    """The real step at which a run's first evaluation is due."""
    return TrainingSpec.model_validate(run.spec["training"]).first_evaluation

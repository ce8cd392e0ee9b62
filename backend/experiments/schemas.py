"""What is asked of experiments."""

from pydantic import Field

from backend.schemas import Ask, Experiment, Name, Prose, View


class NewExperiment(Ask):
    """An experiment without runs yet."""

    name: Name
    description: Prose = ""


class ExperimentChange(Ask):
    """New words for an experiment. What is left out stays."""

    name: Name | None = None
    description: Prose | None = None


class Experiments(View):
    """All experiments, newest change first."""

    items: list[Experiment] = Field(description="At most `limit` of them.")
    total: int

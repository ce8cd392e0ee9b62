"""The finished runs that a launch's time and disk are foretold from, read once for both."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from backend.db import runs
from backend.db.runs import FinishedRun
from backend.spec.run import RunSpec

# The learner of a run: its environment, version and improver.
Kind = tuple[str, str, str]
Finished = Mapping[Kind, Sequence[FinishedRun]]


def kind_of(spec: RunSpec) -> Kind:
    """The learner that a spec is of."""
    return spec.environment.id, spec.algorithm.version, spec.improver


def finished_by_kind(session: Session, specs: Sequence[RunSpec]) -> Finished:
    """The latest finished runs of each learner that a launch has; empty where none is."""
    one_of_each = {kind_of(spec): spec for spec in specs}
    return {kind: runs.finished_runs(session, spec) for kind, spec in one_of_each.items()}

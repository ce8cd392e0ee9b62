"""What of a run an asker may see."""

from backend.authorisation import Principal, ShareViewer
from backend.runs.schemas import Run


def seen_by(principal: Principal, run: Run) -> Run:
    """The run as the asker may see it: a link says nothing of the machines."""
    if not isinstance(principal, ShareViewer):
        return run
    return run.model_copy(update={"worker_id": None})

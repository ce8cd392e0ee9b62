"""Which share links a server allows, and what is left of what a link shows."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from backend.db import experiments, runs
from backend.db.shares import ShareKind
from backend.errors import LinksForbidden, TargetDeleted
from backend.settings import Links


def refuse_forbidden(links: Links, expires_at: datetime | None) -> None:
    """Pass where links that end then are allowed.

    Links that were made before are held to it too.

    Args:
        links: What the server's setting allows.
        expires_at: When the link ends; None is never.

    Raises:
        LinksForbidden: When they are not.
    """
    if links == "forbidden":
        raise LinksForbidden("Links are not allowed on this server: its administrator said so.")
    if links == "expiring" and expires_at is None:
        raise LinksForbidden("On this server a link needs a day on which it ends.")


def runs_left(
    session: Session, kind: ShareKind, target_id: str | None, run_ids: Sequence[str]
) -> list[str]:
    """The runs that a link of that kind shows now, an experiment's later ones too.

    Args:
        session: Of the request.
        kind: What the link shows.
        target_id: The experiment or run; None for a comparison.
        run_ids: The runs of a comparison, in its order.

    Raises:
        TargetDeleted: When nothing is left of them.
    """
    if kind == "experiment" and target_id is not None:
        experiment = experiments.get(session, target_id)
        if experiment is None or experiment.deleted_at is not None:
            raise TargetDeleted(kind)
        return list(runs.ids_of_experiment(session, target_id))
    wanted = [target_id] if target_id is not None else list(run_ids)
    there = runs.left_of(session, wanted)
    left = [each for each in wanted if each in there]
    if not left:
        raise TargetDeleted(kind)
    return left

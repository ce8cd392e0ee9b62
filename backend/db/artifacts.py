"""Artifacts: what files a run made, and where they lie."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.db.base import database_now, new_id
from backend.db.queue import Claim, owned
from backend.db.tables import Artifact

# A run's newest; older ones are removed when one is made.
CHECKPOINTS_KEPT = 2


@dataclass(frozen=True)
class NewArtifact:
    """A file in the artifact store.

    Attributes:
        kind: What it is, for example `checkpoint`.
        name: Its file name.
        uri: Its fsspec address.
        size: Bytes.
        sha256: Hash of its content, hexadecimal.
        env_step: Real steps of the run when it was made.
    """

    kind: str
    name: str
    uri: str
    size: int
    sha256: str
    env_step: int


def record(session: Session, claim: Claim, new: NewArtifact) -> Artifact:
    """Store that a claimed run made a file.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    owned(session, claim)
    artifact = Artifact(
        id=new_id(),
        run_id=claim.run_id,
        kind=new.kind,
        name=new.name,
        uri=new.uri,
        bytes=new.size,
        sha256=new.sha256,
        env_step=new.env_step,
        attempt=claim.attempt,
        created_at=database_now(session),
    )
    session.add(artifact)
    session.flush()
    return artifact


def checkpoints(session: Session, run_id: str) -> Sequence[Artifact]:
    """A run's checkpoints, the furthest and newest first."""
    query = select(Artifact).where(Artifact.run_id == run_id, Artifact.kind == "checkpoint")
    newest = (Artifact.env_step.desc(), Artifact.created_at.desc(), Artifact.id)
    return session.scalars(query.order_by(*newest)).all()


def of_run(session: Session, run_id: str) -> Sequence[Artifact]:
    """A run's artifacts, oldest first."""
    query = select(Artifact).where(Artifact.run_id == run_id)
    return session.scalars(query.order_by(Artifact.created_at, Artifact.id)).all()


def forget(session: Session, claim: Claim, artifact_ids: Sequence[str]) -> None:
    """Drop the records of files that were removed.

    Raises:
        StaleClaim: When the claim no longer owns the run.
    """
    owned(session, claim)
    mine = Artifact.run_id == claim.run_id
    session.execute(delete(Artifact).where(mine, Artifact.id.in_(artifact_ids)))

"""Which stored files are no longer needed, by rules, and how much room everything takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Select, delete, func, select, text
from sqlalchemy.orm import Session

from backend.db.base import database_now
from backend.db.publication_tables import Publication
from backend.db.status import Status
from backend.db.tables import Artifact, Run

ENDED = [status for status in Status if status.is_final]


@dataclass(frozen=True)
class Rules:
    """What may go.

    Attributes:
        keep: Checkpoints that stay of each run that has ended, the newest.
        ended_days: Of runs that ended longer ago than this.
        deleted_days: Of runs that were deleted longer ago than this nothing stays.
    """

    keep: int = 1
    ended_days: float = 7.0
    deleted_days: float = 30.0


class StoredFile(NamedTuple):
    """A file that a run made."""

    id: str
    run_id: str
    uri: str
    bytes: int


class Kept(NamedTuple):
    """What the files of some runs take."""

    what: str
    files: int
    bytes: int


def of_deleted_runs(session: Session, rules: Rules) -> list[StoredFile]:
    """The files of runs that were deleted long ago."""
    before = database_now(session) - timedelta(days=rules.deleted_days)
    query = _files().where(Run.deleted_at < before, Run.status.in_(ENDED))
    return [StoredFile(row.id, row.run_id, row.uri, row.bytes) for row in session.execute(query)]


def old_checkpoints(session: Session, rules: Rules) -> list[StoredFile]:
    """Checkpoints of runs that ended long ago, but the newest of each."""
    before = database_now(session) - timedelta(days=rules.ended_days)
    query = _files().where(
        Run.finished_at < before, Run.status.in_(ENDED), Artifact.kind == "checkpoint"
    )
    newest = (Artifact.env_step.desc(), Artifact.created_at.desc(), Artifact.id)
    rows = session.execute(query.order_by(Run.id, *newest))
    found = [StoredFile(row.id, row.run_id, row.uri, row.bytes) for row in rows]
    of_runs = groupby(found, lambda each: each.run_id)
    return [each for _, files in of_runs for each in [*files][rules.keep :]]


def _files() -> Select[str, str, str, int]:
    columns = (Artifact.id, Artifact.run_id, Artifact.uri, Artifact.bytes)
    return select(*columns).join(Run, Run.id == Artifact.run_id)


def forget(session: Session, files: Iterable[StoredFile]) -> list[StoredFile]:
    """Drop the rows of files, but those of runs that go on again meanwhile; what was dropped.

    The rows go first: a file without a row does no harm, and is found the next time.
    """
    wanted = list(files)
    runs = sorted({each.run_id for each in wanted})
    still = select(Run.id).where(Run.id.in_(runs), Run.status.in_(ENDED))
    ended = set(session.scalars(still.order_by(Run.id).with_for_update()))
    gone = [each for each in wanted if each.run_id in ended]
    session.execute(delete(Artifact).where(Artifact.id.in_([each.id for each in gone])))
    return gone


def named_files(session: Session) -> set[str]:
    """The addresses of all files that rows name."""
    return set(session.scalars(select(Artifact.uri)))


def publications_of(session: Session) -> set[str]:
    """The ids of all publications, whose files lie under these names."""
    return set(session.scalars(select(Publication.id)))


def room_taken(session: Session) -> Sequence[Kept]:
    """What the files of runs take, by what became of the runs."""
    is_deleted = Run.deleted_at.is_not(None)
    query = (
        select(Run.status, is_deleted, func.count(), func.sum(Artifact.bytes))
        .select_from(Artifact)
        .join(Run, Run.id == Artifact.run_id)
        .group_by(Run.status, is_deleted)
        .order_by(is_deleted, Run.status)
    )
    return [
        Kept(f"{'deleted, ' if deleted else ''}{status}", count, int(size or 0))
        for status, deleted, count, size in session.execute(query)
    ]


def database_bytes(session: Session) -> int:
    """What the database itself takes."""
    if session.get_bind().dialect.name == "postgresql":
        return session.scalar(select(func.pg_database_size(func.current_database()))) or 0
    pages = session.scalar(text("PRAGMA page_count")) or 0
    return int(pages) * int(session.scalar(text("PRAGMA page_size")) or 0)

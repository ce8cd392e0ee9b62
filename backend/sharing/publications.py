"""Publications: asked for, followed, cancelled, and forgotten after a while."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from backend.db import publications
from backend.db.base import database_now
from backend.db.publication_tables import Publication as PublicationRow
from backend.errors import ConflictingChange, Unknown
from backend.link_policy import refuse_forbidden
from backend.settings import Links
from backend.sharing.links import refuse_bad_target
from backend.sharing.publication_schemas import NewPublication, Publication, Publications

KEPT = timedelta(days=1)
MOST_LISTED = 20
WORDS: Mapping[publications.State, str] = {
    "waiting": "Waiting for its turn.",
    "running": "{answers:,} answers so far.",
    "done": "{answers:,} answers.",
    "failed": "{problem}",
    "cancelled": "Cancelled. Nothing was published.",
}


def create(session: Session, new: NewPublication, policy: Links) -> Publication:
    """Ask for a page. It is not made yet.

    Raises:
        RequestRefused: When it does not say exactly what to show.
        Unknown: When what it shows is not there.
        ConflictingChange: When that was deleted, or another page is being made.
        LinksForbidden: When nothing may be shown to others.
    """
    # A page that was published never ends, but it is one that its maker sends.
    refuse_forbidden(policy, database_now(session))
    refuse_bad_target(session, new)
    if publications.active(session) is not None:
        raise ConflictingChange(
            "Another page of yours is being made. Wait until it is done, or cancel it."
        )
    asked = publications.NewPublication(
        kind=new.kind,
        form=new.form,
        target_id=new.target_id,
        run_ids=new.run_ids or (),
        view=new.view,
        title=new.title,
        note=new.note,
        licence=new.licence,
    )
    return _view(session, publications.create(session, asked))


def forget_old(session: Session) -> Sequence[str]:
    """Take away rows of pages that were made long ago; the ids of those whose files may go too."""
    old = publications.older_than(session, KEPT)
    for row in old:
        session.delete(row)
    return [row.id for row in old]


def newest(session: Session) -> Publications:
    """The asker's pages, newest first."""
    rows = publications.newest(session, MOST_LISTED)
    return Publications(items=[_view(session, row) for row in rows])


def get(session: Session, publication_id: str) -> Publication:
    """One of them.

    Raises:
        Unknown: When there is none of that id.
    """
    return _view(session, _row(session, publication_id))


def cancel(session: Session, publication_id: str) -> Publication:
    """Stop making it, or forget what was made.

    Raises:
        Unknown: When there is none of that id.
    """
    row = _row(session, publication_id)
    publications.cancel(session, row)
    shown = _view(session, row)
    if row.state != "cancelled":
        session.delete(row)
    return shown


def file_of(session: Session, publication_id: str) -> Publication:
    """One whose file can be had.

    Raises:
        Unknown: When there is none of that id.
        ConflictingChange: When it is not done.
    """
    made = get(session, publication_id)
    if made.state != "done":
        raise ConflictingChange(f"This page is {made.state}, so there is no file of it.")
    return made


def _row(session: Session, publication_id: str) -> PublicationRow:
    row = publications.get(session, publication_id)
    if row is None or row.form == "frozen":
        raise Unknown("publication", publication_id)
    return row


def _view(session: Session, row: PublicationRow) -> Publication:
    state = publications.state_of(session, row)
    ended_early = state == "failed" and row.state != "failed"
    problem = publications.ENDED_EARLY if ended_early else row.problem
    return Publication(
        id=row.id,
        form="html" if row.form == "html" else "zip",
        state=state,
        title=row.title,
        words=WORDS[state].format(answers=row.answers, problem=problem),
        answers=row.answers,
        bytes=row.bytes,
        left_out=row.left_out,
        problem=problem,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )

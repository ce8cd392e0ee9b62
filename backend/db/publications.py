"""Publications: asked for, made in the background, kept for a while, and given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.db.base import database_now, new_id
from backend.db.publication_tables import Publication
from backend.db.shares import ShareKind
from backend.db.visibility import asker_of

# A zip of a folder, one HTML document, or the answers that a frozen link reads.
Form = Literal["zip", "html", "frozen"]
State = Literal["waiting", "running", "done", "failed", "cancelled"]
FORMS: tuple[Form, ...] = get_args(Form)
STATES: tuple[State, ...] = get_args(State)
ACTIVE = ("waiting", "running")
# Who makes one says so each second; who waits for a turn has nobody to say so.
SILENT = {"running": timedelta(minutes=10), "waiting": timedelta(hours=1)}
ENDED_EARLY = "The server stopped before it was done. Publish again."


@dataclass(frozen=True)
class NewPublication:
    """A page to be made.

    Attributes:
        kind: What it shows.
        form: What is made of it.
        target_id: The experiment or run; None for a comparison.
        run_ids: The runs of a comparison, in order.
        view: The page's address after the `?`.
        title: What the page is called.
        note: What its author says, as Markdown.
        licence: Under which terms it may be used.
    """

    kind: ShareKind
    form: Form
    target_id: str | None = None
    run_ids: Sequence[str] = ()
    view: str = ""
    title: str = ""
    note: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of it.

    Attributes:
        run_ids: The runs that it shows.
        size: Bytes of all that was made.
        left_out: What is missing, in words.
    """

    run_ids: Sequence[str]
    size: int
    left_out: str


def create(session: Session, new: NewPublication) -> Publication:
    """Note that a page is to be made."""
    now = database_now(session)
    row = Publication(
        id=new_id(),
        kind=new.kind,
        form=new.form,
        target_id=new.target_id,
        run_ids=list(new.run_ids),
        view=new.view,
        title=new.title,
        note=new.note,
        licence=new.licence,
        state="waiting",
        answers=0,
        bytes=0,
        left_out="",
        problem="",
        created_at=now,
        heartbeat_at=now,
    )
    session.add(row)
    session.flush()
    return row


def get(session: Session, publication_id: str) -> Publication | None:
    """A publication by its id."""
    return session.get(Publication, publication_id)


def newest(session: Session, limit: int) -> Sequence[Publication]:
    """Those that are files, newest first."""
    query = select(Publication).where(Publication.form != "frozen")
    return session.scalars(query.order_by(Publication.created_at.desc()).limit(limit)).all()


def active(session: Session) -> Publication | None:
    """One of the asker's own pages that is not done yet; what frozen links keep is none."""
    asker = asker_of(session)
    own = Publication.account_id == (None if asker is None else asker.account_id)
    pages = Publication.state.in_(ACTIVE) & (Publication.form != "frozen")
    query = select(Publication).where(pages, own)
    rows = session.scalars(query.order_by(Publication.created_at)).all()
    return next((row for row in rows if state_of(session, row) in ACTIVE), None)


def older_than(session: Session, age: timedelta) -> Sequence[Publication]:
    """Files that were asked for so long ago that they need not be kept."""
    over = database_now(session) - age
    query = select(Publication).where(Publication.form != "frozen", Publication.created_at < over)
    return session.scalars(query).all()


def state_of(session: Session, row: Publication) -> State:
    """Its state; one that nobody makes any more failed, whatever was noted last."""
    silence = SILENT.get(row.state)
    if silence is not None and database_now(session) - row.heartbeat_at > silence:
        return "failed"
    return next(state for state in STATES if state == row.state)


def begin(session: Session, row: Publication) -> bool:
    """Note that it is being made; False where it was cancelled before."""
    if row.state != "waiting":
        return False
    row.state = "running"
    row.heartbeat_at = database_now(session)
    return True


def progress(session: Session, row: Publication, answers: int) -> bool:
    """Note how far it is; False where it is not to go on."""
    if row.state != "running":
        return False
    row.answers, row.heartbeat_at = answers, database_now(session)
    return True


def finish(session: Session, row: Publication, outcome: Outcome) -> None:
    """Note that it is done."""
    row.state, row.finished_at = "done", database_now(session)
    row.run_ids, row.bytes = list(outcome.run_ids), outcome.size
    row.left_out = outcome.left_out


def fail(session: Session, row: Publication, problem: str) -> None:
    """Note why it was not made."""
    if row.state in ACTIVE:
        row.state, row.finished_at = "failed", database_now(session)
        row.problem = problem


def cancel(session: Session, row: Publication) -> None:
    """Note that it is not wanted any more; who makes it looks each second."""
    if row.state in ACTIVE:
        row.state, row.finished_at = "cancelled", database_now(session)

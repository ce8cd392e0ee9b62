"""Makes a publication, in a process of its own, and notes how far it is."""

import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import structlog

from backend import private
from backend.db import publications
from backend.db.publication_tables import Publication
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.shares import ShareKind
from backend.publication.document import Facts
from backend.publication.gather import Gatherer, NothingToPublish
from backend.publication.kept_files import KeptFiles
from backend.publication.publish import Made, publish_answers
from backend.publication.whole_files import publish_html, publish_zip
from backend.publisher.parent import be_quiet, end_with_parent
from backend.publisher.reader import MakeApp, reader, reading_link
from backend.publisher.several import Several, Source, processes_for
from backend.settings import WebSettings
from backend.version import VERSION

# Serving comes first: a publication takes what is left of the processor.
NICENESS = 3
NOTED_EVERY_SECONDS = 1.0
NO_RUNS = "There is no run in it yet, so there is nothing to publish."
NOT_BUILT = "The server has no page to publish: run `make up`, or `npm run build` in `frontend/`."
UNEXPECTED = "It could not be made. The server's log has the details."

# Is told how many answers there are.
Tell = Callable[[int], None]

log = structlog.get_logger(__name__)


class Unwanted(Exception):
    """Nobody wants it any more."""


class NotBuilt(Exception):
    """The page itself is not there."""


@dataclass(frozen=True)
class Maker:
    """What a publication is made with.

    Attributes:
        make_app: Makes the app that answers.
        database: Where the store is.
        web: The settings of the web process.
    """

    make_app: MakeApp
    database: DatabaseSettings
    web: WebSettings


def make(maker: Maker, publication_id: str) -> None:
    """Make it, whole or not at all; what went wrong is noted in its row."""
    end_with_parent()
    be_quiet()
    os.nice(NICENESS)
    private.keep_from_others()
    store = Database(maker.database)
    try:
        with store.transaction() as session:
            row = publications.get(session, publication_id)
            if row is None or not publications.begin(session, row):
                return
            # What is taken out of a session before it is written is lost.
            session.flush()
            session.expunge(row)
        _make(maker, store, row)
    except Unwanted:
        KeptFiles(maker.database.artifacts, publication_id).remove()
    except NothingToPublish:
        _fail(store, publication_id, NO_RUNS)
    except NotBuilt:
        _fail(store, publication_id, NOT_BUILT)
    except Exception as error:
        log.exception("a publication could not be made", publication=publication_id)
        _fail(store, publication_id, UNEXPECTED)
        KeptFiles(maker.database.artifacts, publication_id).remove()
        raise SystemExit(1) from error
    finally:
        store.dispose()


def _fail(store: Database, publication_id: str, problem: str) -> None:
    with store.transaction() as session:
        row = publications.get(session, publication_id)
        if row is not None:
            publications.fail(session, row, problem)


class _Telling:
    """Notes how far it is, each second."""

    def __init__(self, store: Database, publication_id: str) -> None:
        self._store = store
        self._id = publication_id
        self._noted = time.monotonic()

    def tell(self, answers: int) -> None:
        """Note so many answers, unless it was noted just now.

        Raises:
            Unwanted: When it was cancelled.
        """
        if time.monotonic() - self._noted < NOTED_EVERY_SECONDS:
            return
        self._noted = time.monotonic()
        with self._store.transaction() as session:
            row = publications.get(session, self._id)
            if row is None or not publications.progress(session, row, answers):
                raise Unwanted


def _make(maker: Maker, store: Database, row: Publication) -> None:
    kind = next(kind for kind in get_args(ShareKind) if kind == row.kind)
    tell = _Telling(store, row.id).tell
    with reading_link(store, row, kind) as token, _gatherer(maker, row, token) as gatherer:
        made = _published(maker, row, gatherer, tell)
    with store.transaction() as session:
        done = publications.get(session, row.id)
        if done is None or not publications.progress(session, done, made.answers):
            raise Unwanted
        outcome = publications.Outcome(gatherer.runs, made.bytes, made.left_out)
        publications.finish(session, done, outcome)


@contextmanager
def _gatherer(maker: Maker, row: Publication, token: str) -> Iterator[Gatherer]:
    """Who asks: alone, or with other processes where there is much to ask."""
    app = maker.make_app(maker.database, maker.web)
    with reader(app, token) as ask:
        gatherer = Gatherer(ask, is_whole=row.form != "html")
        processes = processes_for(len(gatherer.runs)) if gatherer.is_whole else 1
        if processes == 1:
            yield gatherer
            return
        several = Several(Source(maker.make_app, maker.database, maker.web, token), processes)
        gatherer.work = several.work
        try:
            yield gatherer
        finally:
            several.close()


def _published(maker: Maker, row: Publication, gatherer: Gatherer, tell: Tell) -> Made:
    """Make the files and keep them."""
    kept = KeptFiles(maker.database.artifacts, row.id)
    facts = Facts(
        at=row.created_at.isoformat(timespec="seconds"),
        title=row.title,
        note=row.note,
        licence=row.licence,
        version=VERSION,
        left_out="",
    )
    if row.form == "frozen":
        return publish_answers(
            gatherer, facts, lambda name, content: kept.put(f"{name}.bin", content), tell
        )
    publish = publish_zip if row.form == "zip" else publish_html
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{file_stem(row.title)}.{row.form}"
        made = publish(gatherer, page_files(maker.web.page), facts, path, tell)
        kept.put(f"page.{row.form}", path.read_bytes())
    return made


def file_stem(title: str) -> str:
    """A title as the name of a file that every system takes."""
    return re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-")[:60] or "results"


def page_files(page: Path) -> dict[str, bytes]:
    """The files that a published page is made of, as they were built.

    Raises:
        NotBuilt: When they were not.
    """
    folder = page / "published"
    try:
        names = (folder / "files.txt").read_text("utf-8").split()
        return {name: (folder / name).read_bytes() for name in names}
    except OSError as error:
        raise NotBuilt from error

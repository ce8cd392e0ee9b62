"""The picture that stands beside a link in a chat: the main figure of what the link shows."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock
from typing import TypeVar

from pydantic import ValidationError
from sqlalchemy.orm import Session

from backend.authorisation import Principal, ShareViewer, readable_run_ids, share_viewer
from backend.db import publications, shares
from backend.errors import Refused, RequestRefused, ShareUnknown
from backend.figures.picture import picture, words_alone
from backend.figures.picture_text import Lettering
from backend.figures.schemas import FigureAnswer, OverHorizonQuery, PlotlyFigure, ReturnsQuery
from backend.http.kept_answers import KeptAnswers
from backend.publication.kept_answers import answers_of
from backend.publication.kept_files import KeptFiles
from backend.publication.view import chosen, view_of
from backend.selection.request import GroupSelection
from backend.selection.selected_runs import selected_tags
from backend.settings import Links
from backend.spec.curves import CURVES

# What a page shows first, and what instead where runs have no model.
ERROR, RETURNS = "figures/over-horizon", "figures/returns"
OWN_KIND = next(key for key, curve in CURVES.items() if curve.has_own_figure)
NOTHING = "Nothing is measured yet."
Query = TypeVar("Query", bound=GroupSelection)
# Fonts are not for several threads, and one picture at a time leaves room for what is asked more.
_DRAWING = Lock()


@dataclass(frozen=True)
class Artist:
    """What pictures are made with.

    Attributes:
        lettering: Writes words.
        artifacts: Where the files of frozen links are.
        answers: Keeps pictures; None where nothing is kept.
        over_horizon: Draws a page's first figure.
        returns: Draws what stands there instead where runs have no model.
    """

    lettering: Lettering
    artifacts: str
    answers: KeptAnswers | None
    over_horizon: Callable[[Session, Principal, OverHorizonQuery], FigureAnswer]
    returns: Callable[[Session, Principal, ReturnsQuery], FigureAnswer]

    def picture_of(self, session: Session, token: str, links: Links) -> bytes:
        """The main figure of what a link shows, as a PNG, made only where it is not known.

        Raises:
            ShareUnknown: When the link is no good, whyever: of such a one nothing is told.
        """
        try:
            viewer = share_viewer(session, token, links)
        except Refused as refusal:
            raise ShareUnknown from refusal
        if viewer.is_frozen:
            return self._frozen(session, viewer)
        return self._live(session, viewer)

    def _live(self, session: Session, viewer: ShareViewer) -> bytes:
        run_ids = readable_run_ids(session, viewer)
        if not run_ids:
            return self._kept(["none"], lambda: None)
        share = shares.get(session, viewer.share_id)
        try:
            return self._looked_at(session, viewer, run_ids, view_of(share.view if share else ""))
        except RequestRefused:
            # A view of former times, or one that somebody wrote.
            return self._looked_at(session, viewer, run_ids, {})

    def _looked_at(
        self, session: Session, viewer: ShareViewer, run_ids: Sequence[str], view: dict[str, str]
    ) -> bytes:
        error = _query(OverHorizonQuery, view, ERROR, run_ids, kind=OWN_KIND)
        returns = _query(ReturnsQuery, view, RETURNS, run_ids)

        def drawn() -> PlotlyFigure | None:
            shown = _shown(self.over_horizon(session, viewer, error))
            return shown or _shown(self.returns(session, viewer, returns))

        asked = [error.model_dump_json(), returns.model_dump_json()]
        return self._kept([*asked, *selected_tags(session, viewer, error)], drawn)

    def _frozen(self, session: Session, viewer: ShareViewer) -> bytes:
        share = shares.get(session, viewer.share_id)
        made = None if share is None else publications.get(session, share.publication_id or "")
        if made is None or made.state != "done":
            return self._kept(["none"], lambda: None)

        def drawn() -> PlotlyFigure | None:
            found = answers_of(KeptFiles(self.artifacts, made.id), (ERROR, RETURNS))
            return next(filter(None, map(_shown, map(FigureAnswer.model_validate, found))), None)

        return self._kept(["frozen", made.id], drawn)

    def _kept(self, asked: Sequence[object], drawn: Callable[[], PlotlyFigure | None]) -> bytes:
        def make() -> bytes:
            figure = drawn()
            with _DRAWING:
                if figure is None:
                    return words_alone(NOTHING, self.lettering)
                return picture(figure, self.lettering)

        if self.answers is None:
            return make()
        key = blake2b(json.dumps(["picture", *asked]).encode(), digest_size=16).digest()
        return self.answers.get(key, make)


def _query(
    of: type[Query], view: dict[str, str], route: str, run_ids: Sequence[str], **fixed: str
) -> Query:
    """What the page of a link asks first; of a view that makes no sense, what it asks without."""
    named = {"runs": ",".join(run_ids), **fixed}
    looks = {name: value for name, value in chosen(view, route).items() if name in of.model_fields}
    try:
        return of.model_validate({**looks, **named})
    except ValidationError:
        return of.model_validate(named)


def _shown(answer: FigureAnswer) -> PlotlyFigure | None:
    return None if answer.empty else answer.figure

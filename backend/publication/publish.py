"""Makes a publication: gathers the answers, packs them, and puts them where they are to lie."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from backend.publication.document import (
    CONTENTS,
    MORE,
    Facts,
    as_script,
    contents,
    document,
    more,
    page_parts,
)
from backend.publication.gather import Gatherer
from backend.publication.packs import FIRST, Packs
from backend.publication.places import Edition, Place

# Also as they are, for a page that may fetch: a third smaller than as a script.
EARLY = ("page", "plotly", "style", CONTENTS, MORE, FIRST)
FONT = ".woff2"
# Takes a file, by its name.
Put = Callable[[str, bytes], None]


@dataclass(frozen=True)
class Made:
    """What was published.

    Attributes:
        answers: How many choices have an answer.
        bytes: Of all files.
        left_out: What is missing, in words.
    """

    answers: int
    bytes: int
    left_out: str


def publish_folder(
    gatherer: Gatherer,
    page: Mapping[str, bytes],
    facts: Facts,
    place: Place,
    tell: Callable[[int], None],
) -> Made:
    """Put a page and its answers at a place, whole or not at all.

    Args:
        gatherer: Who asks.
        page: The built files of the page.
        facts: What it says of itself.
        place: Where.
        tell: Is told how many answers there are, now and then.

    Raises:
        BadTarget: When something else lies there.
    """
    edition = Edition(place)
    try:
        return _Filling(edition, gatherer, page).fill(facts, tell)
    except BaseException:
        edition.give_up()
        raise


def publish_answers(
    gatherer: Gatherer, facts: Facts, put: Put, tell: Callable[[int], None]
) -> Made:
    """Put the answers of a page somewhere, without the page, which the server has itself.

    Args:
        gatherer: Who asks.
        facts: What the page says of itself.
        put: Takes each file by its name, the list of what is in them last.
        tell: Is told how many answers there are, now and then.
    """
    packs = Packs()
    total = 0

    def counted(name: str, content: bytes) -> None:
        nonlocal total
        total += len(content)
        put(name, content)

    _put_answers(gatherer, packs, counted, tell)
    facts = replace(facts, left_out=" ".join(gatherer.left_out))
    _put_lists(facts, packs, gatherer.naming, counted)
    return Made(len(packs.places), total, facts.left_out)


def _put_lists(facts: Facts, packs: Packs, naming: Mapping[str, Any], put: Put) -> None:
    """What lies where: of what a page asks when it is opened apart, as that is little of it."""
    put(MORE, more(packs.places, packs.columns))
    naming = {**naming, "has_more": True}
    put(CONTENTS, contents(facts, packs.early_places, packs.early_columns, naming))


def _put_answers(gatherer: Gatherer, packs: Packs, put: Put, tell: Callable[[int], None]) -> None:
    for answer in gatherer.answers():
        for name, content in packs.add(answer):
            put(name, content)
        tell(len(packs.places))
    for name, content in packs.rest():
        put(name, content)


class _Filling:
    """Puts the files of an edition where they belong."""

    def __init__(self, edition: Edition, gatherer: Gatherer, page: Mapping[str, bytes]) -> None:
        self._edition = edition
        self._gatherer = gatherer
        self._page = page
        self._packs = Packs()
        self._total = 0

    def fill(self, facts: Facts, tell: Callable[[int], None]) -> Made:
        """All of it, its document last."""
        _put_answers(self._gatherer, self._packs, self._put_packed, tell)
        facts = replace(facts, left_out=" ".join(self._gatherer.left_out))
        _put_lists(facts, self._packs, self._gatherer.naming, self._put_packed)
        self._put_page()
        shown = document(facts, self._page, self._edition.folder, {})
        self._edition.show(shown)
        return Made(len(self._packs.places), self._total + len(shown), facts.left_out)

    def _put_page(self) -> None:
        for name, content in page_parts(self._page, self._edition.folder):
            self._put_packed(name, content)
        for name, content in self._page.items():
            if name.endswith(FONT):
                self._put(name, content)

    def _put_packed(self, name: str, content: bytes) -> None:
        self._put(f"{name}.js", as_script(name, content))
        if name in EARLY:
            self._put(f"{name}.bin", content)

    def _put(self, name: str, content: bytes) -> None:
        self._total += len(content)
        self._edition.put(name, content)

"""A publication in one file: a folder packed into a zip, or one HTML document that holds all."""

import base64
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from backend.publication.addresses import FULL
from backend.publication.answered import Answer
from backend.publication.document import CONTENTS, STYLE, Facts, contents, document, page_parts
from backend.publication.gather import Gatherer
from backend.publication.packs import FIRST, JSON_TYPE, Packs
from backend.publication.places import INDEX, BadTarget, is_ours, put_file, refuse_link
from backend.publication.publish import Made, publish_folder

# Of one document, and how many of its bytes one of base64 takes.
MOST_BYTES = 3_000_000
LETTERS = 4 / 3
# The element around it, at most.
AROUND = 100
# The list of what is inside, compressed, and the document, at most.
INDEX_ROOM = bytes(60_000)
# The fonts that most pages need.
KEPT_FONTS = ("inter-latin-wght-normal.woff2", "source-serif-4-latin-wght-normal.woff2")
FONT = re.compile(rb"@font-face\s*\{[^}]*\}")
FONT_ADDRESS = re.compile(rb"url\(\./([\w.-]+)\)")
# How much smaller answers are beside their like, at the least.
DENSER = 1.5
# What pages show, as figures and as the spec of a run. Tables have no room.
KEPT_TYPES = (JSON_TYPE, "application/yaml")
THINNED = (
    "This single file is thinned: it holds what is looked at first, neither every choice nor every "
    "point, and no tables. A published folder has all."
)
# A file of the same content has the same bytes.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


class _Memory:
    """A place that lasts as long as it is written to."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def names(self) -> list[str]:
        """What lies there."""
        return sorted({name.split("/")[0] for name in self.files})

    def read(self, name: str) -> bytes:
        """What a file holds."""
        return self.files[name]

    def put(self, name: str, content: bytes) -> None:
        """A file."""
        self.files[name] = content

    def remove(self, folder: str) -> None:
        """Take a folder away."""
        for name in [name for name in self.files if name.startswith(f"{folder}/")]:
            del self.files[name]


def publish_zip(
    gatherer: Gatherer,
    page: Mapping[str, bytes],
    facts: Facts,
    path: Path,
    tell: Callable[[int], None],
) -> Made:
    """Put a page into a zip, whole or not at all. Unpacked it is the folder.

    Raises:
        BadTarget: When another file lies there.
    """
    refuse_other_file(path)
    place = _Memory()
    made = publish_folder(gatherer, page, facts, place, tell)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, file in place.files.items():
            archive.writestr(zipfile.ZipInfo(f"{path.stem}/{name}", LONG_AGO), file)
    put_file(path, content.getvalue())
    return replace(made, bytes=content.tell())


def publish_html(
    gatherer: Gatherer,
    page: Mapping[str, bytes],
    facts: Facts,
    path: Path,
    tell: Callable[[int], None],
) -> Made:
    """Put a page into one HTML document of at most 3 MB; what has no room is left out, and said.

    Raises:
        BadTarget: When another file lies there.
    """
    refuse_other_file(path)
    own = {**page, STYLE: FONT.sub(lambda found: _font(found[0], page), page[STYLE])}
    inside = dict(page_parts(own, ""))
    room = MOST_BYTES - _letters(inside.values()) - _letters([INDEX_ROOM])
    packs, files = _that_fits(gatherer.answers(), room, tell)
    kept = dict(_in_room(files, room))
    places = {
        name: place for name, place in packs.places.items() if packs.files[name] <= kept.keys()
    }
    facts = replace(facts, left_out=" ".join([*gatherer.left_out, THINNED]))
    listed = contents(facts, places, packs.columns, gatherer.naming)
    inside |= {CONTENTS: listed, **kept}
    shown = document(facts, page, "", inside)
    put_file(path, shown)
    return Made(len(places), len(shown), facts.left_out)


def _that_fits(
    answers: Iterator[Answer], room: int, tell: Callable[[int], None]
) -> tuple[Packs, dict[str, bytes]]:
    """What is asked first, until there is no more room: the rest is not even asked for."""
    packs, files = Packs(), dict[str, bytes]()
    taken = 0
    for answer in answers:
        if answer.type not in KEPT_TYPES or answer.name.endswith(FULL):
            continue
        # By itself an answer takes more room than beside its like.
        taken += int(len(zlib.compress(answer.body, 1)) * LETTERS)
        if taken > room * DENSER and packs.places:
            break
        files.update(packs.add(answer))
        tell(len(packs.places))
    files.update(packs.rest())
    return packs, files


def _letters(contents: Iterable[bytes]) -> int:
    return sum(int(len(each) * LETTERS) + AROUND for each in contents)


def _in_room(files: Mapping[str, bytes], room: int) -> Iterator[tuple[str, bytes]]:
    """What is loaded first, and of the rest what there is room for, in the order it was asked."""
    ordered = sorted(files, key=lambda name: 0 if name == FIRST else int(name.rpartition("-")[2]))
    for name in ordered:
        if _letters([files[name]]) <= room:
            room -= _letters([files[name]])
            yield name, files[name]


def _font(rule: bytes, page: Mapping[str, bytes]) -> bytes:
    """A font's rule with the font inside, or nothing of one that few pages need."""
    address = FONT_ADDRESS.search(rule)
    name = "" if address is None else address[1].decode()
    if name not in KEPT_FONTS or name not in page:
        return b""
    inside = b"url(data:font/woff2;base64," + base64.b64encode(page[name]) + b")"
    return FONT_ADDRESS.sub(inside, rule)


def refuse_other_file(path: Path) -> None:
    """Keep from replacing a file that is no published page.

    Raises:
        BadTarget: When such a file, a folder or a link lies there.
    """
    refuse_link(path)
    if path.is_dir():
        raise BadTarget(f"{path} is a folder.")
    read = _index_of_zip if path.suffix == ".zip" else Path.read_bytes
    if path.exists() and not is_ours(read(path)):
        raise BadTarget(f"{path} is another file. Name a new one, or one that was published.")


def _index_of_zip(path: Path) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive:
            index = next(name for name in archive.namelist() if name.endswith(INDEX))
            return archive.read(index)
    except (zipfile.BadZipFile, StopIteration):
        return b""

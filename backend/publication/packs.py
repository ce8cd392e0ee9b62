"""Answers packed into files: those that are looked at together in one, each found by its name.

Most of a figure are its columns of numbers, and most figures share theirs: the line of a run is
the same in each, and so are the steps. So a column lies in the files once, as bytes, and figures
name it by its number.
"""

import base64
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from backend.publication.answered import Answer
from backend.publication.planes import in_planes

# What a page loads first.
FIRST = "answers"
# Bytes of a file before they are compressed.
FULL_PACK = 512 * 1024
# Numbers of a figure take four times as long at 9, and hardly less room.
LEVEL = 6
# A column as figures hold it, of at least 48 bytes: shorter ones cost no less by their number.
COLUMN = re.compile(rb'"dtype":"(\w+)","bdata":"([A-Za-z0-9+/]{64,}={0,2})"')
JSON_TYPE = "application/json"

Place = tuple[str, int, int, str]
Column = tuple[str, int, int]


def packed(content: bytes) -> bytes:
    """Compressed, the same bytes from the same content."""
    return gzip.compress(content, LEVEL, mtime=0)


@dataclass
class Packs:
    """Files and what lies in them.

    Attributes:
        places: By name of an answer its file, first byte, length and media type.
        columns: By number of a column its file, first byte and length.
        files: By name of an answer all files that it takes.
        early: The names of those that a page asks when it is opened.
        sections: By section the file that is being filled.
    """

    places: dict[str, Place] = field(default_factory=dict)
    columns: list[Column] = field(default_factory=list)
    files: dict[str, frozenset[str]] = field(default_factory=dict)
    early: list[str] = field(default_factory=list)
    sections: dict[str, str] = field(default_factory=dict)
    _open: dict[str, bytearray] = field(default_factory=dict)
    _known: dict[str, Place] = field(default_factory=dict)
    _numbers: dict[bytes, int] = field(default_factory=dict)
    _count: int = 0
    _early_columns: int = 0

    def add(self, answer: Answer) -> Iterator[tuple[str, bytes]]:
        """Take an answer; a file that is full with it comes out, with its name."""
        name = self._file(answer.section)
        body, columns = answer.body, list[int]()
        if answer.type == JSON_TYPE:
            body = COLUMN.sub(lambda found: self._numbered(name, found, columns), body)
        digest = sha256(body).hexdigest() + answer.type
        if digest not in self._known:
            self._known[digest] = (*self._put(name, body), answer.type)
        place = self.places[answer.name] = self._known[digest]
        lies_in = (self.columns[number][0] for number in columns)
        self.files[answer.name] = frozenset([place[0], *lies_in])
        if answer.is_early:
            self.early.append(answer.name)
            self._early_columns = max([self._early_columns, *(each + 1 for each in columns)])
        if len(self._open[name]) >= FULL_PACK and name != FIRST:
            del self.sections[answer.section]
            yield name, packed(bytes(self._open.pop(name)))

    @property
    def early_places(self) -> dict[str, Place]:
        """Where the answers lie that a page asks when it is opened."""
        return {name: self.places[name] for name in self.early}

    @property
    def early_columns(self) -> list[Column]:
        """The columns of these, at the same numbers."""
        return self.columns[: self._early_columns]

    def rest(self) -> Iterator[tuple[str, bytes]]:
        """The files that are not full."""
        for name, content in self._open.items():
            if content or name == FIRST:
                yield name, packed(bytes(content))
        self._open.clear()
        self.sections.clear()

    def _numbered(self, name: str, found: re.Match[bytes], columns: list[int]) -> bytes:
        """The column's number, also noted; it is put into a file where it lies in none."""
        kind, letters = found.groups()
        content = in_planes(kind, base64.b64decode(letters))
        digest = sha256(kind + content).digest()
        if digest not in self._numbers:
            self._numbers[digest] = len(self.columns)
            self.columns.append(self._put(name, content))
        columns.append(self._numbers[digest])
        return b'"dtype":"%b","bdata":"#%d"' % (kind, columns[-1])

    def _put(self, name: str, content: bytes) -> Column:
        file = self._open[name]
        first = len(file)
        file += content
        return name, first, len(content)

    def _file(self, section: str) -> str:
        if section not in self.sections:
            self._count += 1
            name = FIRST if section == "" else f"part-{self._count}"
            self.sections[section] = name
            self._open[name] = bytearray()
        return self.sections[section]

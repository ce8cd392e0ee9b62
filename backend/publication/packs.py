"""Answers packed into files: those that are looked at together in one, each found by its name."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from backend.publication.gather import Answer

# What a page loads first.
FIRST = "answers"
# Bytes of a file before they are compressed.
FULL_PACK = 512 * 1024

Place = tuple[str, int, int, str]


def packed(content: bytes) -> bytes:
    """Compressed, the same bytes from the same content."""
    return gzip.compress(content, 9, mtime=0)


@dataclass
class Packs:
    """Files and what lies in them.

    Attributes:
        places: By name of an answer its file, first byte, length and media type.
        sections: By section the file that is being filled.
    """

    places: dict[str, Place] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)
    _open: dict[str, bytearray] = field(default_factory=dict)
    _known: dict[str, Place] = field(default_factory=dict)
    _count: int = 0

    def add(self, answer: Answer) -> Iterator[tuple[str, bytes]]:
        """Take an answer; a file that is full with it comes out, with its name."""
        digest = sha256(answer.body).hexdigest() + answer.type
        if digest in self._known:
            self.places[answer.name] = self._known[digest]
            return
        name = self._file(answer.section)
        content = self._open[name]
        place = (name, len(content), len(answer.body), answer.type)
        self.places[answer.name] = self._known[digest] = place
        content += answer.body
        if len(content) >= FULL_PACK and name != FIRST:
            del self.sections[answer.section]
            yield name, packed(bytes(self._open.pop(name)))

    def rest(self) -> Iterator[tuple[str, bytes]]:
        """The files that are not full."""
        for name, content in self._open.items():
            yield name, packed(bytes(content))
        self._open.clear()
        self.sections.clear()

    def _file(self, section: str) -> str:
        if section not in self.sections:
            self._count += 1
            name = FIRST if section == "" else f"part-{self._count}"
            self.sections[section] = name
            self._open[name] = bytearray()
        return self.sections[section]

"""Answers read back from the files of a publication, as the page reads them."""

import base64
import gzip
import json
import re
from collections.abc import Iterator, Sequence

from backend.publication.addresses import FULL
from backend.publication.answered import Json
from backend.publication.document import CONTENTS
from backend.publication.kept_files import KeptFiles
from backend.publication.planes import from_planes

COLUMN = re.compile(rb'"dtype":"(\w+)","bdata":"#(\d+)"')


def answers_of(files: KeptFiles, routes: Sequence[str]) -> Iterator[Json]:
    """The answers of some routes that a page asks when it is opened, in the order of the routes.

    Args:
        files: Of the publication.
        routes: Their paths, as `figures/returns`.

    Raises:
        NoSuchFile: When it has no such file.
    """
    kept = _Kept(files)
    listed = json.loads(kept.content(CONTENTS))
    columns = [(*place, listed.get("in_planes", False)) for place in listed["columns"]]
    for route in routes:
        for name, place in listed["answers"].items():
            if name.partition("?")[0] == route and not name.endswith(FULL):
                yield kept.answer(place, columns)


class _Kept:
    """Files, each read once."""

    def __init__(self, files: KeptFiles) -> None:
        self._files = files
        self._known: dict[str, bytes] = {}

    def content(self, name: str) -> bytes:
        if name not in self._known:
            self._known[name] = gzip.decompress(self._files.read(f"{name}.bin"))
        return self._known[name]

    def answer(self, place: Sequence[Json], columns: Sequence[Sequence[Json]]) -> Json:
        def letters(found: re.Match[bytes]) -> bytes:
            place = columns[int(found[2])]
            column = from_planes(found[1] if place[-1] else b"", self._part(place))
            return b'"dtype":"%b","bdata":"%b"' % (found[1], base64.b64encode(column))

        return json.loads(COLUMN.sub(letters, self._part(place)))

    def _part(self, place: Sequence[Json]) -> bytes:
        file, first, length = place[:3]
        return self.content(file)[first : first + length]

"""The files of publications in the artifact store, found by their names alone."""

import re
from typing import Any, cast

from fsspec.core import url_to_fs

FOLDER = "publications"
# Names that we give: no path, and nothing that a store could read as one.
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}(\.[a-z]{1,5})?")


class NoSuchFile(Exception):
    """There is no file of that name."""


class KeptFiles:
    """The files of one publication.

    Args:
        store: The artifact store's address.
        publication_id: Whose files.
    """

    def __init__(self, store: str, publication_id: str) -> None:
        files, self._root = url_to_fs(f"{store}/{FOLDER}/{publication_id}")
        # fsspec says nothing of types.
        self._files = cast("Any", files)

    def put(self, name: str, content: bytes) -> None:
        """Keep a file, whole or not at all."""
        path = self._path(name)
        self._files.makedirs(self._root, exist_ok=True)
        draft = f"{path}.part"
        self._files.pipe_file(draft, content)
        self._files.mv(draft, path)

    def read(self, name: str) -> bytes:
        """What a file holds.

        Raises:
            NoSuchFile: When there is none of that name.
        """
        try:
            return bytes(self._files.cat_file(self._path(name)))
        except OSError as error:
            raise NoSuchFile(name) from error

    def remove(self) -> None:
        """Take all of them away."""
        if self._files.exists(self._root):
            self._files.rm(self._root, recursive=True)

    def _path(self, name: str) -> str:
        if NAME.fullmatch(name) is None:
            raise NoSuchFile(name)
        return f"{self._root}/{name}"

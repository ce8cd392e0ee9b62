"""The files of publications in the artifact store, found by their names alone."""

import io
import re

from backend.db import artifact_files
from backend.db.store_trouble import StoreTrouble, troubles_told

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
        self._root = f"{store}/{FOLDER}/{publication_id}"

    def put(self, name: str, content: bytes) -> None:
        """Keep a file, whole or not at all."""
        artifact_files.write(self._path(name), io.BytesIO(content))

    def read(self, name: str) -> bytes:
        """What a file holds.

        Raises:
            NoSuchFile: When there is none of that name.
            StoreTrouble: When the store does not give it.
        """
        try:
            return artifact_files.read(self._path(name))
        except StoreTrouble:
            raise
        except OSError as error:
            raise NoSuchFile(name) from error

    def remove(self) -> None:
        """Take all of them away."""
        with troubles_told():
            files, path = artifact_files.reached(self._root)
            if files.exists(path):
                files.rm(path, recursive=True)

    def _path(self, name: str) -> str:
        if NAME.fullmatch(name) is None:
            raise NoSuchFile(name)
        return f"{self._root}/{name}"

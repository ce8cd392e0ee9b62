"""Where a publication is put. All of it is there before any of it shows."""

import os
import secrets
from pathlib import Path
from typing import Protocol

from backend.publication.document import GENERATOR

INDEX = "index.html"
BEGINNING = "files-"


class BadTarget(Exception):
    """Nothing may be published there; the message says why, and what may be."""


class Place(Protocol):
    """Somewhere that files lie by their names."""

    def names(self) -> list[str]:
        """What lies there, files and folders."""

    def read(self, name: str) -> bytes:
        """What a file holds."""

    def put(self, name: str, content: bytes) -> None:
        """A file, whole or not at all."""

    def remove(self, folder: str) -> None:
        """Take a folder away with all of its files."""


class Folder:
    """A folder of this machine.

    Raises:
        BadTarget: When it is no folder, or a link to somewhere else.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        refuse_link(path)
        if path.exists() and not path.is_dir():
            raise BadTarget(f"{path} is a file. Name a folder, a .zip or an .html.")

    def names(self) -> list[str]:
        """What lies there, files and folders."""
        return sorted(each.name for each in self._path.iterdir()) if self._path.is_dir() else []

    def read(self, name: str) -> bytes:
        """What a file holds."""
        return (self._path / name).read_bytes()

    def put(self, name: str, content: bytes) -> None:
        """A file, whole or not at all: under another name until it is on the disk."""
        place = self._path / name
        if place.parent.is_symlink():
            raise BadTarget(f"{place.parent} is a link to another place.")
        put_file(place, content)

    def remove(self, folder: str) -> None:
        """Take a folder away with all of its files. A link is taken away alone."""
        whole = self._path / folder
        if whole.is_symlink():
            whole.unlink()
            return
        for each in whole.iterdir():
            each.unlink()
        whole.rmdir()


def refuse_link(path: Path) -> None:
    """Keep from writing where a name leads elsewhere.

    Raises:
        BadTarget: When it is a link.
    """
    if path.is_symlink():
        raise BadTarget(f"{path} is a link to another place. Name that place itself.")


def put_file(place: Path, content: bytes) -> None:
    """A file of this machine, whole or not at all, in a folder that is made for it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_name(f".{place.name}.{secrets.token_hex(4)}.partial")
    try:
        with partial.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(place)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def is_ours(document: bytes) -> bool:
    """Whether an HTML document is a page that was published."""
    return GENERATOR.encode() in document[:2_000]


def refuse_others(place: Place) -> None:
    """Keep from replacing what is no published page.

    Raises:
        BadTarget: When something else lies there.
    """
    names = [each for each in place.names() if not each.startswith((".", BEGINNING))]
    if not names:
        return
    if INDEX not in names or not is_ours(place.read(INDEX)):
        raise BadTarget(
            f"something else lies there ({', '.join(names[:3])}). Name a new or an empty folder, "
            "or one that holds a published page, which is replaced."
        )


class Edition:
    """A publication on its way to a place: its files first, its document last, the old one after.

    Attributes:
        folder: Where its files lie, a new one for each edition unless it has one already.
    """

    def __init__(self, place: Place, folder: str = "") -> None:
        refuse_others(place)
        self._place = place
        self.folder = folder or f"{BEGINNING}{secrets.token_hex(4)}"

    def put(self, name: str, content: bytes) -> None:
        """A file of it."""
        self._place.put(f"{self.folder}/{name}", content)

    def show(self, document: bytes) -> None:
        """From here on its readers see it; what was there before is taken away."""
        self._place.put(INDEX, document)
        for name in self._place.names():
            if name.startswith(BEGINNING) and name != self.folder:
                self._place.remove(name)

    def give_up(self) -> None:
        """Take its files away, unless its readers see it already; what was there before stays."""
        names = self._place.names()
        # A document that was written may be told as failed: the answer was lost, or what followed.
        is_shown = INDEX in names and self.folder.encode() in self._place.read(INDEX)
        if self.folder in names and not is_shown:
            self._place.remove(self.folder)

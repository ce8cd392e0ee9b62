"""Where a page that was made is put: as the file that it is, or unpacked into a folder."""

import io
import zipfile
from pathlib import Path, PurePosixPath

from backend.publication.places import (
    BEGINNING,
    INDEX,
    BadTarget,
    Edition,
    Folder,
    Place,
    put_file,
)
from backend.publication.remote import Remote
from backend.publication.whole_files import refuse_other_file

REMOTE = "://"
WHOLE = (".zip", ".html")


class Target:
    """Where to put it, by the name that was given: a file, a folder, or an address.

    Raises:
        BadTarget: When something else lies there, or nothing reaches it.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._place: Place | None = None
        self._path = Path(name)
        if REMOTE in name:
            self._place = Remote(name)
        elif self._path.suffix not in WHOLE:
            self._place = Folder(self._path)
        # Said before anything is made, which takes a while.
        if self._place is None:
            refuse_other_file(self._path)
        else:
            Edition(self._place)

    @property
    def form(self) -> str:
        """What has to be made for it."""
        return "html" if self._place is None and self._path.suffix == ".html" else "zip"

    @property
    def address(self) -> str:
        """What to send, or to open."""
        if isinstance(self._place, Remote):
            return f"{self._place.address}/{INDEX}"
        path = self._path.resolve()
        return (path if self._place is None else path / INDEX).as_uri()

    def put(self, content: bytes) -> None:
        """Put it there, whole or not at all.

        Raises:
            BadTarget: When something else lies there by now, or what was made is no page.
        """
        if self._place is None:
            refuse_other_file(self._path)
            put_file(self._path, content)
        else:
            _unpack(content, self._place)


def _unpack(content: bytes, place: Place) -> None:
    """The files of a zip, its document last."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [PurePosixPath(name) for name in archive.namelist()]
        files = [name for name in names if _is_file_of_page(name)]
        index = next((name for name in names if name.name == INDEX and len(name.parts) == 2), None)
        if index is None or not files:
            raise BadTarget("what came from the server is no published page.")
        edition = Edition(place, files[0].parts[1])
        try:
            for name in files:
                edition.put(name.name, archive.read(str(name)))
            edition.show(archive.read(str(index)))
        except BaseException:
            edition.give_up()
            raise


def _is_file_of_page(name: PurePosixPath) -> bool:
    """Whether it is a file of the page's own folder, and leads nowhere else."""
    parts = name.parts
    return len(parts) == 3 and parts[1].startswith(BEGINNING) and ".." not in parts

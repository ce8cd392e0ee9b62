"""A place that fsspec reaches, such as `s3://bucket/path`."""

from mimetypes import guess_type

from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from backend.publication.places import BadTarget

S3 = "s3"


class Remote:
    """A folder somewhere else. Object stores write a file whole or not at all.

    Raises:
        BadTarget: When nothing reaches it.
    """

    def __init__(self, address: str) -> None:
        try:
            self._files, self._root = url_to_fs(address)
        except (ImportError, ValueError) as error:
            raise BadTarget(f"{address} cannot be reached: {error}") from error
        if isinstance(self._files, LocalFileSystem):
            raise BadTarget(f"{address}: name a folder of this machine by its path.")
        self._root = self._root.rstrip("/")

    def names(self) -> list[str]:
        """What lies there, files and folders."""
        self._files.invalidate_cache()
        if not self._files.exists(self._root):
            return []
        found = self._files.ls(self._root, detail=False)
        return sorted(each.rstrip("/").rpartition("/")[2] for each in found)

    def read(self, name: str) -> bytes:
        """What a file holds."""
        content: bytes = self._files.cat_file(f"{self._root}/{name}")
        return content

    def put(self, name: str, content: bytes) -> None:
        """A file."""
        path = f"{self._root}/{name}"
        kind = guess_type(name)[0] or "application/octet-stream"
        is_s3 = S3 in self._files.protocol
        if not is_s3:
            self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
        # Browsers show what says that it is HTML; a store that is told nothing says "binary".
        self._files.pipe_file(path, content, **({"ContentType": kind} if is_s3 else {}))

    def remove(self, folder: str) -> None:
        """Take a folder away with all of its files."""
        self._files.rm(f"{self._root}/{folder}", recursive=True)

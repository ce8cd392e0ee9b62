"""A place that fsspec reaches, such as `s3://bucket/path`."""

from mimetypes import guess_type
from types import TracebackType
from typing import Any
from urllib.parse import quote, urlsplit

from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from backend.publication.places import BadTarget

S3 = "s3"
AMAZON = ".amazonaws.com"
# Told to the store, which refuses what was changed on the way.
CHECKSUM = "SHA256"


class Remote:
    """A folder somewhere else. Object stores write a file whole or not at all.

    Raises:
        BadTarget: When nothing reaches it.
    """

    def __init__(self, address: str) -> None:
        self._given = address.rstrip("/")
        try:
            self._files, self._root = url_to_fs(address)
        except (ImportError, ValueError) as error:
            raise BadTarget(f"{address} cannot be reached: {error}") from error
        if isinstance(self._files, LocalFileSystem):
            raise BadTarget(f"{address}: name a folder of this machine by its path.")
        self._root = self._root.rstrip("/")

    @property
    def address(self) -> str:
        """Where a browser finds the folder, as far as that is known: of a bucket, by HTTP."""
        if not self._is_s3:
            return self._given
        endpoint = str(self._files.s3.meta.endpoint_url).rstrip("/")
        bucket, _, key = self._root.partition("/")
        path = quote(key)
        if (urlsplit(endpoint).hostname or "").endswith(AMAZON):
            # By this name a bucket is found in whichever region it is.
            return f"https://{bucket}.s3{AMAZON}/{path}".rstrip("/")
        return f"{endpoint}/{bucket}/{path}".rstrip("/")

    @property
    def _is_s3(self) -> bool:
        return S3 in self._files.protocol

    def names(self) -> list[str]:
        """What lies there, files and folders."""
        with _Reaching():
            self._files.invalidate_cache()
            if not self._files.exists(self._root):
                return []
            found = self._files.ls(self._root, detail=False)
        return sorted(each.rstrip("/").rpartition("/")[2] for each in found)

    def read(self, name: str) -> bytes:
        """What a file holds."""
        with _Reaching():
            content: bytes = self._files.cat_file(f"{self._root}/{name}")
        return content

    def put(self, name: str, content: bytes) -> None:
        """A file."""
        path = f"{self._root}/{name}"
        with _Reaching():
            if not self._is_s3:
                self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._files.pipe_file(path, content, **self._said_of(name))

    def _said_of(self, name: str) -> dict[str, Any]:
        """What a bucket is told of a file."""
        if not self._is_s3:
            return {}
        # Browsers show what says that it is HTML; a store that is told nothing says "binary".
        kind = guess_type(name)[0] or "application/octet-stream"
        return {"ContentType": kind, "ChecksumAlgorithm": CHECKSUM}

    def remove(self, folder: str) -> None:
        """Take a folder away with all of its files."""
        with _Reaching():
            self._files.rm(f"{self._root}/{folder}", recursive=True)


class _Reaching:
    """Makes one error of all that stores say in their own: they have no class in common."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, OSError):
            raise OSError(str(error)) from error

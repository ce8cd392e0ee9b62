"""Files of the artifact store: each is there whole or not at all, wherever the store is.

On a disk a file is written under another name and moved; a bucket shows an object when all of it
has come.
"""

import shutil
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, Protocol, cast

from fsspec.core import url_to_fs
from fsspec.utils import get_protocol

from backend.db import bucket_uploads
from backend.db.store_trouble import StoreTrouble, Trouble, troubles_told

UNFINISHED = ".part"
BUCKETS = frozenset({"s3", "s3a"})
# What other processes wrote since must be seen, and an hour of silence is no answer. Requests are
# tried again by the library first; whoever can wait for longer does so by itself.
BUCKET_OPTIONS: Mapping[str, Any] = {
    "use_listings_cache": False,
    "config_kwargs": {
        "connect_timeout": 5,
        "read_timeout": 20,
        "retries": {"mode": "standard", "total_max_attempts": 3},
    },
}
TRIES = 2


class Files(Protocol):
    """What is used of fsspec's file systems, which have no types."""

    protocol: str | Sequence[str]

    def exists(self, path: str) -> bool:
        """Whether anything lies there."""
        ...

    def makedirs(self, path: str, *, exist_ok: bool) -> None:
        """Make a folder, and those above it."""
        ...

    def open(self, path: str, mode: str) -> BinaryIO:
        """A file to read or to write."""
        ...

    def mv(self, path: str, there: str) -> None:
        """Give a file another name."""
        ...

    def cat_file(self, path: str) -> bytes:
        """What a file holds."""
        ...

    def rm(self, path: str, *, recursive: bool = False) -> None:
        """Take a file or a folder away."""
        ...

    def ls(self, path: str, *, detail: bool) -> list[str]:
        """The paths of what lies in a folder."""
        ...

    def find(self, path: str, *, detail: bool) -> dict[str, dict[str, Any]]:
        """The files below a folder, and what is known of each."""
        ...


def reached(address: str) -> tuple[Files, str]:
    """The file system behind an address, and the path of the address in it, without a last slash.

    Raises:
        StoreTrouble: When no library reaches it.
    """
    is_bucket = get_protocol(address) in BUCKETS
    try:
        found, path = url_to_fs(address, **(BUCKET_OPTIONS if is_bucket else {}))
    except (ImportError, ValueError) as error:
        raise StoreTrouble(Trouble.REFUSED, str(error)) from error
    if is_bucket:
        found.retries = TRIES
    return cast("Files", found), str(path).rstrip("/")


def bucket_of(files: Files) -> bucket_uploads.Bucket | None:
    """The same, where it is one of S3's protocol."""
    told = {files.protocol} if isinstance(files.protocol, str) else {*files.protocol}
    return cast("bucket_uploads.Bucket", files) if BUCKETS & told else None


def write(uri: str, source: BinaryIO) -> None:
    """Write a file from where its source stands; under its own name it is whole or not there.

    Raises:
        StoreTrouble: When the store takes none; nothing of it is left, as far as that is reached.
    """
    with troubles_told():
        files, path = reached(uri)
        bucket = bucket_of(files)
        if bucket is not None:
            bucket_uploads.upload(bucket, path, source)
        else:
            _move_there(files, path, source)


def _move_there(files: Files, path: str, source: BinaryIO) -> None:
    draft = f"{path}{UNFINISHED}"
    files.makedirs(path.rpartition("/")[0], exist_ok=True)
    try:
        with files.open(draft, "wb") as file:
            shutil.copyfileobj(source, file, bucket_uploads.PART_BYTES)
        files.mv(draft, path)
    except OSError:
        if files.exists(draft):
            files.rm(draft)
        raise


def read(uri: str) -> bytes:
    """What a file holds.

    Raises:
        FileNotFoundError: When it is not there.
        StoreTrouble: When the store gives none.
    """
    with troubles_told():
        files, path = reached(uri)
        content: bytes = files.cat_file(path)
    return content


def remove(uri: str) -> None:
    """Take a file away. One that is gone already is as good.

    Raises:
        StoreTrouble: When the store does not.
    """
    with troubles_told():
        files, path = reached(uri)
        if files.exists(path):
            files.rm(path)


def names(folder: str) -> list[str]:
    """The names of the files in a folder, none where there is no such folder.

    Raises:
        StoreTrouble: When the store does not say.
    """
    with troubles_told():
        files, path = reached(folder)
        try:
            found = files.ls(path, detail=False)
        except FileNotFoundError:
            return []
    return sorted(str(each).rpartition("/")[2] for each in found)

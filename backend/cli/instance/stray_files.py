"""Files of the artifact store that no row of the database names."""

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from backend.db import bucket_uploads
from backend.db.artifact_files import bucket_of, reached
from backend.db.bucket_uploads import Unfinished

# A file is written before its row: one this young may belong to a run that is about to say so.
YOUNG = timedelta(hours=1)
OF_RUN = re.compile(r"runs/[0-9a-z]+/checkpoint-[^/]+")
OWN_PARTS = 3
OF_PUBLICATION = re.compile(r"publications/([0-9a-z]+)/[^/]+")


class Stray(NamedTuple):
    """A file that nothing names: its path in its file system, and its bytes.

    Of an upload to a bucket that has no end, which is no file yet, `upload` is that.
    """

    path: str
    bytes: int
    upload: Unfinished | None = None


def stray_files(
    address: str, named: Collection[str], publications: Collection[str]
) -> Iterator[Stray]:
    """Checkpoints without a row, and files of publications that are gone, an hour old at least.

    And uploads to a bucket that began so long ago and have no end.

    Args:
        address: Of the artifact store.
        named: The addresses that rows name.
        publications: The ids of the publications that there are.
    """
    store, root = reached(address)
    before = datetime.now(UTC) - YOUNG
    bucket = bucket_of(store)
    if bucket is not None:
        # An upload is named by a row when it has ended: one of this age never will.
        for each in bucket_uploads.unfinished(bucket, root):
            if each.began_at < before:
                yield Stray(each.path, bucket_uploads.taken_by(bucket, each), each)
    if not store.exists(root):
        return
    # By its own place among runs: a data folder may have been moved since.
    own = {"/".join(each.rsplit("/", OWN_PARTS)[1:]) for each in named}
    for path, about in store.find(root, detail=True).items():
        name = path.removeprefix(root).lstrip("/")
        published = OF_PUBLICATION.fullmatch(name)
        is_stray = OF_RUN.fullmatch(name) is not None and name not in own
        is_stray |= published is not None and published[1] not in publications
        made = _made_at(about)
        if is_stray and made is not None and made < before:
            yield Stray(path, int(about["size"]))


def _made_at(about: dict[str, Any]) -> datetime | None:
    """When a file was written; None where its store does not say."""
    told = about.get("mtime", about.get("LastModified"))
    if isinstance(told, datetime):
        return told
    return datetime.fromtimestamp(told, UTC) if isinstance(told, int | float) else None


def remove(address: str, paths: Collection[str], uploads: Collection[Unfinished] = ()) -> None:
    """Take files and uploads away. What is gone already is as good."""
    store, _ = reached(address)
    for path in paths:
        if store.exists(path):
            store.rm(path)
    bucket = bucket_of(store)
    if bucket is not None:
        for each in uploads:
            bucket_uploads.abort(bucket, each)

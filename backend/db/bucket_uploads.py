"""Uploads to a bucket: in one request, or in parts that become an object when all have come.

Each request carries the SHA-256 of its content, and the store refuses what was changed on the way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Protocol

from backend.db.store_trouble import troubles_told

# Of a part, and the size from which a file goes in parts. S3 takes 5 MiB to 5 GiB, and 10,000.
PART_BYTES = 8 << 20
CHECKSUM = {"ChecksumAlgorithm": "SHA256"}


class Bucket(Protocol):
    """What is used of s3fs's file system, which has no types."""

    def call_s3(self, method: str, **request: object) -> dict[str, Any]:
        """What the server answers to a request."""
        ...

    def split_path(self, path: str) -> tuple[str, str, str | None]:
        """Bucket, key and version."""
        ...


@dataclass(frozen=True)
class Unfinished:
    """An upload in parts that has no end: nobody sees it, but its parts take room.

    Attributes:
        path: Of the object that it would have become, with its bucket.
        upload_id: Its name.
        began_at: When it began.
    """

    path: str
    upload_id: str
    began_at: datetime


def upload(files: Bucket, path: str, source: BinaryIO) -> None:
    """Write an object from where its source stands."""
    bucket, key, _ = files.split_path(path)
    first = source.read(PART_BYTES)
    if len(first) < PART_BYTES:
        files.call_s3("put_object", Bucket=bucket, Key=key, Body=first, **CHECKSUM)
        return
    begun = files.call_s3("create_multipart_upload", Bucket=bucket, Key=key, **CHECKSUM)
    name = {"Bucket": bucket, "Key": key, "UploadId": begun["UploadId"]}
    try:
        parts: list[dict[str, Any]] = []
        block = first
        while block:
            number = len(parts) + 1
            taken = files.call_s3("upload_part", **name, PartNumber=number, Body=block, **CHECKSUM)
            checksum = {k: v for k, v in taken.items() if k == "ChecksumSHA256"}
            parts.append({"PartNumber": number, "ETag": taken["ETag"], **checksum})
            block = source.read(PART_BYTES)
        files.call_s3("complete_multipart_upload", **name, MultipartUpload={"Parts": parts})
    except BaseException as error:
        _abort_if_reached(files, name, error)
        raise


def _abort_if_reached(files: Bucket, name: dict[str, str], error: BaseException) -> None:
    """Take back what came; why the upload failed must be told, and that this failed beside it."""
    try:
        with troubles_told():
            files.call_s3("abort_multipart_upload", **name)
    except OSError as left:
        # The run's next checkpoint, or `branchpoint gc`, takes it away.
        error.add_note(f"an upload is left unfinished ({left})")


def unfinished(files: Bucket, path: str) -> Iterator[Unfinished]:
    """The uploads in parts that have no end, below a path."""
    bucket, prefix, _ = files.split_path(path)
    below = f"{prefix}/" if prefix else ""
    after: dict[str, str] = {}
    while True:
        page = files.call_s3("list_multipart_uploads", Bucket=bucket, Prefix=below, **after)
        for each in page.get("Uploads", ()):
            yield Unfinished(f"{bucket}/{each['Key']}", each["UploadId"], each["Initiated"])
        if not page.get("IsTruncated"):
            return
        after = {
            "KeyMarker": page["NextKeyMarker"],
            "UploadIdMarker": page["NextUploadIdMarker"],
        }


def taken_by(files: Bucket, upload: Unfinished) -> int:
    """Bytes that the first thousand parts of an upload take."""
    bucket, key, _ = files.split_path(upload.path)
    told = files.call_s3("list_parts", Bucket=bucket, Key=key, UploadId=upload.upload_id)
    return sum(int(each["Size"]) for each in told.get("Parts", ()))


def abort(files: Bucket, upload: Unfinished) -> None:
    """Take an upload's parts away."""
    bucket, key, _ = files.split_path(upload.path)
    files.call_s3("abort_multipart_upload", Bucket=bucket, Key=key, UploadId=upload.upload_id)

"""Files of the artifact store: whole or not there, and every trouble of a store told as one."""

import base64
import errno
import hashlib
import io
import os
from pathlib import Path

import pytest
import s3fs

from backend.db import artifact_files, bucket_uploads
from backend.db.store_trouble import StoreTrouble, Trouble
from tests.buckets import (
    BUCKET,
    CUT,
    DENIED,
    INTERNAL,
    SLOW_DOWN,
    UNAVAILABLE,
    Fault,
    begin_anew,
    credentials,
    every,
    first,
    server_behind_proxy,
)

PART = 5 << 20
LARGE = os.urandom(12 << 20)
URI = f"s3://{BUCKET}/group a/runs/1/checkpoint-50-1.pt"


@pytest.fixture(scope="module")
def server_and_proxy():
    with server_behind_proxy() as both:
        yield both


@pytest.fixture
def proxy(server_and_proxy, monkeypatch):
    """What stands before an empty bucket, and the credentials for it."""
    server, front = server_and_proxy
    begin_anew(server, front)
    monkeypatch.setattr(bucket_uploads, "PART_BYTES", PART)
    for name, value in credentials(front.address).items():
        monkeypatch.setenv(name, value)
    return front


def write(content, uri=URI):
    artifact_files.write(uri, io.BytesIO(content))


def files():
    return artifact_files.reached(f"s3://{BUCKET}")[0]


def visible():
    return sorted(files().find(BUCKET, detail=False))


def unfinished():
    return [*bucket_uploads.unfinished(files(), f"{BUCKET}/group a")]


def test_a_small_file_goes_in_one_request_with_its_checksum(proxy):
    write(b"small")
    assert artifact_files.read(URI) == b"small"
    assert [request.method for request, _ in proxy.asked].count("PUT") == 1
    key = URI.removeprefix(f"s3://{BUCKET}/")
    told = files().call_s3("head_object", Bucket=BUCKET, Key=key, ChecksumMode="ENABLED")
    assert base64.b64decode(told["ChecksumSHA256"]) == hashlib.sha256(b"small").digest()


@pytest.mark.parametrize("size", [PART - 1, PART, PART + 1, 2 * PART, len(LARGE)])
def test_a_large_file_goes_in_parts_and_comes_back_the_same(proxy, size):
    content = LARGE[:size]
    write(content)
    parts = [request for request, _ in proxy.asked if request.is_part]
    assert len(parts) == (0 if size < PART else -(-size // PART))
    assert artifact_files.read(URI) == content
    assert unfinished() == []


def test_each_part_has_its_checksum_and_the_end_names_them_all(proxy, monkeypatch):
    assert proxy.rule is None
    asked = []
    call = s3fs.S3FileSystem.call_s3

    def watched(self, method, **request):
        asked.append((method, request))
        return call(self, method, **request)

    monkeypatch.setattr(s3fs.S3FileSystem, "call_s3", watched)
    write(LARGE)
    (end,) = [request for method, request in asked if method == "complete_multipart_upload"]
    sums = [part["ChecksumSHA256"] for part in end["MultipartUpload"]["Parts"]]
    assert sums == [
        base64.b64encode(hashlib.sha256(LARGE[at : at + PART]).digest()).decode()
        for at in range(0, len(LARGE), PART)
    ]


def is_second_part(request):
    return request.is_part and "partNumber=2" in request.path


def is_end(request):
    return request.method == "POST" and "uploadId=" in request.path


@pytest.mark.parametrize("of", [is_second_part, is_end])
@pytest.mark.parametrize("fault", [INTERNAL, CUT, DENIED])
def test_an_upload_that_fails_half_way_is_not_there_and_leaves_nothing(proxy, of, fault):
    proxy.rule = every(fault, of)
    with pytest.raises(StoreTrouble) as told:
        write(LARGE)
    assert told.value.trouble is (Trouble.REFUSED if fault is DENIED else Trouble.AWAY)
    proxy.rule = None
    assert visible() == []
    assert unfinished() == []


def test_what_is_there_stays_until_the_next_is_whole(proxy):
    write(b"earlier")
    proxy.rule = every(CUT, is_second_part)
    with pytest.raises(StoreTrouble):
        write(LARGE)
    assert artifact_files.read(URI) == b"earlier"


def test_an_upload_whose_end_cannot_be_told_is_listed_as_unfinished(proxy):
    """For the next checkpoint or the clean-up to take away."""
    proxy.rule = every(
        INTERNAL, lambda request: is_second_part(request) or request.method == "DELETE"
    )
    with pytest.raises(StoreTrouble):
        write(LARGE)
    proxy.rule = None
    (left,) = unfinished()
    assert left.path == URI.removeprefix("s3://")
    assert bucket_uploads.taken_by(files(), left) == PART
    bucket_uploads.abort(files(), left)
    assert unfinished() == []


@pytest.mark.parametrize("fault", [INTERNAL, UNAVAILABLE, SLOW_DOWN, CUT])
def test_an_error_that_passes_is_tried_again(proxy, fault):
    proxy.rule = first(2, fault)
    write(LARGE)
    proxy.rule = first(2, fault)
    assert artifact_files.read(URI) == LARGE
    assert proxy.faults == 4


def test_an_answer_that_is_cut_is_asked_for_again(proxy):
    write(LARGE)
    proxy.rule = first(1, Fault(after_bytes=1 << 20), lambda request: request.method == "GET")
    assert artifact_files.read(URI) == LARGE
    assert proxy.faults == 1


def test_a_server_that_says_nothing_is_away(proxy, monkeypatch):
    config = {**artifact_files.BUCKET_OPTIONS["config_kwargs"], "read_timeout": 0.2}
    monkeypatch.setattr(
        artifact_files,
        "BUCKET_OPTIONS",
        {**artifact_files.BUCKET_OPTIONS, "config_kwargs": config},
    )
    proxy.rule = every(Fault(seconds=2))
    with pytest.raises(StoreTrouble, match="does not answer") as told:
        write(b"small")
    assert told.value.trouble is Trouble.AWAY


def test_nobody_who_listens_is_away(proxy, monkeypatch):
    assert proxy.rule is None
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    s3fs.S3FileSystem.clear_instance_cache()
    for act in (write, lambda _: artifact_files.read(URI)):
        with pytest.raises(StoreTrouble, match=r"127\.0\.0\.1:9") as told:
            act(b"small")
        assert told.value.trouble is Trouble.AWAY
    s3fs.S3FileSystem.clear_instance_cache()


@pytest.mark.parametrize("uri", [URI.replace(BUCKET, "no-such-bucket"), URI])
def test_a_refusal_names_the_setting(proxy, uri):
    if uri == URI:
        proxy.rule = every(DENIED)
    for act in (lambda: write(b"x", uri), lambda: artifact_files.read(uri)):
        with pytest.raises(StoreTrouble, match="BRANCHPOINT_ARTIFACTS_URL") as told:
            act()
        assert told.value.trouble is Trouble.REFUSED


def test_nobody_to_be_known_as_is_a_refusal(proxy, monkeypatch):
    assert proxy.rule is None
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(StoreTrouble, match="credentials") as told:
        write(b"small")
    assert told.value.trouble is Trouble.REFUSED
    s3fs.S3FileSystem.clear_instance_cache()


def test_a_store_that_no_library_reaches_is_a_refusal():
    with pytest.raises(StoreTrouble, match="BRANCHPOINT_ARTIFACTS_URL"):
        write(b"small", "teapot://a/b")


@pytest.mark.parametrize("uri", [URI, "{folder}/runs/1/checkpoint-50-1.pt"])
def test_a_file_that_is_not_there_is_no_trouble_of_the_store(proxy, tmp_path, uri):
    assert proxy.rule is None
    uri = uri.format(folder=tmp_path)
    with pytest.raises(FileNotFoundError):
        artifact_files.read(uri)
    artifact_files.remove(uri)
    folder = uri.rpartition("/")[0]
    assert artifact_files.names(folder) == []
    write(b"x", uri)
    assert artifact_files.names(folder) == ["checkpoint-50-1.pt"]
    artifact_files.remove(uri)
    assert artifact_files.names(folder) == []


def test_what_another_process_wrote_is_seen_at_once(proxy):
    assert proxy.rule is None
    folder = URI.rpartition("/")[0]
    assert artifact_files.names(folder) == []
    s3fs.S3FileSystem(skip_instance_cache=True).pipe_file(URI, b"x")
    assert artifact_files.names(folder) == ["checkpoint-50-1.pt"]


@pytest.mark.parametrize(
    ("number", "trouble"),
    [
        (errno.ENOSPC, Trouble.FULL),
        (errno.EDQUOT, Trouble.FULL),
        (errno.EROFS, Trouble.REFUSED),
        (errno.ESTALE, Trouble.AWAY),
    ],
)
def test_a_folder_s_troubles_are_told_alike_and_leave_no_draft(tmp_path, number, trouble):
    class Fails(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise OSError(number, os.strerror(number))
            return super().read(min(size, 10))

    uri = str(tmp_path / "runs" / "1" / "checkpoint")
    with pytest.raises(StoreTrouble) as told:
        artifact_files.write(uri, Fails(bytes(100)))
    assert told.value.trouble is trouble
    assert [*Path(uri).parent.iterdir()] == []


def test_a_damaged_disk_is_no_trouble_of_the_store(tmp_path, monkeypatch):
    """It is about one file, which another checkpoint can stand in for."""
    monkeypatch.setattr(
        "fsspec.implementations.local.LocalFileSystem.cat_file",
        lambda *_, **__: (_ for _ in ()).throw(OSError(errno.EIO, "bad block")),
    )
    with pytest.raises(OSError, match="bad block") as told:
        artifact_files.read(str(tmp_path / "x"))
    assert not isinstance(told.value, StoreTrouble)

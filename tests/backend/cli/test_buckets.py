"""A store whose artifacts lie in a bucket: backed up, brought back, cleaned up, looked at."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.cli.instance import stray_files as stray_module
from backend.cli.instance.stray_files import remove, stray_files
from backend.db import artifact_files, bucket_uploads, clean_up
from backend.db.session import Database
from backend.db.settings import DatabaseSettings
from backend.db.tables import Artifact
from tests.backend.cli.stores import filled, shell
from tests.backend.db.full_store import told
from tests.buckets import (
    DENIED,
    UNAVAILABLE,
    begin_anew,
    every,
    first,
    server_behind_proxy,
)
from tests.buckets import settings_of as bucket_settings


@pytest.fixture(scope="module")
def server_and_proxy():
    with server_behind_proxy() as both:
        yield both


@pytest.fixture
def proxy(server_and_proxy, monkeypatch):
    server, front = server_and_proxy
    begin_anew(server, front)
    for name, value in bucket_settings(front.address).items():
        monkeypatch.setenv(name, value)
    return front


@pytest.fixture
def settings(proxy, sqlite_settings):
    """An instance whose artifacts lie in an empty bucket."""
    address = bucket_settings(proxy.address)["BRANCHPOINT_ARTIFACTS_URL"]
    return sqlite_settings.model_copy(update={"artifacts_url": address})


def contents(settings):
    with_rows = Database(settings)
    with with_rows.reading() as session:
        uris = session.scalars(select(Artifact.uri)).all()
    with_rows.dispose()
    return {uri.rpartition("/")[2]: artifact_files.read(uri) for uri in uris}


@pytest.mark.parametrize("there", ["folder", "bucket"])
def test_a_backup_of_a_bucket_comes_back_into_a_folder_or_another_bucket(
    proxy, settings, tmp_path, there
):
    store = filled(settings)
    before, held = told(store), contents(settings)
    assert len(held) == 2
    # What other programs have in the same bucket is no artifact of ours.
    artifact_files.write("s3://runs/group b/notes.txt", io.BytesIO(b"others"))
    proxy.rule = first(2, UNAVAILABLE)
    shell(settings, tmp_path, **bucket_settings(proxy.address))("backup", str(tmp_path / "kept"))
    assert proxy.faults == 2
    assert not [*(tmp_path / "kept").rglob("notes.txt")]
    address = {"folder": "", "bucket": "s3://runs/group c"}[there]
    back = DatabaseSettings(data=tmp_path / "back", artifacts_url=address)
    environment = bucket_settings(proxy.address) | {"BRANCHPOINT_ARTIFACTS_URL": address}
    shell(back, tmp_path, **environment)("restore-backup", str(tmp_path / "kept"))
    assert contents(back) == held
    brought = Database(back)
    after = told(brought)
    with brought.reading() as session:
        assert all(uri.startswith(back.artifacts) for uri in session.scalars(select(Artifact.uri)))
    assert {name: len(rows) for name, rows in after.items()} == {
        name: len(rows) for name, rows in before.items()
    }
    brought.dispose()
    store.dispose()


def test_what_nothing_names_goes_and_unfinished_uploads_with_it(settings, monkeypatch):
    store = filled(settings)
    with store.reading() as session:
        named, published = clean_up.named_files(session), clean_up.publications_of(session)
        run_id = session.scalars(select(Artifact.run_id)).first()
    of_run = f"{settings.artifacts}/runs/{run_id}"
    for name in ("checkpoint-50-1.pt", "video-1-1.mp4"):
        artifact_files.write(f"{of_run}/{name}", io.BytesIO(b"x"))
    bucket = artifact_files.bucket_of(artifact_files.reached(settings.artifacts)[0])
    for key in (f"group a/runs/{run_id}/checkpoint-300-1.pt", "group b/theirs.bin"):
        begun = bucket.call_s3("create_multipart_upload", Bucket="runs", Key=key)
        name = {"Bucket": "runs", "Key": key, "UploadId": begun["UploadId"]}
        bucket.call_s3("upload_part", **name, PartNumber=1, Body=bytes(6 << 20))

    def strays():
        return [*stray_files(settings.artifacts, named, published)]

    # What is young may be about to be named. This server says of each upload that it began in 2010.
    assert [each.upload is not None for each in strays()] == [True]
    monkeypatch.setattr(stray_module, "YOUNG", timedelta(days=36_500))
    assert strays() == []
    monkeypatch.setattr(stray_module, "YOUNG", timedelta(0))
    found = strays()
    assert sorted((each.path.rpartition("/")[2], each.bytes) for each in found) == [
        ("checkpoint-300-1.pt", 6 << 20),
        ("checkpoint-50-1.pt", 1),
    ]
    uploads = [each.upload for each in found if each.upload is not None]
    remove(settings.artifacts, [each.path for each in found if each.upload is None], uploads)
    assert strays() == []
    assert artifact_files.names(of_run) == [
        "checkpoint-100-1.pt",
        "checkpoint-200-1.pt",
        "video-1-1.mp4",
    ]
    (left,) = bucket_uploads.unfinished(bucket, "runs")
    assert left.path == "runs/group b/theirs.bin"
    store.dispose()


def test_commands_say_what_the_bucket_says_and_which_setting_names_it(proxy, settings, tmp_path):
    filled(settings).dispose()
    branchpoint = shell(settings, tmp_path, **bucket_settings(proxy.address))
    assert "s3://runs/group a can be written" in branchpoint("doctor")
    proxy.rule = every(DENIED)
    for command in (("gc", "--delete"), ("backup", str(tmp_path / "kept"))):
        branchpoint(*command, rc=3)
        assert "the artifact store refuses (" in branchpoint.errors
        assert "BRANCHPOINT_ARTIFACTS_URL" in branchpoint.errors
        assert "Traceback" not in branchpoint.errors
    assert not (tmp_path / "kept").exists()
    assert "the artifact store refuses" in branchpoint("doctor", rc=1)

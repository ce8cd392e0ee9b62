"""A bucket as the host of a published page: whole at any moment, as what it is, and told where."""

import base64
import re
from dataclasses import replace
from hashlib import sha256

import httpx
import pytest
import s3fs
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

from backend.publication.places import BEGINNING, BadTarget
from backend.publication.publish import publish_folder
from backend.publication.remote import Remote
from backend.publication.target import Target
from backend.publication.whole_files import publish_zip
from tests.backend.publication.conftest import PAGE
from tests.backend.publication.test_publish import FACTS, Few

BUCKET = "results"
LATER = replace(FACTS, title="Later")
# Without it the server takes a reader for nobody, and this bucket is open to nobody.
READER = {"Authorization": "AWS4-HMAC-SHA256 Credential=someone/20261130/us-east-1/s3/aws4_request"}


@pytest.fixture(scope="module")
def server():
    """A server that speaks S3's protocol."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(server, monkeypatch):
    """An empty bucket, and the settings that people have for theirs."""
    httpx.post(f"{server}/moto-api/reset")
    for name, value in {
        "AWS_ENDPOINT_URL": server,
        "AWS_ACCESS_KEY_ID": "someone",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    files = s3fs.S3FileSystem()
    files.mkdir(BUCKET)
    return files


def zipped(folder, facts=FACTS):
    made = folder / "page.zip"
    publish_zip(Few(), PAGE, facts, made, lambda _: None)
    return made.read_bytes()


def shown_whole(address):
    """The title of the page that a reader has now, all of whose files are there."""
    document = httpx.get(address, headers=READER)
    if document.status_code == 404:
        return None
    assert document.headers["content-type"].startswith("text/html")
    folder = re.search(r'data-files="([^"]+)"', document.text)[1]
    root = address.rpartition("/")[0]
    for name in ("contents.js", "page.js", "style.js", "plotly.js", "part-1.js", "inter.woff2"):
        found = httpx.get(f"{root}/{folder}/{name}", headers=READER)
        assert found.status_code == 200, name
    return re.search("<title>(.*)</title>", document.text)[1]


def test_it_is_whole_at_any_moment_and_replaced_by_the_next(bucket, tmp_path, monkeypatch):
    target = Target(f"s3://{BUCKET}/a folder/of mine/")
    seen = []
    put, remove = Remote.put, Remote.remove

    def watched(act):
        def done(place, *given):
            act(place, *given)
            seen.append(shown_whole(target.address))

        return done

    monkeypatch.setattr(Remote, "put", watched(put))
    monkeypatch.setattr(Remote, "remove", watched(remove))
    target.put(zipped(tmp_path))
    Target(f"s3://{BUCKET}/a folder/of mine").put(zipped(tmp_path, LATER))
    assert list(dict.fromkeys(seen)) == [None, "Two runs", "Later"]
    assert seen[-1] == "Later"
    names = [each.rpartition("/")[2] for each in bucket.ls(f"{BUCKET}/a folder/of mine")]
    assert len(names) == 2
    assert names[-1] == "index.html"


@pytest.mark.parametrize("failing", ["index.html", "remove"])
def test_one_whose_last_answer_is_lost_is_whole(bucket, tmp_path, monkeypatch, failing):
    target = Target(f"s3://{BUCKET}/page")
    target.put(zipped(tmp_path))
    put = Remote.put

    def loses(place, name, content):
        put(place, name, content)
        if name == failing:
            raise ConnectionResetError("the answer was lost")

    def refuses(*_):
        raise ConnectionResetError("nothing may be taken away")

    monkeypatch.setattr(Remote, "put", loses)
    if failing == "remove":
        monkeypatch.setattr(Remote, "remove", refuses)
    with pytest.raises(ConnectionResetError):
        target.put(zipped(tmp_path, LATER))
    assert bucket.exists(f"{BUCKET}/page/index.html")
    assert shown_whole(target.address) == "Later"


@pytest.mark.parametrize("after", [0, 3, 9])
def test_one_that_fails_leaves_the_earlier_page(bucket, tmp_path, monkeypatch, after):
    target = Target(f"s3://{BUCKET}/page")
    target.put(zipped(tmp_path))
    before = bucket.find(f"{BUCKET}/page", detail=True)
    left = after
    put = Remote.put

    def fails(place, name, content):
        nonlocal left
        left -= 1
        if left < 0:
            raise ConnectionResetError("the connection broke")
        put(place, name, content)

    monkeypatch.setattr(Remote, "put", fails)
    with pytest.raises(ConnectionResetError):
        target.put(zipped(tmp_path))
    bucket.invalidate_cache()
    after_it = bucket.find(f"{BUCKET}/page", detail=True)
    assert {name: each["ETag"] for name, each in after_it.items()} == {
        name: each["ETag"] for name, each in before.items()
    }


def test_the_store_is_told_what_each_file_is_and_its_checksum(bucket, tmp_path):
    Target(f"s3://{BUCKET}/page").put(zipped(tmp_path))
    types = {}
    for path in bucket.find(f"{BUCKET}/page"):
        key = path.removeprefix(f"{BUCKET}/")
        head = bucket.call_s3("head_object", Bucket=BUCKET, Key=key, ChecksumMode="ENABLED")
        told = base64.b64decode(head["ChecksumSHA256"])
        assert told == sha256(bucket.cat_file(path)).digest()
        types[path.rpartition(".")[2]] = head["ContentType"]
    assert types["html"] == "text/html"
    assert types["js"] in ("text/javascript", "application/javascript")
    assert types["woff2"] == "font/woff2"


def test_it_says_where_a_browser_finds_it(bucket, server, tmp_path, monkeypatch):
    target = Target(f"s3://{BUCKET}/a folder")
    assert target.address == f"{server}/{BUCKET}/a%20folder/index.html"
    target.put(zipped(tmp_path))
    assert shown_whole(target.address) == "Two runs"
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    s3fs.S3FileSystem.clear_instance_cache()
    assert bucket is not s3fs.S3FileSystem()
    place = Remote(f"s3://{BUCKET}/a folder")
    assert place.address == f"https://{BUCKET}.s3.amazonaws.com/a%20folder"


def test_what_is_no_published_page_is_not_replaced(bucket):
    bucket.pipe_file(f"{BUCKET}/mine/thesis.tex", b"mine")
    with pytest.raises(BadTarget, match=r"thesis\.tex"):
        Target(f"s3://{BUCKET}/mine")
    # The whole bucket is a folder too, and it is not empty.
    with pytest.raises(BadTarget, match="something else lies there"):
        Target(f"s3://{BUCKET}")
    assert bucket.cat_file(f"{BUCKET}/mine/thesis.tex") == b"mine"


@pytest.mark.usefixtures("bucket")
def test_a_bucket_that_is_not_there_or_not_reached_is_one_kind_of_error(tmp_path, monkeypatch):
    with pytest.raises(OSError, match="bucket"):
        Target("s3://no-such-bucket/page").put(zipped(tmp_path))
    # Nobody listens there.
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(OSError, match=r"127\.0\.0\.1:9"):
        Target(f"s3://{BUCKET}/page")


def test_leftovers_of_a_process_that_was_killed_go_with_the_next(bucket, tmp_path):
    bucket.pipe_file(f"{BUCKET}/page/{BEGINNING}dead/page.js", b"half")
    Target(f"s3://{BUCKET}/page").put(zipped(tmp_path))
    assert not bucket.exists(f"{BUCKET}/page/{BEGINNING}dead/page.js")


def test_it_is_written_there_without_a_zip_too(bucket):
    publish_folder(Few(), PAGE, FACTS, Remote(f"s3://{BUCKET}/direct"), lambda _: None)
    assert bucket.exists(f"{BUCKET}/direct/index.html")

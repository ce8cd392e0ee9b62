"""A publication in one file, and at an address that fsspec reaches."""

import zipfile

import fsspec
import pytest

from backend.publication import whole_files
from backend.publication.places import BadTarget, Folder
from backend.publication.publish import publish_folder
from backend.publication.remote import Remote
from backend.publication.whole_files import publish_html, publish_zip
from tests.backend.publication.conftest import PAGE
from tests.backend.publication.test_publish import FACTS, Few, only


def tell(_count):
    """Nobody listens."""


def test_a_zip_holds_the_folder(tmp_path):
    path = tmp_path / "new" / "two.zip"
    publish_zip(Few(), PAGE, FACTS, path, tell)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "out")
    folder = tmp_path / "out" / "two"
    assert (only(folder) / "contents.bin").is_file()
    assert only(folder).name in (folder / "index.html").read_text()
    publish_zip(Few(), PAGE, FACTS, path, tell)
    assert [each.name for each in path.parent.iterdir()] == ["two.zip"]


@pytest.mark.parametrize("publish", [publish_zip, publish_html])
def test_another_file_and_a_link_are_not_replaced(tmp_path, publish):
    path = tmp_path / "mine"
    path.write_bytes(b"my own")
    with pytest.raises(BadTarget, match="is another file"):
        publish(Few(), PAGE, FACTS, path, tell)
    assert path.read_bytes() == b"my own"
    (tmp_path / "link").symlink_to(path)
    with pytest.raises(BadTarget, match="is a link"):
        publish(Few(), PAGE, FACTS, tmp_path / "link", tell)


def test_one_document_holds_what_there_is_room_for_and_says_that_it_is_thinned(tmp_path):
    path = tmp_path / "one.html"
    made = publish_html(Few(), PAGE, FACTS, path, tell)
    assert made.left_out.startswith("This single file is thinned")
    text = path.read_text()
    for name in ("page", "plotly", "style", "contents"):
        assert f'id="branchpoint-{name}"' in text
    publish_html(Few(), PAGE, FACTS, path, tell)


class Many(Few):
    """More answers than there is room for; those first are shown first."""

    def answers(self):
        yield from [
            whole_files.Answer(f"a{place}", "application/json", b"[%d]" % place, section)
            for place, section in enumerate(["", *(str(each) for each in range(50))])
        ]


def test_what_is_shown_first_is_in_it(tmp_path, monkeypatch):
    monkeypatch.setattr(whole_files, "MOST_BYTES", 83_000)
    made = publish_html(Many(), PAGE, FACTS, tmp_path / "one.html", tell)
    assert 1 < made.answers < 51
    assert 'id="branchpoint-answers"' in (tmp_path / "one.html").read_text()


def test_an_address_holds_the_page_and_replaces_it(tmp_path):
    address = "memory://bucket/results"
    for _ in range(2):
        publish_folder(Few(), PAGE, FACTS, Remote(address), tell)
    place = Remote(address)
    files = [name for name in place.names() if name != "index.html"]
    assert len(files) == 1
    assert files[0].encode() in place.read("index.html")
    publish_folder(Few(), PAGE, FACTS, Folder(tmp_path / "out"), tell)
    here = sorted(each.name for each in only(tmp_path / "out").iterdir())
    there = fsspec.filesystem("memory").ls(f"/bucket/results/{files[0]}", detail=False)
    assert sorted(each.rpartition("/")[2] for each in there) == here


def test_an_address_that_is_something_elses_is_left_alone():
    fsspec.filesystem("memory").pipe_file("/other/index.html", b"<p>mine")
    with pytest.raises(BadTarget, match="something else lies there"):
        publish_folder(Few(), PAGE, FACTS, Remote("memory://other"), tell)


def test_an_address_that_nothing_reaches_is_refused_with_the_reason():
    with pytest.raises(BadTarget, match="cannot be reached"):
        Remote("nonsense://there")
    with pytest.raises(BadTarget, match="by its path"):
        Remote("file:///anywhere")

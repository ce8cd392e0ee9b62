"""Pages made in the background: whole, one at a time, and nothing of what a link would not show."""

import gzip
import io
import json
import time
import zipfile

import pytest

from backend.db import publications
from backend.publication.target import Target
from tests.backend.publication.conftest import PAGE, measured
from tests.waiting import SOON


@pytest.fixture
def built(quick_api):
    """The files of the page, as a build leaves them."""
    folder = quick_api.app.state.web.page / "published"
    folder.mkdir(parents=True)
    for name, content in PAGE.items():
        (folder / name).write_bytes(content)
    (folder / "files.txt").write_text("\n".join(PAGE))


@pytest.fixture
def publisher(quick_api):
    yield quick_api.app.state.publisher
    quick_api.app.state.publisher.close()


@pytest.fixture
def waiting(quick_api, monkeypatch):
    """Nobody makes what is asked for."""
    monkeypatch.setattr(quick_api.app.state.publisher, "start", lambda _: None)


def until_done(ask):
    over = time.monotonic() + SOON
    while (state := ask())["state"] in publications.ACTIVE:
        assert time.monotonic() < over
        time.sleep(0.2)
    return state


def files_of(archive):
    return {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def shown(quick_api):
    """A run that has measured something, and beside it one that is not shown."""
    (run,) = measured(quick_api, seeds=[0])
    measured(quick_api, name="SECRET run", seeds=[5])
    return run


@pytest.mark.usefixtures("built", "publisher")
def test_a_page_is_made_in_the_background(quick_api, shown, tmp_path):
    asked = {"kind": "run", "target_id": shown["id"], "title": "../Two <b>", "form": "zip"}
    made = quick_api.post("publications", asked).json()
    done = until_done(lambda: quick_api.get(f"publications/{made['id']}").json())
    assert (done["state"], done["problem"]) == ("done", "")
    file = quick_api.get(f"publications/{made['id']}/file")
    assert file.headers["content-disposition"] == 'attachment; filename="Two-b.zip"'
    assert len(file.content) == done["bytes"]
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        files = files_of(archive)
    assert b"&lt;b&gt;" in files["index.html"]
    packed = {name: content for name, content in files.items() if name.endswith(".bin")}
    assert len(json.loads(gzip.decompress(packed["more.bin"]))["answers"]) == done["answers"]
    assert not any(b"SECRET" in gzip.decompress(content) for content in packed.values())
    Target(str(tmp_path / "out")).put(file.content)
    assert (tmp_path / "out" / "index.html").read_bytes() == files["index.html"]
    # The link that it was read through is gone, as if it had never been.
    assert quick_api.get("shares").json()["items"] == []
    quick_api.delete(f"publications/{made['id']}")
    assert quick_api.get(f"publications/{made['id']}/file").status_code == 404


@pytest.mark.usefixtures("publisher")
def test_a_frozen_link_shows_what_its_run_was(quick_api, shown):
    target = {"kind": "run", "target_id": shown["id"], "is_frozen": True}
    link = quick_api.post("shares", target).json()
    viewer = quick_api.by(share=link["token"])
    until_done(lambda: viewer.get("shared").json()["frozen"])
    kept = gzip.decompress(viewer.get("shared/files/answers").content)
    quick_api.patch(f"runs/{shown['id']}", {"name": "renamed"})
    quick_api.delete(f"runs/{shown['id']}")
    assert gzip.decompress(viewer.get("shared/files/answers").content) == kept
    assert shown["name"].encode() in kept
    assert b"renamed" not in kept
    assert b"SECRET" not in kept
    assert viewer.get("shared").json()["run_ids"] == [shown["id"]]
    quick_api.delete(f"shares/{link['id']}")
    assert viewer.get("shared/files/answers").status_code == 410


@pytest.mark.usefixtures("waiting")
def test_one_page_at_a_time_and_it_can_be_cancelled(quick_api):
    run = quick_api.launch(name="one")["runs"][0]
    asked = {"kind": "run", "target_id": run["id"], "form": "html"}
    made = quick_api.post("publications", asked).json()
    refused = quick_api.post("publications", asked)
    assert refused.status_code == 409
    assert "cancel it" in refused.json()["detail"]
    assert quick_api.get(f"publications/{made['id']}/file").status_code == 409
    assert quick_api.delete(f"publications/{made['id']}").json()["state"] == "cancelled"
    assert quick_api.post("publications", asked).status_code == 201
    assert len(quick_api.get("publications").json()["items"]) == 2


@pytest.mark.usefixtures("waiting")
def test_a_frozen_link_on_its_way_is_no_page_that_could_be_cancelled(quick_api):
    run = quick_api.launch(name="one")["runs"][0]
    target = {"kind": "run", "target_id": run["id"]}
    assert quick_api.post("shares", {**target, "is_frozen": True}).status_code == 201
    assert quick_api.post("publications", {**target, "form": "html"}).status_code == 201


@pytest.mark.usefixtures("waiting")
def test_who_makes_a_page_stops_when_it_is_cancelled(quick_api):
    run = quick_api.launch(name="one")["runs"][0]
    asked = {"kind": "run", "target_id": run["id"], "form": "html"}
    made = quick_api.post("publications", asked).json()["id"]
    with quick_api.database.transaction() as session:
        row = publications.get(session, made)
        assert publications.begin(session, row)
        assert publications.progress(session, row, 7)
    assert quick_api.get(f"publications/{made}").json()["answers"] == 7
    quick_api.delete(f"publications/{made}")
    with quick_api.database.transaction() as session:
        row = publications.get(session, made)
        assert not publications.progress(session, row, 8)
        assert not publications.begin(session, row)


@pytest.mark.usefixtures("waiting")
def test_one_that_nobody_makes_any_more_has_failed(quick_api, monkeypatch):
    run = quick_api.launch(name="one")["runs"][0]
    asked = {"kind": "run", "target_id": run["id"], "form": "html"}
    made = quick_api.post("publications", asked).json()["id"]
    monkeypatch.setitem(publications.SILENT, "waiting", publications.timedelta(0))
    shown = quick_api.get(f"publications/{made}").json()
    assert shown["state"] == "failed"
    assert "Publish again" in shown["problem"]
    assert quick_api.post("publications", asked).status_code == 201


def test_what_it_shows_is_said_exactly(quick_api):
    asked = {"kind": "run", "run_ids": ["a"], "form": "html"}
    assert quick_api.post("publications", asked).json()["errors"][0]["field"] == "target_id"
    asked = {"kind": "run", "target_id": "a", "form": "tar"}
    assert quick_api.post("publications", asked).json()["errors"][0]["field"] == "form"
    asked = {"kind": "run", "target_id": "a", "form": "html"}
    assert quick_api.post("publications", asked).status_code == 404

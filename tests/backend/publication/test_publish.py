"""A publication holds what a link shows and no more, and replaces another whole or not at all."""

import base64
import gzip
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backend.publication.answered import Answer
from backend.publication.document import Facts, document
from backend.publication.gather import NothingToPublish, fewer, steps_for
from backend.publication.places import BadTarget, Folder, put_file
from backend.publication.planes import from_planes, in_planes
from backend.publication.publish import publish_folder
from tests.backend.publication.conftest import PAGE, measured, reader

FACTS = Facts("2026-11-29T12:00:00+00:00", "Two runs", "Look.", "CC BY 4.0", "0.1.0", "")
SECRET = "SECRET"


def published(gatherer, place, facts=FACTS):
    return publish_folder(gatherer, PAGE, facts, Folder(place), lambda _: None)


def only(place):
    (files,) = [each for each in place.iterdir() if each.is_dir()]
    return files


def contents_of(place):
    first, every = (
        json.loads(gzip.decompress((only(place) / f"{name}.bin").read_bytes()))
        for name in ("contents", "more")
    )
    assert first["answers"].items() <= every["answers"].items()
    assert first["columns"] == every["columns"][: len(first["columns"])]
    return first | every


def part_of(place, file, first, length):
    script = (only(place) / f"{file}.js").read_text()
    _, _, packed = script.rpartition(',"')
    content = gzip.decompress(base64.b64decode(packed.removesuffix('");')))
    return content[first : first + length]


def answer(place, name):
    """What the page reads, with the columns of numbers in it again."""
    contents = contents_of(place)

    def letters(found):
        column = from_planes(found[1], part_of(place, *contents["columns"][int(found[2])]))
        return b'"dtype":"%b","bdata":"%b"' % (found[1], base64.b64encode(column))

    body = part_of(place, *contents["answers"][name][:3])
    return re.sub(rb'"dtype":"(\w+)","bdata":"#(\d+)"', letters, body)


def test_it_holds_the_answers_of_a_link_to_the_same(quick_api, two_runs, gatherer, tmp_path):
    place = tmp_path / "out"
    made = published(gatherer, place)
    contents = contents_of(place)
    assert contents["publication"]["licence"] == "CC BY 4.0"
    assert len(contents["answers"]) == made.answers > 100
    runs = ",".join(contents["runs"].split(","))
    told = quick_api.get(f"comparison?runs={runs}").json()
    assert json.loads(answer(place, "comparison?runs=*")) == told
    earlier = json.loads(answer(place, "comparison?env_step=50&runs=*"))
    assert earlier["env_step"] == 50
    run = two_runs[0]["id"]
    assert json.loads(answer(place, f"runs/{run}"))["name"] == two_runs[0]["name"]
    specs = json.loads(answer(place, "specs"))
    assert [set(each) for each in specs] == [{"id", "name", "spec", "provenance"}] * 2
    thin = json.loads(answer(place, "figures/returns?runs=*"))
    assert thin["figure"]["layout"]["meta"]["is_thinned"] is True
    for name, every_point in (("", "false"), ("#full", "true")):
        told = quick_api.get(f"figures/returns?runs={runs}&every_point={every_point}").json()
        assert json.loads(answer(place, f"figures/returns?runs=*{name}")) == told


def test_nothing_of_another_experiment_or_of_a_log_is_in_it(quick_api, gatherer, tmp_path):
    measured(quick_api, name=f"{SECRET} run", seeds=[5])
    place = tmp_path / "out"
    gatherer = reader(quick_api, kind="run", target_id=gatherer.runs[0])
    published(gatherer, place)
    files = [gzip.decompress(each.read_bytes()) for each in only(place).glob("*.bin")]
    assert not any(SECRET.encode() in each for each in files)
    names = contents_of(place)["answers"]
    assert not [each for each in names if "logs" in each or "sessions" in each]
    # What every page asks is there too, and what this one does.
    run = gatherer.runs[0]
    assert {"shared", "catalog", f"runs/{run}", f"runs/{run}/trust"} <= names.keys()


def test_an_experiment_without_runs_is_not_published(quick_api):
    empty = quick_api.post("experiments", {"name": "empty"}).json()
    with pytest.raises(NothingToPublish):
        reader(quick_api, kind="experiment", target_id=empty["id"])


class Few:
    """A few answers, without a server."""

    left_out: tuple[str, ...] = ()
    naming: dict = {}
    runs = ("a",)

    def answers(self):
        yield from [
            Answer(f"series?runs={place}", "text/csv", b"1", str(place)) for place in range(3)
        ]


class Killed(BaseException):
    """The process ends here."""


def test_what_a_page_asks_when_it_is_opened_is_listed_apart(gatherer, tmp_path):
    published(gatherer, tmp_path / "out")
    listed = gzip.decompress((only(tmp_path / "out") / "contents.bin").read_bytes())
    early = json.loads(listed)
    assert early["has_more"]
    assert {"shared", "catalog", "comparison?runs=*", "trust?runs=*"} <= early["answers"].keys()
    every = json.loads(gzip.decompress((only(tmp_path / "out") / "more.bin").read_bytes()))
    assert len(early["answers"]) < len(every["answers"]) / 10
    catalog = json.loads(answer(tmp_path / "out", "catalog"))
    assert (catalog["presets"], catalog["schema"]) == ([], {})
    assert catalog["curves"]


@pytest.mark.parametrize(
    "values", [[], [0], [1, 258, -5], [2**31 - 1, -(2**31), 7], [float("nan"), 1.5, -2.25e-30]]
)
@pytest.mark.parametrize("kind", ["i4", "f4", "f8"])
def test_a_column_is_the_same_when_it_is_put_together_again(kind, values):
    with np.errstate(invalid="ignore"):
        column = np.array(values, float).astype(f"<{kind}").tobytes()
    kept = in_planes(kind.encode(), column)
    assert len(kept) == len(column)
    assert from_planes(kind.encode(), kept) == column


@pytest.mark.parametrize("after", [0, 1, 7])
def test_killed_in_the_middle_the_earlier_page_stays_whole(tmp_path, monkeypatch, after):
    place = tmp_path / "out"
    published(Few(), place)
    before = {each: each.read_bytes() for each in place.rglob("*") if each.is_file()}
    left = after

    def dies(path, content):
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        put_file(path, content)

    monkeypatch.setattr("backend.publication.places.put_file", dies)
    # A process that is killed does not clean up either.
    monkeypatch.setattr("backend.publication.publish.Edition.give_up", lambda _: None)
    with pytest.raises(Killed):
        published(Few(), place, replace(FACTS, title="Later"))
    assert {each: each.read_bytes() for each in before} == before
    monkeypatch.undo()
    published(Few(), place, replace(FACTS, title="Later"))
    assert b"<title>Later</title>" in (place / "index.html").read_bytes()
    assert len([each for each in place.iterdir() if each.is_dir()]) == 1


def test_what_is_no_published_page_is_not_replaced(tmp_path):
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(BadTarget, match=r"something else lies there \(thesis.tex\)"):
        published(Few(), tmp_path)
    assert [each.name for each in tmp_path.iterdir() if each.name == "thesis.tex"]
    page = tmp_path / "other"
    page.mkdir()
    (page / "index.html").write_text("<p>Somebody's home page</p>")
    with pytest.raises(BadTarget, match="something else"):
        published(Few(), page)


def test_a_link_to_another_place_is_not_followed(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")
    with pytest.raises(BadTarget, match="is a link to another place"):
        Folder(tmp_path / "link")
    place = Folder(tmp_path / "there")
    (tmp_path / "secret").mkdir()
    (tmp_path / "there" / "files-1").symlink_to(tmp_path / "secret")
    with pytest.raises(BadTarget, match="is a link"):
        place.put("files-1/page.js", b"x")
    place.remove("files-1")
    assert (tmp_path / "secret").is_dir()


def test_scripts_in_title_note_and_licence_are_text():
    script = '"><script>alert(1)</script>'
    facts = replace(FACTS, title=script, note=script, licence=script)
    shown = document(facts, PAGE, "files-1", {}).decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown
    policy = shown.split('Content-Security-Policy" content="')[1].split('"')[0]
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
    assert "default-src &#x27;none&#x27;" in policy


def test_a_slider_of_many_evaluations_has_fewer_stops():
    assert fewer([1, 2, 3], 5) == [1, 2, 3]
    assert fewer(list(range(100)), 4) == [0, 33, 66, 99]
    assert (steps_for(2), steps_for(20), steps_for(500)) == (25, 20, 10)


def test_the_folder_may_lie_below_one_that_is_not_there_yet(tmp_path):
    place = tmp_path / "a" / "b"
    published(Few(), place)
    assert Path(place / "index.html").is_file()


def test_controls_offer_what_is_published(gatherer, tmp_path):
    published(gatherer, tmp_path / "page")
    place = tmp_path / "page"
    names = contents_of(place)["answers"].keys()
    fields = [each["name"] for each in json.loads(answer(place, "runs/fields"))["items"]]
    assert "error(5)" in fields
    assert "policy.epsilon" not in fields
    assert {f"figures/scatter?runs=*&x={x}" for x in fields if x != "error(10)"} <= names
    assert "figures/scatter?runs=*&x=error(5)&y=return_gap" in names
    catalog = json.loads(answer(place, "catalog"))
    assert catalog["groupings"] == []
    # One that was measured, and one that says that nothing else was.
    kinds = [each["key"] for each in catalog["curves"]]
    assert len(kinds) == 2
    assert "horizon-error" in kinds
    assert all(any(f"kind={kind}" in name for name in names) for kind in kinds)
    assert json.loads(answer(place, "comparison?runs=*"))["tags"] == []

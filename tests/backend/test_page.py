"""The built page and its addresses."""

import json

import pytest


@pytest.fixture
def page(quick_api, tmp_path):
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><p>the page", "utf-8")
    (dist / "assets" / "app-1a2b.js").write_text("go()", "utf-8")
    (dist / "icon.svg").write_text("<svg/>", "utf-8")
    (tmp_path / "secret.txt").write_text("not for you", "utf-8")
    return quick_api.by()


@pytest.mark.parametrize(
    "path", ["/", "/runs", "/runs/abc", "/s/some-token", "/index.html", "/a/b"]
)
def test_every_address_of_the_page_opens_it_and_is_asked_for_again(page, path):
    response = page.get(path)
    assert response.status_code == 200
    assert "the page" in response.text
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["x-robots-tag"] == "noindex, nofollow"
    assert response.headers["referrer-policy"] == "no-referrer"


def test_hashed_files_are_kept_for_good_and_others_are_asked_for_again(page):
    asset = page.get("/assets/app-1a2b.js")
    assert "immutable" in asset.headers["cache-control"]
    assert asset.headers["content-type"].startswith("text/javascript")
    assert page.get("/icon.svg").headers["cache-control"] == "no-cache"


def test_a_missing_asset_is_missing(page):
    assert page.get("/assets/app-old.js").status_code == 404


@pytest.mark.parametrize(
    "path", ["/..%2Fsecret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt", "/x" * 3000]
)
def test_no_address_leads_out_of_the_folder(page, path):
    assert "not for you" not in page.get(path).text


def test_the_page_cannot_be_written_to(page):
    assert page.post("/runs").status_code == 405


def test_an_unbuilt_page_says_how_to_build_it(quick_api):
    response = quick_api.by().get("/runs")
    assert response.status_code == 503
    assert "npm run build" in response.text


def test_what_the_build_compressed_is_sent_compressed_to_whoever_can_read_it(page, tmp_path):
    (tmp_path / "dist" / "assets" / "app-1a2b.js.br").write_bytes(b"\x8b\x01\x80go()\x03")
    plain = page.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "gzip"})
    assert plain.text == "go()"
    assert "content-encoding" not in plain.headers
    packed = page.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["content-length"] == "8"
    assert packed.headers["content-encoding"] == "br"
    assert packed.headers["content-type"].startswith("text/javascript")
    assert "immutable" in packed.headers["cache-control"]
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"


def test_an_address_names_the_files_that_only_its_page_needs(page, tmp_path):
    index = tmp_path / "dist" / "index.html"
    index.write_text("<head></head>", "utf-8")
    ahead = {
        "runs": ["assets/list-1a.js", "assets/list-1a.css"],
        "runs/[^/]+": ["assets/run-1a.js"],
    }
    (tmp_path / "dist" / "files-ahead.json").write_text(json.dumps(ahead), "utf-8")
    listed = page.get("/runs/").text
    assert '<link rel="modulepreload" crossorigin href="/assets/list-1a.js">' in listed
    assert '<link rel="stylesheet" crossorigin href="/assets/list-1a.css">' in listed
    assert "run-1a" not in listed
    assert "run-1a" in page.get("/runs/abc").text
    assert page.get("/elsewhere").text == "<head></head>"

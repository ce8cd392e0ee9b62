"""Attacks 12 and 15 on what the address of a share page tells beforehand, and on frames."""

import re

import pytest
from sqlalchemy import text as statement

from backend.http.request_log import hidden

HOSTILE = '"><script>alert(1)</script><meta content="'
OTHERS_MAY_FRAME = "frame-ancestors *"


@pytest.fixture
def page(quick_api, tmp_path):
    """The page as it is built, for anybody."""
    dist = tmp_path / "dist"
    dist.mkdir(parents=True)
    (dist / "index.html").write_text("<html><head><title>B</title></head></html>", "utf-8")
    return quick_api.by()


def share(api, run, **manner):
    """A link to the run."""
    return api.post("shares", {"kind": "run", "target_id": run["id"], **manner}).json()


def test_a_good_link_tells_its_title_as_text(quick_api, page, run):
    titled, plain = share(quick_api, run, title=HOSTILE), share(quick_api, run)
    text = page.get(f"/s/{titled['token']}").text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script" not in text
    assert f'property="og:title" content="{run["name"]}"' in page.get(f"/s/{plain['token']}").text


def test_a_link_that_is_no_good_tells_nothing(quick_api, page, run):
    link = share(quick_api, run, title="a secret title", is_embeddable=True)
    assert "a secret title" in page.get(f"/s/{link['token']}").text
    quick_api.delete(f"shares/{link['id']}")
    for token in (link["token"], "guessed", "%00", "x" * 5_000):
        answer = page.get(f"/s/{token}")
        assert answer.status_code == 200
        assert "og:" not in answer.text
        assert OTHERS_MAY_FRAME not in answer.headers["content-security-policy"]


def test_a_link_that_is_no_good_has_no_picture(quick_api, page, run):
    link = share(quick_api, run)
    over = share(quick_api, run, expires_at="2999-01-01T00:00:00Z")
    text = page.get(f"/s/{link['token']}").text
    address = re.search(r'property="og:image" content="http://localhost(/api/v1/[^"]+)"', text)[1]
    assert page.get(address).headers["content-type"] == "image/png"
    quick_api.delete(f"shares/{link['id']}")
    with quick_api.database.transaction() as session:
        past = statement("UPDATE shares SET expires_at = :then WHERE id = :id")
        session.execute(past, {"then": "2000-01-01 00:00:00", "id": over["id"]})
    told = page.get("/api/v1/figures/links/guessed.png").json()
    for token in (link["token"], over["token"], "guessed", "%00", "..%2f..%2fsecret"):
        answer = page.get(f"/api/v1/figures/links/{token}.png")
        assert answer.status_code == 404, token
        # Whether it ever was one is nobody's business.
        if "%2f" not in token:
            assert answer.json()["detail"] == told["detail"]
    long = page.get(f"/api/v1/figures/links/{'x' * 5_000}.png")
    assert long.status_code in (404, 422)


def test_the_token_of_a_picture_is_in_no_log(quick_api, run):
    token = share(quick_api, run)["token"]
    assert token not in hidden(f"/api/v1/figures/links/{token}.png")


def test_only_a_page_that_may_be_embedded_stands_in_a_frame(quick_api, page, run):
    framed = share(quick_api, run, is_embeddable=True)
    kept = share(quick_api, run)
    policy = "content-security-policy"
    assert OTHERS_MAY_FRAME in page.get(f"/s/{framed['token']}").headers[policy]
    for path in (f"/s/{kept['token']}", "/", "/runs", f"/s/{framed['token']}/x", "/s/"):
        assert "frame-ancestors 'none'" in page.get(path).headers[policy], path
    assert "frame-ancestors 'none'" in quick_api.get("runs").headers[policy]


def test_the_page_of_a_link_opens_without_the_database(quick_api, page):
    with quick_api.database.transaction() as session:
        session.execute(statement("DROP TABLE shares"))
    assert page.get("/s/some-token").status_code == 200

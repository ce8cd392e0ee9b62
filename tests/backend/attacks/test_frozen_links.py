"""Attack 15 on frozen links, which reach what was kept, and on links that are forbidden."""

import gzip
from urllib.parse import quote

import pytest
from fastapi.routing import iter_route_contexts

from backend.authorisation import Access, access_of
from backend.db import publications, shares
from backend.publication.kept_files import KeptFiles, NoSuchFile
from backend.secret_tokens import token_hash
from tests.backend.conftest import build

OPEN_TO_FROZEN = {
    "/api/v1/session", "/api/v1/shared", "/api/v1/shared/views", "/api/v1/shared/files/{name}",
    "/api/v1/events",
}  # fmt: skip


def kept(api, run, token, content=b"kept"):
    """A frozen link whose page was made."""
    with api.database.transaction() as session:
        asked = publications.NewPublication("run", "frozen", run["id"])
        made = publications.create(session, asked)
        made.state, made.run_ids = "done", [run["id"]]
        new = shares.NewShare("run", token_hash(token), run["id"], publication_id=made.id)
        link = shares.create(session, new).id
    files = KeptFiles(api.app.state.database_settings.artifacts, made.id)
    files.put("answers.bin", gzip.compress(content))
    return link, made.id


def test_a_frozen_link_asks_no_route_that_knows_what_became_of_its_runs(quick_api, run):
    kept(quick_api, run, "frozen")
    viewer = quick_api.by(share="frozen")
    refused = 0
    for context in iter_route_contexts(quick_api.app.routes):
        if access_of(context.endpoint) is not Access.VIEWERS or context.path in OPEN_TO_FROZEN:
            continue
        path = context.path.replace("{run_id}", run["id"])
        answer = viewer.get(path.replace("{experiment_id}", run["experiment_id"]))
        assert answer.status_code == 403, path
        refused += 1
    assert refused > 20


def test_a_frozen_link_reads_its_own_files_and_no_sibling(quick_api, run):
    _, own = kept(quick_api, run, "frozen", b"own")
    _, other = kept(quick_api, run, "other", b"SIBLING")
    viewer = quick_api.by(share="frozen")
    assert gzip.decompress(viewer.get("shared/files/answers").content) == b"own"
    for name in (
        f"../{other}/answers", quote(f"../{other}/answers", safe=""), "..%252f..%252fanswers",
        "..\\answers", "/etc/passwd", "answers.bin", "answers%00", f"{other}-1", "part-1",
    ):  # fmt: skip
        answer = viewer.get(f"shared/files/{name}")
        assert answer.status_code in (404, 422), name
        assert b"SIBLING" not in answer.content
    files = KeptFiles(quick_api.app.state.database_settings.artifacts, own)
    for name in ("../x", "a/b", "", ".", "..", "x\0", "*"):
        with pytest.raises(NoSuchFile):
            files.read(name)


def test_files_of_a_frozen_page_are_for_its_link_alone_and_until_it_is_revoked(quick_api, run):
    link, _ = kept(quick_api, run, "frozen")
    live = quick_api.post("shares", {"kind": "run", "target_id": run["id"]}).json()
    assert quick_api.by(share=live["token"]).get("shared/files/answers").status_code == 404
    assert quick_api.get("shared/files/answers").status_code == 404
    assert quick_api.by().get("shared/files/answers").status_code == 401
    assert quick_api.by(share="guessed").get("shared/files/answers").status_code == 404
    viewer = quick_api.by(share="frozen")
    answer = viewer.get("shared/files/answers")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "application/octet-stream"
    quick_api.delete(f"shares/{link}")
    assert viewer.get("shared/files/answers").status_code == 410


@pytest.mark.parametrize("state", ["waiting", "running", "failed", "cancelled"])
def test_a_page_that_is_not_whole_has_no_files(quick_api, run, state):
    _, made = kept(quick_api, run, "frozen")
    with quick_api.database.transaction() as session:
        publications.get(session, made).state = state
    assert quick_api.by(share="frozen").get("shared/files/answers").status_code == 404


def test_what_a_frozen_link_shows_outlives_its_run(quick_api, run):
    kept(quick_api, run, "frozen")
    quick_api.delete(f"runs/{run['id']}")
    shown = quick_api.by(share="frozen").get("shared").json()
    assert (shown["run_ids"], shown["frozen"]["state"]) == ([run["id"]], "done")


@pytest.mark.parametrize("policy", ["expiring", "forbidden"])
def test_links_that_are_not_allowed_are_not_made_and_open_nothing(
    sqlite_settings, runner, tmp_path, policy
):
    allowed = build(sqlite_settings, runner, tmp_path)
    run = allowed.launch()["runs"][0]
    asked = {"kind": "run", "target_id": run["id"]}
    forever = allowed.post("shares", asked).json()["token"]
    ending = asked | {"expires_at": "2099-01-01T00:00:00Z"}
    until = allowed.post("shares", ending).json()["token"]
    narrow = build(sqlite_settings, runner, tmp_path, share_links=policy)
    refused = narrow.post("shares", asked)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/links-forbidden")
    assert narrow.by(share=forever).get("shared").status_code == 403
    narrow.app.state.publisher.start = lambda _: None
    is_open = policy == "expiring"
    assert narrow.by(share=until).get("shared").status_code == (200 if is_open else 403)
    page = narrow.post("publications", asked | {"form": "zip"})
    assert page.status_code == (201 if is_open else 403)
    for api in (allowed, narrow):
        api.database.dispose()


def test_views_are_counted_of_the_link_and_of_nobody(quick_api, run):
    made = quick_api.post("shares", {"kind": "run", "target_id": run["id"]}).json()
    viewer = quick_api.by(share=made["token"])
    for _ in range(3):
        assert viewer.post("shared/views").status_code == 204
    assert quick_api.by(share="guessed").post("shared/views").status_code == 404
    (link,) = quick_api.get("shares").json()["items"]
    assert link["views"] == 3
    assert link["opened_at"] is not None
    quick_api.delete(f"shares/{made['id']}")
    assert viewer.post("shared/views").status_code == 410

"""Attacks 12, 15, 16 and 17: scripts in texts, share tokens, sizes, and how the server starts.

Precedents: CVE-2024-6578, CVE-2024-8863 and CVE-2024-39272 for scripts, CVE-2026-4137 and
CVE-2026-4994 for open defaults. Slow and many connections are tested on a real port in
`tests/backend/http/test_connections.py`, formulas in `tests/backend/test_table_files.py`, and
hostile texts in figures in `tests/backend/figures/test_literal.py`.
"""

import json
import re
import tracemalloc
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from backend.db import shares
from backend.errors import TooManyStreams
from backend.http import idempotency
from backend.http.guards import SECURITY_HEADERS
from backend.http.request_log import hidden
from backend.live.feed import MOST_OF_ONE, MOST_STREAMS
from tests.backend.access.people import browser, person
from tests.backend.attacks.conftest import everything, filled, operations
from tests.backend.attacks.route_table import TABLE

SCRIPTS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)",
    "</script><script>alert(1)</script>", "<svg/onload=alert(1)>", "{{7*7}}", "]]><x>",
]  # fmt: skip


@pytest.mark.parametrize("text", SCRIPTS)
def test_a_script_in_a_name_is_text_in_json_and_never_a_page(quick_api, text):
    made = quick_api.launch(name=text, experiment_name=text)
    run = made["runs"][0]["id"]
    quick_api.patch(f"runs/{run}", {"tags": [text[:40]]})
    quick_api.patch(f"experiments/{made['experiment']['id']}", {"description": text})
    for method, path in operations(quick_api.app):
        if method != "GET" or path in ("/events", "/metrics") or path.endswith(".html"):
            continue
        address = filled(path, run, made["experiment"]["id"])
        answer = quick_api.get(address, params={"runs": run} if "{" not in path else None)
        kind = answer.headers["content-type"].partition(";")[0]
        assert kind in ("application/json", "application/problem+json"), path
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("text", SCRIPTS)
def test_a_script_in_a_name_is_none_in_an_exported_figure(quick_api, text):
    run = quick_api.launch(name=text, experiment_name=text)["runs"][0]["id"]
    for name in ("returns", "over-horizon", "over-steps", "profile", "scatter", "trajectories"):
        asked = {"run" if name == "trajectories" else "runs": run}
        answer = quick_api.get(f"figures/{name}.html", params=asked)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-disposition"].startswith("attachment")
        if text.startswith("<") or "script" in text:
            assert text not in answer.text.replace("<script>\n", ""), name


def test_the_policy_lets_no_script_in_that_is_not_a_file_of_ours():
    policy = dict(
        each.strip().partition(" ")[::2]
        for each in SECURITY_HEADERS["Content-Security-Policy"].split(";")
    )
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["connect-src"] == "'self'"
    assert not any("unsafe" in each or "*" in each for each in policy.values())


def test_a_style_of_the_page_needs_the_nonce_of_its_own_answer(quick_api, tmp_path):
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.html").write_text('<meta name="style-nonce" nonce="" />', "utf-8")
    nonces = set()
    for _ in range(3):
        answer = quick_api.by().get("/runs")
        (nonce,) = re.findall(r'nonce="([\w-]{20,})"', answer.text)
        policy = answer.headers["content-security-policy"]
        assert f"style-src 'self' 'nonce-{nonce}';" in policy
        assert "unsafe" not in policy
        nonces.add(nonce)
    assert len(nonces) == 3


def test_a_share_token_that_is_guessed_opens_nothing_and_says_nothing(quick_api, run):
    link = quick_api.post("shares", {"kind": "run", "target_id": run["id"]}).json()
    token = link["token"]
    for guess in (token[:-1], token + "x", token.swapcase(), link["id"], run["id"], "", " ", "%"):
        answer = quick_api.by(share=guess).get(f"runs/{run['id']}")
        assert answer.status_code == 404, guess
        assert answer.json()["type"] == "/problems/share-unknown"
        assert run["name"] not in answer.text


def end_of(api, run, link, end):
    """Let a link be over, in one of the ways in which links end."""
    if end == "expired":
        with api.database.transaction() as session:
            shares.get(session, link["id"]).expires_at = datetime.now(UTC) - timedelta(seconds=1)
        return
    api.delete(f"shares/{link['id']}" if end == "revoked" else f"runs/{run['id']}")


@pytest.mark.parametrize("end", ["revoked", "expired", "deleted"])
def test_a_share_token_opens_nothing_after_its_end(quick_api, run, end):
    link = quick_api.post("shares", {"kind": "run", "target_id": run["id"]}).json()
    viewer = quick_api.by(share=link["token"])
    assert viewer.get(f"runs/{run['id']}").status_code == 200
    end_of(quick_api, run, link, end)
    for method, path in operations(quick_api.app):
        if TABLE[f"{method} {path}"] != "anyone":
            answer = viewer.send("HEAD" if path == "/events" else method, filled(path, run["id"]))
            assert answer.status_code == 410, (method, path)


def test_a_share_token_writes_nothing_and_reaches_no_sibling(quick_api, run):
    (sibling,) = quick_api.launch(experiment_id=run["experiment_id"], name="the sibling")["runs"]
    link = quick_api.post("shares", {"kind": "run", "target_id": run["id"]}).json()
    viewer = quick_api.by(share=link["token"])
    before = everything(quick_api)
    for method, path in operations(quick_api.app):
        # The second counts that a page of its own link was opened: test_frozen_links.py.
        if path in ("/events", "/shared/views"):
            continue
        answer = viewer.send(method, filled(path, sibling["id"]), params={"runs": sibling["id"]})
        assert sibling["name"] not in answer.text, (method, path)
    assert everything(quick_api) == before


def test_a_token_leaks_by_no_referer_and_no_log(quick_api, run):
    link = quick_api.post("shares", {"kind": "run", "target_id": run["id"]}).json()
    answer = quick_api.by().get(f"/s/{link['token']}")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert link["token"] not in hidden(f"/s/{link['token']}?x=1")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "runs", {"name": "x" * 10_000_000}),
        ("POST", "experiments", {"name": "x" * 10_000_000}),
        ("PATCH", "runs", {"ids": ["0" * 12], "add_tags": ["x" * 10_000_000]}),
    ],
)
def test_a_name_of_ten_megabytes_is_refused_by_its_size(quick_api, method, path, body):
    assert quick_api.send(method, path, json=body).status_code == 413


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("runs", {"limit": "1000000000"}),
        ("experiments", {"limit": "1000000000"}),
        ("shares", {"limit": "1000000000"}),
        ("runs/RUN/logs", {"limit": "1000000000"}),
        ("runs/RUN/logs", {"after": "9" * 40}),
        ("series", {"runs": "RUN", "points": "1000000000"}),
        ("series", {"runs": "RUN", "keys": ",".join("k" * 40 for _ in range(1_000))}),
        ("runs", {"ids": ",".join(["0" * 12] * 4_000)}),
        ("figures/returns", {"runs": ",".join(["0" * 12] * 4_000)}),
        ("profiles", {"runs": "RUN", "kind": "horizon-error", "step": "9" * 400}),
        ("runs", {"filter": "(" * 20_000}),
    ],
)
def test_a_size_beyond_the_limit_is_refused_by_name(quick_api, run, path, query):
    query = {name: text.replace("RUN", run["id"]) for name, text in query.items()}
    answer = quick_api.get(path.replace("RUN", run["id"]), params=query)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"] != []
    assert len(answer.content) < 4_000


@pytest.mark.parametrize(
    "body",
    [
        {"grid": {"rollout.length": list(range(1, 501))}, "seeds": list(range(500))},
        {"seeds": list(range(100_000))},
        {"grid": {f"k{number}": [1] for number in range(10_000)}},
        {"spec": {f"k{number}": 1 for number in range(50_000)}},
        {"spec": {"training": {"env_steps": 10**400}}},
        {"spec": {"rollout": {"length": 10**9}}},
        {"tags": ["a"] * 1_000},
    ],
    ids=["product", "seeds", "fields", "keys", "steps", "length", "tags"],
)
def test_a_grid_beyond_the_limit_is_refused_and_launches_nothing(quick_api, body):
    answer = quick_api.post("runs", body)
    assert answer.status_code == 422
    assert 1 <= len(answer.json()["errors"]) <= 50
    assert len(answer.content) < 60_000
    assert quick_api.get("runs").json()["total"] == 0


def test_a_million_keys_are_refused_by_their_size(quick_api):
    body = {"spec": {f"k{number}": 1 for number in range(1_000_000)}}
    assert quick_api.post("runs", body).status_code == 413


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_finite_number_launches_nothing(quick_api, word):
    for field in ('{"model": {"learning_rate": %s}}', '{"training": {"env_steps": %s}}'):
        body = f'{{"spec": {field % word}}}'
        kind = {"Content-Type": "application/json"}
        answer = quick_api.send("POST", "runs", headers=kind, content=body)
        assert answer.status_code == 422, answer.text
    assert quick_api.get("runs").json()["total"] == 0


def test_ten_thousand_streams_hold_no_more_than_there_may_be(quick_api):
    feed = quick_api.app.state.feed
    tracemalloc.start()
    with ExitStack() as taken:
        refused = 0
        for number in range(10_000):
            try:
                taken.enter_context(feed.place(f"account {number}"))
            except TooManyStreams:
                refused += 1
        most = tracemalloc.get_traced_memory()[1]
        assert (feed.streams, refused) == (MOST_STREAMS, 10_000 - MOST_STREAMS)
        assert quick_api.get("events").status_code == 429
    tracemalloc.stop()
    assert feed.streams == 0
    assert most < 4 * 2**20


def test_more_streams_than_there_may_be_are_refused(quick_api):
    feed = quick_api.app.state.feed
    feed.streams = MOST_STREAMS
    answer = quick_api.get("events")
    assert answer.status_code == 429
    assert json.loads(answer.text)["type"] == "/problems/too-many-streams"
    assert answer.headers["retry-after"]
    assert feed.streams == MOST_STREAMS


def test_the_holder_of_one_link_cannot_take_every_stream(quick_api, run):
    link = quick_api.post("shares", {"kind": "run", "target_id": run["id"]}).json()
    viewer, feed = quick_api.by(share=link["token"]), quick_api.app.state.feed
    with ExitStack() as taken:
        for _ in range(MOST_OF_ONE):
            taken.enter_context(feed.place(f"share {link['id']}"))
        assert viewer.get("events").status_code == 429
        assert quick_api.send("HEAD", "events").status_code == 200
    assert viewer.send("HEAD", "events").status_code == 200
    assert feed.streams == 0


def test_a_stream_with_a_credential_that_was_taken_back_is_refused(quick_api, run):
    ada, root = person(quick_api, "ada"), person(quick_api, "root", "admin")
    headers = browser(quick_api, "ada")
    link = quick_api.post("shares", {"kind": "run", "target_id": run["id"]}).json()
    viewer = quick_api.by(share=link["token"])
    token = ada.post("tokens", {"name": "x"}).json()
    program = quick_api.by(bearer=f"Bearer {token['token']}")
    for caller, sent in ((quick_api.by(), headers), (program, None), (viewer, None)):
        assert caller.send("HEAD", "events", headers=sent).status_code == 200
    quick_api.by().delete("session", headers=headers)
    ada.delete(f"tokens/{token['id']}")
    quick_api.delete(f"shares/{link['id']}")
    assert quick_api.by().send("HEAD", "events", headers=headers).status_code == 401
    assert program.send("HEAD", "events").status_code == 401
    assert viewer.send("HEAD", "events").status_code == 410
    root.patch(f"accounts/{ada.account_id}", {"disabled": True})
    assert ada.send("HEAD", "events").status_code == 401


def test_a_stream_without_a_credential_is_refused(quick_api):
    for caller in (quick_api.by(), quick_api.by(share="x"), quick_api.by(bearer="Bearer x")):
        assert caller.get("events").status_code in (401, 404)


@pytest.mark.parametrize("path", ["runs", "experiments", "presets", "shares"])
def test_an_unexpected_error_tells_no_secret(quick_api, monkeypatch, path):
    def fails(*_):
        raise RuntimeError("postgresql://user:hunter2@db/branchpoint")

    monkeypatch.setattr(idempotency.Once, "begin", fails)
    body = {
        "runs": {},
        "experiments": {"name": "x"},
        "presets": {"name": "mine/x", "title": "x", "spec": {}},
        "shares": {"kind": "run", "target_id": "0" * 12},
    }
    answer = quick_api.post(path, body[path])
    assert answer.status_code == 500
    assert "hunter2" not in answer.text

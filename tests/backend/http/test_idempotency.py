"""Creating once, however often it is asked for."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import select, text, update

from backend.db import idempotency
from backend.db.session import Database
from backend.db.tables import IdempotencyKey, Share
from backend.secret_tokens import token_hash

KEY = "2f1c0a52-6f0e-4f6c-9a3b-6d1f6f0b7c11"
ONE_RUN = {"experiment_name": "once", "spec": {}, "seeds": [0, 1]}


def keyed(api, path, body, key=KEY):
    return api.post(path, body, headers={"Idempotency-Key": key})


def created(api, path, body, key=KEY):
    answer = keyed(api, path, body, key)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_launch_that_is_sent_twice_launches_once_and_is_answered_alike(api):
    first = created(api, "runs", ONE_RUN)
    assert created(api, "runs", ONE_RUN) == first
    assert api.get("runs").json()["total"] == 2
    assert api.get("experiments").json()["total"] == 1


def test_a_relaunch_an_experiment_and_a_preset_are_made_once(api):
    run = api.launch(seeds=[0])["runs"][0]
    for path, body in (
        (f"runs/{run['id']}/relaunch", {"spec": {}}),
        ("experiments", {"name": "n"}),
        ("presets", {"name": "mine/once", "title": "Once", "spec": {}}),
    ):
        key = f"{path:-<40}".replace("/", ".")
        first = created(api, path, body, key)
        assert created(api, path, body, key) == first
    assert api.get("runs").json()["total"] == 2
    assert api.get("experiments").json()["total"] == 2


def test_every_route_that_creates_takes_a_key(quick_api):
    paths = quick_api.get("openapi.json").json()["paths"]
    creating = {
        path: [each["name"] for each in operation.get("parameters", []) if each["in"] == "header"]
        for path, methods in paths.items()
        for operation in methods.values()
        if "201" in operation["responses"]
    }
    assert len(creating) >= 4
    assert set(map(tuple, creating.values())) == {("Idempotency-Key",)}, creating


def test_without_a_key_each_request_creates(api):
    assert api.launch(**ONE_RUN) != api.launch(**ONE_RUN)
    assert api.get("runs").json()["total"] == 4


def test_a_key_in_quotes_is_the_same_key(api):
    first = keyed(api, "runs", ONE_RUN, KEY).json()
    assert keyed(api, "runs", ONE_RUN, f'"{KEY}"').json() == first


@pytest.mark.parametrize(
    ("path", "body"),
    [("runs", ONE_RUN | {"seeds": [5]}), ("experiments", {"name": "once"})],
)
def test_a_key_that_was_sent_with_another_request_is_refused(api, path, body):
    created(api, "runs", ONE_RUN)
    answer = keyed(api, path, body)
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["type"] == "/problems/idempotency-key-reused"
    assert problem["errors"][0]["field"] == "Idempotency-Key"
    assert "POST /api/v1/runs" in problem["errors"][0]["message"]
    assert api.get("runs").json()["total"] == 2


def test_the_order_of_fields_makes_no_other_request(api):
    first = created(api, "runs", {"spec": {"model": {"members": 5, "elites": 3}}})
    assert created(api, "runs", {"spec": {"model": {"elites": 3, "members": 5}}}) == first


@pytest.mark.parametrize(
    "key", ["", "short", "a" * 129, "with a space in it all", '"unbalanced-quote-key', "ümlaut" * 4]
)
def test_a_malformed_key_is_refused_by_name_and_creates_nothing(quick_api, key):
    answer = keyed(quick_api, "runs", ONE_RUN, key.encode())
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    assert "16 to 128" in answer.json()["errors"][0]["message"]
    assert quick_api.get("runs").json()["total"] == 0


def test_a_refused_request_leaves_its_key_free(api):
    assert keyed(api, "runs", {"spec": {"rollout": {"length": -1}}}).status_code == 422
    created(api, "runs", ONE_RUN)


def test_requests_at_the_same_time_create_once(api):
    async def exchange():
        transport = httpx.ASGITransport(api.app, raise_app_exceptions=False)
        headers = api.headers | {"Idempotency-Key": KEY}
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            posts = [http.post("/api/v1/runs", json=ONE_RUN, headers=headers) for _ in range(8)]
            return await asyncio.gather(*posts)

    answers = api.runner.run(exchange())
    assert [answer.status_code for answer in answers] == [201] * 8
    assert len({answer.text for answer in answers}) == 1
    assert api.get("runs").json()["total"] == 2


def test_a_second_connection_waits_for_the_first_and_sees_its_answer(database, database_settings):
    """Two connections: the second asks while the first has not committed."""
    asked = idempotency.Asked("owner", "k" * 64, "POST /x", "f" * 64)
    other = Database(database_settings)
    seen = []
    entered, done = threading.Event(), threading.Event()

    def second():
        entered.set()
        with other.transaction() as session:
            seen.append(idempotency.claim(session, asked).answer)
        done.set()

    with database.transaction() as session:
        first = idempotency.claim(session, asked)
        assert first.answer is None
        thread = threading.Thread(target=second)
        thread.start()
        entered.wait()
        assert not done.wait(0.3)
        idempotency.keep(session, first, "made")
    thread.join()
    other.dispose()
    assert seen == ["made"]


def test_a_key_is_forgotten_after_a_day(api):
    first = created(api, "runs", ONE_RUN)
    with api.database.transaction() as session:
        past = datetime.now(UTC) - timedelta(days=1, minutes=1)
        session.execute(update(IdempotencyKey).values(created_at=past))
    assert created(api, "runs", ONE_RUN) != first
    with api.database.reading() as session:
        assert len(session.scalars(select(IdempotencyKey)).all()) == 1


def test_a_share_link_that_is_asked_for_twice_is_one_link_with_one_token(api):
    run = api.launch(seeds=[0])["runs"][0]
    body = {"kind": "run", "target_id": run["id"]}
    first = created(api, "shares", body)
    assert created(api, "shares", body) == first
    assert len(api.get("shares").json()["items"]) == 1
    assert api.by(share=first["token"]).get("shared").status_code == 200
    other = keyed(api, "shares", body, "another-key-of-the-client").json()
    assert other["token"] != first["token"]


def test_neither_the_token_of_a_link_nor_its_key_is_stored(api):
    run = api.launch(seeds=[0])["runs"][0]
    made = created(api, "shares", {"kind": "run", "target_id": run["id"]})
    with api.database.reading() as session:
        rows = [
            repr(tuple(row))
            for table in (IdempotencyKey.__table__, Share.__table__)
            for row in session.execute(select(table))
        ]
    stored = "\n".join(rows)
    assert token_hash(made["token"]) in stored
    assert token_hash(KEY) in stored
    assert made["token"] not in stored
    assert KEY not in stored


def test_the_same_key_makes_another_token_on_another_server(api):
    """What the server adds cannot be known from the key alone."""
    run = api.launch(seeds=[0])["runs"][0]
    body = {"kind": "run", "target_id": run["id"]}
    first = created(api, "shares", body)
    with api.database.transaction() as session:
        session.execute(text("DELETE FROM idempotency_keys"))
    assert created(api, "shares", body)["token"] != first["token"]

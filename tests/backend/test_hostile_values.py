"""Values that parse and still cannot be used: each is refused at its field, none ends in a 500."""

import json
from pathlib import Path

import pytest

from backend.db import credentials
from backend.secret_tokens import token_hash

DOCUMENT = json.loads(
    (Path(__file__).resolve().parents[2] / "frontend" / "openapi.json").read_text("utf-8")
)
NO_NUMBERS = ("1_0", "+5", " 5", "5.0", "1e1", "0x10", "\u0665", "9" * 19, "9" * 5_000)
NO_TRUTHS = ("1", "yes", "on", "True", "t", "")
PARAMETERS = [
    (path.removeprefix("/api/v1/"), each["name"], kind)
    for path, methods in DOCUMENT["paths"].items()
    for each in methods.get("get", {}).get("parameters", ())
    for kind in ("integer", "boolean")
    if each["in"] == "query" and f'"type": "{kind}"' in json.dumps(each["schema"])
]


@pytest.mark.parametrize(("path", "name", "kind"), PARAMETERS)
def test_a_number_of_a_query_is_plain_digits_and_a_truth_true_or_false(quick_api, path, name, kind):
    for text in NO_NUMBERS if kind == "integer" else NO_TRUTHS:
        response = quick_api.get(path.replace("{run_id}", "abc"), params={name: text})
        assert response.status_code == 422, text
        assert name in {each["field"] for each in response.json()["errors"]}


@pytest.mark.parametrize("seed", ["1_0", "1", True, 1.0, 2**64, None, [1]])
def test_a_seed_is_a_whole_number_and_nothing_that_becomes_one(quick_api, seed):
    assert quick_api.post("runs", {"seeds": [seed]}).status_code == 422
    assert quick_api.post("runs", {"spec": {"seed": seed}}).status_code == 422
    run = quick_api.launch()["runs"][0]["id"]
    assert quick_api.post(f"runs/{run}/relaunch", {"seeds": [seed]}).status_code == 422
    assert quick_api.get("runs").json()["total"] == 1


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("9999-12-31T23:59:59-23:59", 422),
        ("9999-12-31T23:59:59Z", 201),
        ("0001-01-01T00:00:00+23:59", 422),
        ("2999-01-01T00:00:00", 422),
        ("2999-01-01", 422),
        ("32503680000", 422),
        (32503680000, 422),
        (True, 422),
        ("2999-01-01T00:00:00+05:30", 201),
    ],
)
def test_a_moment_is_a_time_with_its_timezone_that_utc_has_too(api, moment, status):
    run = api.launch()["runs"][0]["id"]
    request = {"kind": "run", "target_id": run, "expires_at": moment}
    response = api.post("shares", request)
    assert response.status_code == status, response.text
    if status == 422:
        assert response.json()["errors"][0]["field"] == "expires_at"


@pytest.mark.parametrize("origin", ["http://[evil", "http://[::1", "null", "", "//"])
def test_an_origin_that_is_no_address_is_another_site(quick_api, origin):
    with quick_api.database.transaction() as session:
        credentials.create(session, "session", token_hash("cookie"), "browser")
    browser = {"Cookie": "branchpoint_session_8710=cookie", "Branchpoint-Csrf": "1"}
    response = quick_api.by().send(
        "POST", "runs", headers=browser | {"Origin": origin.encode()}, json={}
    )
    assert response.status_code == 403
    assert response.json()["type"] == "/problems/cross-site"


def test_a_content_length_of_any_size_is_only_too_large(quick_api):
    for length in (10**9, 10**30, int("9" * 4_000)):
        response = quick_api.send(
            "POST", "runs", headers={"Content-Length": str(length)}, content=b"{}"
        )
        assert response.status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b'{"seeds": [' + b"9" * 5_000 + b"]}",
        b'{"spec": ' * 400 + b"{}" + b"}" * 400,
        b'{"spec":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001,
        b'{"grid": {"rollout.length": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
        b'{"spec": {"rollout": {"length": 1e999}}}',
        b'{"spec": {"rollout": {"length": NaN}}}',
        b'{"name": "\\ud800"}',
        b"\xff\xfe",
    ],
)
def test_a_body_that_is_hard_to_read_is_refused(quick_api, body):
    response = quick_api.send(
        "POST", "runs", content=body, headers={"Content-Type": "application/json"}
    )
    assert response.status_code in (400, 422), response.text
    assert response.headers["content-type"] == "application/problem+json"

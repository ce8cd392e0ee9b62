"""The id of a request, and the line that tells of it."""

import json
import logging
import re

import pytest
import structlog

from backend import server_log

SECRET = "kq3-not-to-be-seen"


@pytest.fixture
def lines(capfd):
    """What the log says from now on, each line parsed."""
    before, handlers = structlog.get_config(), logging.getLogger().handlers[:]
    server_log.configure("json")

    def told():
        return [json.loads(line) for line in capfd.readouterr().err.splitlines()]

    yield told
    structlog.configure(**before)
    logging.getLogger().handlers[:] = handlers


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "a\x1b[31mbcdefgh", "../../../etc", "ä" * 9]
)
def test_what_is_no_id_is_replaced_by_one(quick_api, given):
    headers = {"X-Request-ID": given.encode("latin-1")} if given else {}
    told = quick_api.get("queue", headers=headers).headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{16}", told)
    assert quick_api.get("queue").headers["x-request-id"] != told


def test_an_id_that_a_proxy_brings_goes_through_answers_errors_and_the_log(
    quick_api, lines, monkeypatch
):
    def breaks(*_):
        raise RuntimeError(SECRET)

    monkeypatch.setattr("backend.experiments.rules.create", breaks)
    given = {"X-Request-ID": "proxy-0123.abc_D"}
    answer = quick_api.post("experiments", {"name": "x"}, headers=given)
    assert answer.headers["x-request-id"] == given["X-Request-ID"]
    assert answer.status_code == 500
    assert given["X-Request-ID"] in answer.json()["detail"]
    assert SECRET not in answer.text
    broken, answered = lines()
    assert SECRET in broken["exception"]
    assert broken["request_id"] == answered["request_id"] == given["X-Request-ID"]
    assert (answered["method"], answered["status"]) == ("POST", 500)
    assert answered["level"] == "warning"


def test_the_log_names_changes_and_failures_and_no_successful_read(quick_api, lines):
    quick_api.get("queue")
    quick_api.send("HEAD", "queue")
    quick_api.get("runs/nothing")
    quick_api.post("experiments", {"name": "x"})
    told = [(line["method"], line["path"], line["status"]) for line in lines()]
    assert told == [("GET", "/api/v1/runs/nothing", 404), ("POST", "/api/v1/experiments", 201)]


@pytest.mark.parametrize(
    "path", [f"/?token={SECRET}", f"/runs?a=1&token={SECRET}", f"/s/{SECRET}", f"/s/{SECRET}/x?y=1"]
)
def test_the_log_hides_tokens(quick_api, lines, path):
    quick_api.by().post(path)
    (line,) = lines()
    assert SECRET not in json.dumps(line)
    assert "[hidden]" in line["path"]


def test_an_address_cannot_write_into_the_log(quick_api, lines):
    quick_api.post("/x%0A%7B%7D%1B%5B31m")
    (line,) = lines()
    assert line["path"] == "/x%0A%7B%7D%1B%5B31m"


def test_what_libraries_say_has_the_same_form(lines):
    logging.getLogger("uvicorn.error").info("Started %s", "it")
    logging.getLogger("httpx").info("GET https://provider/?code=%s", SECRET)
    (line,) = lines()
    assert (line["event"], line["level"]) == ("Started it", "info")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_answer_anyone_by_the_names_that_they_have_elsewhere(quick_api, path):
    asked = quick_api.by()
    assert asked.get(path).json()["status"] in ("ok", "ready")
    assert asked.send("HEAD", path).status_code == 200
    assert asked.get(path, headers={"Host": "evil.example"}).status_code == 400

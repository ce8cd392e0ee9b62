"""HEAD wherever GET is, OPTIONS everywhere, and a 405 that names every method of its address."""

import pytest


@pytest.mark.parametrize(
    "path", ["session", "health", "runs", "runs/{run}", "openapi.json", "catalog"]
)
def test_head_is_get_without_its_body(quick_api, path):
    run = quick_api.launch()["runs"][0]["id"]
    whole = quick_api.get(path.format(run=run))
    head = quick_api.send("HEAD", path.format(run=run))
    assert (head.status_code, head.content) == (whole.status_code, b"")
    for name in ("content-type", "content-length", "cache-control"):
        assert head.headers[name] == whole.headers[name]


def test_head_is_refused_as_get_is(quick_api):
    assert quick_api.by(bearer="Bearer wrong").send("HEAD", "runs").status_code == 401
    assert quick_api.send("HEAD", "runs/unknown").status_code == 404
    assert quick_api.send("HEAD", "runs/cancel").status_code == 404


def test_head_of_the_stream_ends(quick_api):
    """With a body it would never: the transport of these tests waits for the end of an answer."""
    response = quick_api.send("HEAD", "events")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.content == b""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("runs", "GET, HEAD, OPTIONS, PATCH, POST"),
        ("runs/abc", "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("runs/cancel", "OPTIONS, POST"),
        ("runs/abc/restore", "OPTIONS, POST"),
        ("experiments/abc", "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("/launch", "GET, HEAD, OPTIONS"),
    ],
)
def test_an_unknown_method_is_told_all_known_ones(quick_api, path, allowed):
    refused = quick_api.send("PUT", path)
    assert refused.status_code == 405
    assert refused.headers["allow"] == allowed
    assert refused.json()["detail"].endswith(f"It knows {allowed}.")
    asked = quick_api.send("OPTIONS", path)
    assert (asked.status_code, asked.headers["allow"], asked.content) == (204, allowed, b"")


def test_an_unknown_address_has_no_methods(quick_api):
    assert quick_api.send("OPTIONS", "nowhere").status_code == 404

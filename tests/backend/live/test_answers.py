"""What a page shows, asked for again in one request."""

import json


def ask(api, *asked, **request):
    body = {"asked": [{"address": address, "tag": tag} for address, tag in asked]}
    response = api.post("answers", body, **request)
    assert response.status_code == 200, response.text
    lines = response.text.split("\n")
    assert lines.pop() == ""
    return [
        (json.loads(head), body and json.loads(body))
        for head, body in zip(lines[::2], lines[1::2], strict=True)
    ]


def test_each_is_answered_as_if_it_had_come_alone(api):
    (run,) = api.launch()["runs"]
    addresses = ["/api/v1/queue", f"/api/v1/runs/{run['id']}", "/api/v1/runs/not-there"]
    found = ask(api, *((address, None) for address in addresses))
    assert [head["status"] for head, _ in found] == [200, 200, 404]
    assert [body for _, body in found] == [api.get(address).json() for address in addresses]


def test_what_did_not_change_is_left_out(api):
    (run,) = api.launch()["runs"]
    addresses = ["/api/v1/experiments", f"/api/v1/runs/{run['id']}"]
    first = ask(api, *((address, None) for address in addresses))
    known = [(address, head["tag"]) for address, (head, _) in zip(addresses, first, strict=True)]
    assert [body for _, body in ask(api, *known)] == ["", ""]
    api.patch(f"runs/{run['id']}", {"name": "renamed"})
    again = ask(api, *known)
    assert again[0][1] == ""
    assert again[1][1]["name"] == "renamed"


def test_long_answers_come_compressed_as_a_whole(api):
    asked = {"asked": [{"address": "/api/v1/catalog"}]}
    response = api.post("answers", asked, headers={"Accept-Encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert json.loads(response.text.split("\n")[1]) == api.get("catalog").json()


def test_nothing_but_the_api_is_asked_and_no_stream(api):
    for address in ("/", "https://example.org/", "/api/v1/events", "/api/v1/answers", "/api/v1/ö"):
        assert api.post("answers", {"asked": [{"address": address}]}).status_code == 422


def test_a_file_is_no_answer_among_others(api):
    (run,) = api.launch()["runs"]
    ((head, body),) = ask(api, (f"/api/v1/runs/{run['id']}/spec?format=yaml", None))
    assert (head["status"], body) == (406, "")

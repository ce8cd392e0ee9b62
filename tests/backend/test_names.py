"""Names take letters of every language and nothing that cannot be seen."""

import re

import pytest

INVISIBLE = (
    "\u202egnp.exe",
    "a\u2066b\u2069",
    "pay\u200bpal",
    "tag\U000e0041",
    "esc\x1b[31m",
    "\x9b",
)
RIGHT_TO_LEFT = ("تعليم معزز", "שלום seed 0", "نمی\u200cشود")


def asked(api, field, text):
    """The answer to a change that gives `text` as this name."""
    made = api.launch(name="plain", experiment_name="plain")
    run, experiment = made["runs"][0]["id"], made["experiment"]["id"]
    if field == "title":
        return api.post("shares", {"kind": "run", "target_id": run, "title": text})
    if field == "tags":
        return api.patch(f"runs/{run}", {"tags": [text]})
    if field == "renamed run":
        return api.patch(f"runs/{run}", {"name": text})
    if field in ("name of an experiment", "description"):
        name = "description" if field == "description" else "name"
        return api.patch(f"experiments/{experiment}", {name: text})
    if field == "title of a preset":
        return api.post("presets", {"name": "mine/named", "title": text, "spec": {}})
    return api.post("runs", {field: text})


FIELDS = (
    "name", "experiment_name", "tags", "title", "renamed run", "name of an experiment",
    "description", "title of a preset",
)  # fmt: skip


@pytest.mark.parametrize("text", INVISIBLE)
@pytest.mark.parametrize("field", FIELDS)
def test_a_name_with_what_cannot_be_seen_is_refused(quick_api, field, text):
    response = asked(quick_api, field, text)
    assert response.status_code == 422
    (problem,) = response.json()["errors"]
    assert "none that cannot be seen: it has U+" in problem["message"]


@pytest.mark.parametrize("text", RIGHT_TO_LEFT)
@pytest.mark.parametrize("field", FIELDS)
def test_a_name_of_a_language_written_from_the_right_is_kept(quick_api, field, text):
    response = asked(quick_api, field, text)
    assert response.is_success
    assert text in response.text


@pytest.mark.parametrize("field", FIELDS)
def test_a_name_that_is_too_long_is_told_in_characters(quick_api, field):
    (problem,) = asked(quick_api, field, "x" * 8_001).json()["errors"]
    assert re.fullmatch(r"allowed: at most [\d,]+ characters, not 8,001", problem["message"])

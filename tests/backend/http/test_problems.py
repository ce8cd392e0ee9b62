"""Every error is a problem."""

import importlib
import pkgutil
from typing import Annotated

import pytest
from fastapi import FastAPI, Query
from pydantic import BaseModel, ConfigDict, Field

import backend
from backend.errors import Refused, Unknown
from backend.http import problems

# Errors that no request can meet, and where they are met instead.
ELSEWHERE = {
    "Impossible": "raised inside pydantic, told as SpecRefused",
    "NotPlain": "raised by the reader of presets, told as PresetRefused",
    "PresetRefused": "caught where preset files are listed, and told of the file",
    "NotOnLoopback": "raised before there is a server",
    "StoreError": "the base of the store's errors, never raised itself",
    "StaleClaim": "raised to workers alone",
    "StoreTrouble": "told as an outage",
    "FilterRefused": "caught where runs are listed and filters checked, and told at its place",
    "Unwanted": "caught where a publication is made: it was cancelled",
    "NotBuilt": "caught where a publication is made, and told in its row",
    "NoSuchFile": "caught where files of publications are read, and told as Unknown",
    "BadTarget": "raised and told by the command that publishes",
    "NothingToPublish": "raised and told by the command that publishes",
    "NotEmpty": "raised where a store is copied, and told by the command that copies it",
    "Differs": "raised where a store is copied, and told by the command that copies it",
    "Unusable": "caught where suites are listed, and told by the worker and the command line",
}


def domain_errors():
    for module in pkgutil.walk_packages(backend.__path__, "backend."):
        if module.name.startswith(("backend.cli", "backend.__main__")):
            continue
        for value in vars(importlib.import_module(module.name)).values():
            if (
                isinstance(value, type)
                and issubclass(value, Exception)
                and value.__module__.startswith("backend.")
            ):
                yield value


def test_every_domain_error_has_a_problem_of_its_own():
    missing = {
        error.__qualname__
        for error in domain_errors()
        if error is not Refused
        and error.__name__ not in ELSEWHERE
        and error not in problems.PROBLEMS
    }
    assert missing == set()


def test_every_problem_has_a_type_of_its_own():
    kinds = [
        *problems.PROBLEMS.values(),
        *problems.BY_STATUS.values(),
        *problems.OUTAGES.values(),
    ]
    slugs = [kind.slug for kind in kinds]
    assert len(set(slugs)) == len(slugs)
    assert all(kind.status < 500 or kind.status in {502, 503, 507} for kind in kinds)


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=3)
    count: int


@pytest.fixture
def small_app():
    app = FastAPI()
    problems.install(app)

    @app.post("/things/{thing}")
    def make(thing: int, body: Body, limit: Annotated[int, Query(le=5)] = 1) -> None:
        pass

    return app


@pytest.mark.parametrize(
    ("path", "content", "status", "field", "words"),
    [
        ("/things/1", '{"name": "a"}', 422, "count", "needed"),
        ("/things/1", '{"name": "long", "count": 1}', 422, "name", "at most 3"),
        ("/things/1", '{"name": "a", "count": 1, "more": 2}', 422, "more", "unknown field"),
        ("/things/1", '{"name": ', 422, "body", "not JSON"),
        ("/things/1", "[]", 422, "body", "fields and their values"),
        ("/things/1?limit=9", '{"name": "a", "count": 1}', 422, "limit", "at most 5"),
        ("/things/x", '{"name": "a", "count": 1}', 404, None, ""),
        ("/nothing", "{}", 404, None, ""),
    ],
)
def test_a_malformed_request_is_told_field_by_field(
    small_app, send, path, content, status, field, words
):
    headers = {"content-type": "application/json"}
    response = send(small_app, "POST", path, content=content, headers=headers)
    problem = response.json()
    assert response.status_code == problem["status"] == status
    assert response.headers["content-type"] == "application/problem+json"
    assert set(problem) == {"type", "title", "status", "detail", "errors"}
    assert [each["field"] for each in problem["errors"]] == ([field] if field else [])
    assert all(words in each["message"] for each in problem["errors"])


def test_a_method_that_is_not_known_says_which_are(small_app, send):
    response = send(small_app, "GET", "/things/1")
    assert response.status_code == 405
    assert response.headers["allow"] == "OPTIONS, POST"
    assert response.json()["type"] == "/problems/method-not-allowed"


def test_a_huge_value_comes_back_short_and_broken_unicode_readable(small_app, send):
    content = '{"name": "\\ud800' + "x" * 10_000 + '", "count": 1}'
    headers = {"content-type": "application/json"}
    response = send(small_app, "POST", "/things/1", content=content, headers=headers)
    (refused,) = response.json()["errors"]
    assert len(refused["value"]) < 200
    assert "characters" in refused["value"]


def test_what_is_unknown_is_named_once_and_in_short():
    error = Unknown("run", "x" * 200_000)
    assert len(str(error)) < 200
    assert "There is no" not in problems.PROBLEMS[Unknown].title
    assert str(Unknown("run", "r1")) == "There is no run r1."

"""What the OpenAPI document says beyond the routes: problems, and how to sign in."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from backend.problems import MEDIA_TYPE, Problem
from backend.version import VERSION

METHODS = ("get", "post", "patch", "delete")
PROBLEM = {"$ref": "#/components/responses/Problem"}


def description(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of `app`. Every operation may answer with a problem."""
    described = get_openapi(
        title="Branchpoint",
        version=VERSION,
        summary="Model-based reinforcement learning: launch, follow, compare.",
        routes=app.routes,
    )
    components = described.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    _, definitions = models_json_schema(
        [(Problem, "serialization")], ref_template="#/components/schemas/{model}"
    )
    schemas.update(definitions["$defs"])
    components["responses"] = {
        "Problem": {
            "description": "What went wrong (RFC 9457).",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    }
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer"},
        "share": {"type": "apiKey", "in": "header", "name": "Branchpoint-Share"},
    }
    for operation in _operations(described):
        operation["responses"]["422"] = PROBLEM
        operation["responses"]["default"] = PROBLEM
    return described


def _operations(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in described["paths"].values():
        yield from (path[method] for method in METHODS if method in path)

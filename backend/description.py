"""What the OpenAPI document says beyond the routes: problems, and how to sign in."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from backend.live.schemas import Change
from backend.problems import MEDIA_TYPE, Problem

METHODS = ("get", "post", "patch", "delete")
SIGNING_IN = {
    "token": {"type": "http", "scheme": "bearer"},
    "share": {"type": "apiKey", "in": "header", "name": "Branchpoint-Share"},
}
PROBLEM = {"$ref": "#/components/responses/Problem"}


class DescribedApp(FastAPI):
    """An app whose OpenAPI document says that every operation may answer with a problem."""

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = _complete(super().openapi())
        return self.openapi_schema


def _complete(described: dict[str, Any]) -> dict[str, Any]:
    components = described.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    _, definitions = models_json_schema(
        [(Problem, "serialization"), (Change, "serialization")],
        ref_template="#/components/schemas/{model}",
    )
    schemas.update(definitions["$defs"])
    components["responses"] = {
        "Problem": {
            "description": "What went wrong (RFC 9457).",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    }
    components["securitySchemes"] = SIGNING_IN
    described["security"] = [{"token": []}, {"share": []}]
    for operation in _operations(described):
        operation["responses"]["422"] = PROBLEM
        operation["responses"]["default"] = PROBLEM
    return described


def _operations(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in described["paths"].values():
        yield from (path[method] for method in METHODS if method in path)

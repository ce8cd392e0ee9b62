"""What the OpenAPI document says beyond the routes: problems, who may call, what goes together."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic.json_schema import models_json_schema

from backend.authorisation import Access, access_of
from backend.http.problems import MEDIA_TYPE, Problem
from backend.live.schemas import Change

METHODS = ("get", "post", "patch", "delete")
SIGNING_IN = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API token. A browser that is signed in sends its session's cookie "
        "instead, and with each change the header `Branchpoint-Csrf: 1`.",
    },
    "share": {
        "type": "apiKey",
        "in": "header",
        "name": "Branchpoint-Share",
        "description": "The token of a share link. It reads what the link shows.",
    },
}
SECURITY: Mapping[Access, list[dict[str, list[str]]]] = {
    Access.ANYONE: [],
    Access.OWNER: [{"token": []}],
    Access.VIEWERS: [{"token": []}, {"share": []}],
}
# Which refusals a caller of each kind of route may meet, whatever is asked.
REFUSALS: Mapping[Access, tuple[str, ...]] = {
    Access.ANYONE: (),
    Access.OWNER: ("SignInNeeded", "Forbidden"),
    Access.VIEWERS: ("SignInNeeded", "Unknown", "Gone"),
}
RESPONSES: Mapping[str, tuple[str, str]] = {
    "SignInNeeded": ("401", "Nobody known is asking."),
    "Forbidden": ("403", "A share link only reads, or another site's page asks for a change."),
    "Unknown": ("404", "There is no such thing, or no such share link."),
    "Conflict": ("409", "Not possible in this state."),
    "Gone": ("410", "The share link was taken back or has expired, or what it showed was deleted."),
    "Refused": ("422", "Values that are malformed or not allowed, each with its field."),
    "Problem": ("default", "What went wrong (RFC 9457)."),
}
EITHER = "One of `runs` and `experiment` is needed."


class DescribedApp(FastAPI):
    """An app whose OpenAPI document says that every operation may answer with a problem."""

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = _complete(super().openapi(), _access(self))
        return self.openapi_schema


def _access(app: FastAPI) -> dict[str | None, Access]:
    """Who may call each operation, by its name."""
    named = ((route.name, route.endpoint) for route in iter_route_contexts(app.routes))
    return {name: access_of(endpoint) for name, endpoint in named if endpoint is not None}


def _complete(described: dict[str, Any], access: Mapping[str | None, Access]) -> dict[str, Any]:
    components = described.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    _, definitions = models_json_schema(
        [(Problem, "serialization"), (Change, "serialization")],
        ref_template="#/components/schemas/{model}",
    )
    schemas.update(definitions["$defs"])
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        name: {"description": words, "content": problem} for name, (_, words) in RESPONSES.items()
    }
    components["securitySchemes"] = SIGNING_IN
    for path, operation in _operations(described):
        _describe(operation, path, access[operation["operationId"]])
    return described


def _describe(operation: dict[str, Any], path: str, access: Access) -> None:
    operation["security"] = SECURITY[access]
    refusals = [*REFUSALS[access], "Refused", "Problem"]
    if "{" in path:
        refusals.append("Unknown")
    if "requestBody" in operation:
        refusals.append("Conflict")
    for name in refusals:
        status = RESPONSES[name][0]
        operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}
    asked = {each["name"] for each in operation.get("parameters", ())}
    if {"runs", "experiment"} <= asked:
        operation["description"] = f"{operation['description']} {EITHER}"


def _operations(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in described["paths"].items():
        yield from ((path, item[method]) for method in METHODS if method in item)

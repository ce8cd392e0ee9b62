"""The routes that a page may ask, as the API describes them: those of figures to come too."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

BEGINNING = "/api/v1/"
# About the server and not about runs, or made in the page.
LEFT_OUT = frozenset(
    {"events", "experiments", "health", "openapi.json", "ready", "runs", "runs/filter", "session"}
)
MADE_IN_PAGE = ".html"
# What names runs, in the query or in the path.
SEVERAL, ONE, IN_PATH = "runs", "run", "{run_id}"


@dataclass(frozen=True)
class Route:
    """A route that only reads.

    Attributes:
        path: After `/api/v1/`, with the places of its ids in braces.
        choices: The parameters of its query, with the values that are listed for each.
        usual: Values that mean the same as to leave a parameter out.
        needed: Parameters that must be said.
    """

    path: str
    choices: Mapping[str, tuple[str, ...]]
    usual: Mapping[str, str]
    needed: frozenset[str]


def routes(document: Mapping[str, Any]) -> list[Route]:
    """The routes of an OpenAPI document that a reader of a link may have an answer from."""
    return [
        _route(path.removeprefix(BEGINNING), methods["get"])
        for path, methods in document["paths"].items()
        if "get" in methods and _may_be_asked(path.removeprefix(BEGINNING))
    ]


def _may_be_asked(path: str) -> bool:
    is_known = "{" not in path.replace(IN_PATH, "")
    return is_known and path not in LEFT_OUT and not path.endswith(MADE_IN_PAGE)


def _route(path: str, described: Mapping[str, Any]) -> Route:
    query = [each for each in described.get("parameters", []) if each["in"] == "query"]
    usual = {
        each["name"]: _written(each["schema"]["default"])
        for each in query
        if each["schema"].get("default") is not None
    }
    return Route(
        path=path,
        choices={each["name"]: tuple(_listed(each["schema"])) for each in query},
        usual=usual,
        needed=frozenset(each["name"] for each in query if each.get("required")),
    )


def _listed(schema: Mapping[str, Any]) -> Iterator[str]:
    """The values that a schema lists."""
    yield from (_written(each) for each in schema.get("enum", ()) if each is not None)
    if schema.get("type") == "boolean":
        yield from ("true", "false")
    for part in schema.get("anyOf", ()):
        yield from _listed(part)


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

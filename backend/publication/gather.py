"""Asks for all that is published, and says what there is to ask for."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any, TypeAlias
from urllib.parse import urlencode

from backend.publication.addresses import FULL, name_of
from backend.publication.choices import WHOLE, Known, Scope, asked, asks_no_run, centres, fits
from backend.publication.routes import IN_PATH, Route, routes
from backend.publication.view import view_of

# Pages of single runs are published with every choice up to so many runs.
MOST_WHOLE_RUNS = 8
# A mixture of choices is left out where the sum of all answers would keep its maker waiting.
LARGEST_ANSWER = 48 * 1024 * 1024
# Lines that were changed for the eye are zoomed to as they are drawn.
SHAPED = frozenset({"window", "scale"})
# Evaluations that a slider goes through: many of few runs, and fewer of many, which take longer.
MOST_STEPS, FEWEST_STEPS, STEPS_OF_ALL_RUNS = 25, 10, 400
COMPARISON = "comparison"
# What a page shows first, and so loads with its contents.
SHOWN_FIRST = frozenset(
    {COMPARISON, "catalog", "figures/returns", "figures/over-horizon", "runs/{run_id}", "shared"}
)
SPECS = "specs"
# The section of what else is asked when a page is opened.
OPENED = "opened"
IN_SPECS = ("id", "name", "spec", "provenance")
LISTS = (
    {"sort": "created_at", "limit": "500"},
    {"limit": "500"},
)
# What a figure says of itself.
THINNED = b'"is_thinned":true'

# What a decoded JSON text can be; the API's own schemas say what it is.
Json: TypeAlias = Any


class NothingToPublish(Exception):
    """What was to be published shows no run."""


@dataclass(frozen=True)
class Asked:
    """An answer of the API.

    Attributes:
        status: HTTP's.
        type: Its media type.
        body: Its bytes.
    """

    status: int
    type: str
    body: bytes

    def json(self) -> Json:
        """What it says."""
        return json.loads(self.body)


# The API as a reader of the link is answered; the address begins after `/api/v1/`.
Ask = Callable[[str], Asked]


@dataclass(frozen=True)
class Answer:
    """Something published.

    Attributes:
        name: Of what it answers.
        type: Its media type.
        body: Its bytes.
        section: What is loaded together with it; empty for what is loaded first.
    """

    name: str
    type: str
    body: bytes
    section: str


class Gatherer:
    """Asks the API for a page's answers, each once."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self.shared = self._json("shared")
        self.runs: Sequence[str] = self.shared["run_ids"]
        if not self.runs:
            raise NothingToPublish
        self.routes = routes(self._json("openapi.json"))
        self.catalog = self._json("catalog")
        self.left_out: list[str] = []
        self.known = self._known()
        self._done: set[str] = set()
        self._thinned: set[str] = set()

    @cached_property
    def usual(self) -> dict[str, Mapping[str, str]]:
        """By route the values that mean the same as to leave a parameter out."""
        known = {route.path: route.usual for route in self.routes if "{" not in route.path}
        return known | {"runs": {"limit": "50", "sort": "-created_at"}}

    @property
    def naming(self) -> dict[str, Any]:
        """What the page needs beside an address to tell the name of its answer."""
        return {"defaults": self.usual, "runs": ",".join(self.runs)}

    def answers(self) -> Iterator[Answer]:
        """All that is published, what the page shows first at the beginning."""
        yield from self._lists()
        yield self._specs()
        scopes = list(self._scopes())
        for route in self.routes:
            if asks_no_run(route):
                yield from self._first(route, Scope(), "" if route.path in SHOWN_FIRST else OPENED)
        asked = [(route, scope) for scope in scopes for route in self.routes if fits(route, scope)]
        for route, scope in asked:
            if route.path in SHOWN_FIRST and scope is scopes[0]:
                yield from self._first(route, scope, "")
        for route, scope in asked:
            yield from self._first(route, scope, f"{OPENED} {scope.run or ''}")
        for route, scope in asked:
            yield from self._all(route, scope)

    def _json(self, address: str) -> Json:
        return self._ask(address).json()

    def _known(self) -> Known:
        runs = ",".join(self.runs)
        of_runs = urlencode({"runs": runs})
        comparison = self._json(f"{COMPARISON}?{of_runs}")
        curves = self.catalog["curves"]
        measured = [
            each["key"]
            for each in curves
            if self._json(f"profiles/steps?{of_runs}&kind={each['key']}")["steps"]
        ]
        steps = fewer(comparison["env_steps"], steps_for(len(self.runs)))
        if len(steps) < len(comparison["env_steps"]):
            every = len(comparison["env_steps"])
            self.left_out.append(f"{len(steps)} of {every} evaluations, evenly spread, are here.")
        own = next((each["key"] for each in curves if each["has_own_figure"]), None)
        return Known(
            runs=self.runs,
            steps=steps,
            candidates=comparison["candidates"],
            horizon=comparison["max_horizon"] or 0,
            kinds=measured,
            keys=self._json(f"series/keys?{of_runs}")["keys"],
            windows=[each["value"] for each in self.catalog["curve_looks"]["smoothing"]],
            own_kind=own,
            first_kind=next((each["key"] for each in curves if each["key"] != own), None),
            view=view_of(self.shared["view"]),
        )

    def _scopes(self) -> Iterator[Scope]:
        if self.shared["kind"] != "run":
            yield Scope()
        if self.shared["kind"] != "comparison":
            is_whole = len(self.runs) <= MOST_WHOLE_RUNS
            yield from (Scope(run, is_whole) for run in self.runs)

    def _lists(self) -> Iterator[Answer]:
        for parameters in LISTS:
            yield from self._one("runs", {"ids": ",".join(self.runs), **parameters}, "")

    def _first(self, route: Route, scope: Scope, section: str) -> Iterator[Answer]:
        """What a page asks when it is opened."""
        about = centres(route, scope, self.known)
        for parameters in about if section else about[:1]:
            yield from self._one(_path(route, scope), parameters, section)

    def _specs(self) -> Answer:
        """What was asked of each run, and with which versions it was made."""
        found = [self._json(f"runs/{run_id}") for run_id in self.runs]
        kept = [{name: run[name] for name in IN_SPECS} for run in found]
        return Answer(SPECS, "application/json", json.dumps(kept, indent=1).encode(), SPECS)

    def _all(self, route: Route, scope: Scope) -> Iterator[Answer]:
        path = _path(route, scope)
        for parameters in asked(route, scope, self.known):
            section = _section(route, scope, parameters)
            yield from self._one(path, parameters, section)
            if WHOLE in route.choices and not SHAPED & parameters.keys():
                yield from self._full(path, parameters)

    def _full(self, path: str, parameters: Mapping[str, str]) -> Iterator[Answer]:
        name = self._name(path, parameters)
        if name not in self._thinned:
            return
        self._thinned.remove(name)
        name += FULL
        found = self._ask(_address(path, {**parameters, WHOLE: "true"}))
        if found.status == HTTPStatus.OK and len(found.body) <= LARGEST_ANSWER:
            yield Answer(name, found.type, found.body, name)

    def _one(self, path: str, parameters: Mapping[str, str], section: str) -> Iterator[Answer]:
        name = self._name(path, parameters)
        if name in self._done:
            return
        self._done.add(name)
        found = self._ask(_address(path, parameters))
        if found.status == HTTPStatus.OK and len(found.body) <= LARGEST_ANSWER:
            body = self._with_stops(found.body) if path == COMPARISON else found.body
            if THINNED in body:
                self._thinned.add(name)
            yield Answer(name, found.type, body, section)

    def _with_stops(self, body: bytes) -> bytes:
        """A comparison whose slider stops where there is something published."""
        comparison = json.loads(body)
        kept = set(self.known.steps)
        comparison["env_steps"] = [each for each in comparison["env_steps"] if each in kept]
        return json.dumps(comparison, separators=(",", ":")).encode()

    def _name(self, path: str, parameters: Mapping[str, str]) -> str:
        return name_of(path, parameters, self.usual.get(path, {}), self.runs)


def steps_for(runs: int) -> int:
    """How many evaluations of so many runs are published."""
    return min(MOST_STEPS, max(FEWEST_STEPS, STEPS_OF_ALL_RUNS // runs))


def fewer(steps: Sequence[int], most: int) -> list[int]:
    """At most so many of the steps, evenly spread, the first and the last among them."""
    if len(steps) <= most:
        return list(steps)
    return [steps[round(place * (len(steps) - 1) / (most - 1))] for place in range(most)]


def _path(route: Route, scope: Scope) -> str:
    return route.path.replace(IN_PATH, scope.run or "")


def _address(path: str, parameters: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(parameters)}" if parameters else path


def _section(route: Route, scope: Scope, parameters: Mapping[str, str]) -> str:
    subject = parameters.get("kind") or parameters.get("key") or parameters.get("format") or ""
    return f"{route.path} {scope.run or ''} {subject}"

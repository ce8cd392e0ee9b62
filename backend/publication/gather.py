"""Says what is to be asked for all that is published, what is looked at first at the beginning."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from backend.publication.addresses import name_of
from backend.publication.answered import Answer, Answering, Ask, Found, Json, Wanted
from backend.publication.choices import (
    CELLS,
    FORMAT,
    WHOLE,
    Known,
    Parameters,
    Scope,
    asks_no_run,
    centres,
    far,
    fits,
    is_saved,
    near,
)
from backend.publication.offered import as_fields, for_readers, menu, numbers_of
from backend.publication.routes import IN_PATH, Route, routes
from backend.publication.view import chosen, view_of

# Pages of single runs are published with every choice up to so many runs.
MOST_WHOLE_RUNS = 8
# Lines that were changed for the eye are zoomed to as they are drawn.
SHAPED = frozenset({"window", "scale", "x", "middle", "smoothing"})
# Evaluations that a slider goes through: many of few runs, and fewer of many, which take longer.
MOST_STEPS, FEWEST_STEPS, STEPS_OF_ALL_RUNS = 25, 10, 400
COMPARISON = "comparison"
CATALOG, FIELDS = "catalog", "runs/fields"
TRAJECTORIES = "figures/trajectories"
# What a page shows first, and so loads with its contents.
SHOWN_FIRST = frozenset(
    {COMPARISON, "catalog", "figures/returns", "figures/over-horizon", "runs/{run_id}", "shared"}
)
SPECS = "specs"
# The spec of a run as the page shows it and launches from it.
SPEC_FILE, SPEC_PATH = "runs/{run_id}/spec", "runs/%s/spec?format=yaml"
# The section of what else is asked when a page is opened.
OPENED = "opened"
IN_SPECS = ("id", "name", "spec", "provenance")
LISTS = (
    {"sort": "created_at", "limit": "500"},
    {"limit": "500"},
)
# What is asked together, so that what was read for one is there for the next.
Batch = Sequence[Wanted]
# Asks for batches, in this process or in several at once; what is found comes in their order.
Work = Callable[[Iterable[Batch]], Iterator[Found]]


class NothingToPublish(Exception):
    """What was to be published shows no run."""


class Gatherer:
    """Knows what there is to ask of the runs that a link shows, and has it asked, each once.

    Args:
        ask: The API as a reader of the link is answered.
        is_whole: Whether lines are published with every point, and tables.

    Raises:
        NothingToPublish: When the link shows no run.
    """

    def __init__(self, ask: Ask, *, is_whole: bool = True) -> None:
        self._ask = ask
        # Who asks: this process, one after the other, unless there is somebody else.
        self.work: Work = self._alone
        self.is_whole = is_whole
        self.shared = self._json("shared")
        self.runs: Sequence[str] = self.shared["run_ids"]
        if not self.runs:
            raise NothingToPublish
        self.routes = routes(self._json("openapi.json"))
        self.catalog = self._json("catalog")
        self.left_out: list[str] = []
        self.known = self._known()
        self._done: set[str] = set()

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
        yield self._specs()
        for found in self.work(self._batches()):
            if found.left_out and found.left_out not in self.left_out:
                self.left_out.append(found.left_out)
            yield from found.answers

    def _alone(self, batches: Iterable[Batch]) -> Iterator[Found]:
        answering = Answering(self._ask)
        for batch in batches:
            yield from map(answering.of, batch)

    def _batches(self) -> Iterator[Batch]:
        """What is shown first, what is asked when a page is opened, and then by distance."""
        for each in self._groups():
            batch = []
            for wanted in each:
                if wanted.name not in self._done:
                    self._done.add(wanted.name)
                    batch.append(wanted)
            if batch:
                yield batch

    def _groups(self) -> Iterator[Iterator[Wanted]]:
        yield self._lists()
        yield self._spec_files()
        scopes = list(self._scopes())
        for route in filter(asks_no_run, self.routes):
            section = "" if route.path in SHOWN_FIRST else OPENED
            yield self._opening(route, Scope(), section)
        pages = [(route, scope) for scope in scopes for route in self.routes if fits(route, scope)]
        for route, scope in pages:
            if route.path in SHOWN_FIRST and scope is scopes[0]:
                yield self._opening(route, scope, "")
        for route, scope in pages:
            if not is_saved(route, scope):
                yield self._opening(route, scope, f"{OPENED} {scope.run or ''}")
        for away in (near, far):
            for route, scope in pages:
                yield self._all(route, scope, away(route, scope, self.known))

    def _json(self, address: str) -> Json:
        return self._ask(address).json()

    def _known(self) -> Known:
        runs = ",".join(self.runs)
        of_runs = urlencode({"runs": runs})
        comparison = self._json(f"{COMPARISON}?{of_runs}")
        curves = self.catalog["curves"]
        view = view_of(self.shared["view"])
        own = next((each["key"] for each in curves if each["has_own_figure"]), None)
        kinds = [
            each["key"]
            for each in curves
            if each["key"] in (own, view.get("diagnostic"))
            or self._json(f"profiles/steps?{of_runs}&kind={each['key']}")["steps"]
        ]
        in_menu = menu(curves)
        # Where none was measured the page says so of this one.
        first_kind = next((kind for kind in in_menu if kind in kinds), in_menu[0])
        steps = fewer(comparison["env_steps"], steps_for(len(self.runs)))
        if len(steps) < len(comparison["env_steps"]):
            every = len(comparison["env_steps"])
            self.left_out.append(f"{len(steps)} of {every} evaluations, evenly spread, are here.")
        reported = self._json(f"series/keys?{of_runs}")["keys"]
        # The page shows the first of these until another is chosen.
        first = [each["key"] for each in self.catalog["series"] if each["is_first"]]
        keys = [*first, *menu(self.catalog["series"]), *reported]
        horizon = comparison["max_horizon"] or 0
        fields = self._json(FIELDS)["items"]
        return Known(
            runs=self.runs,
            steps=steps,
            candidates=comparison["candidates"],
            horizon=horizon,
            kinds=list(dict.fromkeys([*kinds, first_kind])),
            keys=[key for key in dict.fromkeys(keys) if key in reported],
            windows=[each["value"] for each in self.catalog["curve_looks"]["smoothing"]],
            own_kind=own,
            first_kind=first_kind,
            dimensions=self._dimensions(),
            numbers=numbers_of(fields, comparison["candidates"], horizon, view),
            cells=self._cells(runs, view),
            groups=len(comparison["groups"]),
            grouping=comparison["group_by"],
            view=view,
        )

    def _dimensions(self) -> list[int]:
        """Places of the dimensions that any run recorded whose page is published."""
        if self.shared["kind"] == "comparison":
            return []
        drawn = [self._json(f"{TRAJECTORIES}?run={run_id}") for run_id in self.runs]
        found = {each["index"] for of_run in drawn for each in of_run.get("dimensions", ())}
        return sorted(found)

    def _cells(self, runs: str, view: Mapping[str, str]) -> tuple[str, str] | None:
        """What stands across and up in the map of a result, unless it is empty."""
        asked = {"runs": runs, **chosen(view, CELLS)}
        drawn = self._json(f"{CELLS}?{urlencode(asked)}")
        axes = (drawn.get("x"), drawn.get("y"))
        return axes if all(axes) else None

    def _scopes(self) -> Iterator[Scope]:
        if self.shared["kind"] != "run":
            yield Scope()
        if self.shared["kind"] != "comparison":
            is_whole = len(self.runs) <= MOST_WHOLE_RUNS
            yield from (Scope(run, is_whole) for run in self.runs)

    def _lists(self) -> Iterator[Wanted]:
        for parameters in LISTS:
            ids = {"ids": ",".join(self.runs), **parameters}
            address = _address("runs", ids)
            yield Wanted(self._name("runs", ids), "runs", address, "", is_early=True)

    def _spec_files(self) -> Iterator[Wanted]:
        for address in (SPEC_PATH % run for run in self.runs):
            yield Wanted(address, SPEC_FILE, address, SPECS)

    def _opening(self, route: Route, scope: Scope, section: str) -> Iterator[Wanted]:
        """What a page asks when it is opened; only of the first page that is early."""
        about = centres(route, scope, self.known)
        is_early = scope.run is None or self.shared["kind"] == "run"
        for parameters in about if section else about[:1]:
            yield replace(self._wanted(route, scope, parameters, section), is_early=is_early)

    def _specs(self) -> Answer:
        """What was asked of each run, and with which versions it was made."""
        found = [self._json(f"runs/{run_id}") for run_id in self.runs]
        kept = [{name: run[name] for name in IN_SPECS} for run in found]
        return Answer(SPECS, "application/json", json.dumps(kept, indent=1).encode(), SPECS)

    def _all(self, route: Route, scope: Scope, asked: Iterator[Parameters]) -> Iterator[Wanted]:
        if FORMAT in route.choices and not self.is_whole:
            return
        for parameters in asked:
            yield self._wanted(route, scope, parameters, _section(route, scope, parameters))

    def _wanted(self, route: Route, scope: Scope, asked: Parameters, section: str) -> Wanted:
        path = route.path.replace(IN_PATH, scope.run or "")
        is_zoomed = WHOLE in route.choices and self.is_whole and self._is_plain(route, asked)
        return Wanted(
            name=self._name(path, asked),
            route=route.path,
            address=_address(path, asked),
            section=section,
            whole=_address(path, {**asked, WHOLE: "true"}) if is_zoomed else "",
            stops=self.known.steps if path == COMPARISON else None,
            is_table=FORMAT in asked,
            instead=self._instead(path),
        )

    def _instead(self, path: str) -> bytes | None:
        """What is published in place of an answer that offers more than is published."""
        if path == FIELDS:
            return as_fields(self.known.numbers)
        return for_readers(self.catalog, self.known.kinds) if path == CATALOG else None

    def _is_plain(self, route: Route, asked: Parameters) -> bool:
        """Whether lines are as the published view has them, and not changed for the eye."""
        shown = chosen(self.known.view, route.path)
        return all(asked.get(name) == shown.get(name) for name in SHAPED & route.choices.keys())

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


def _address(path: str, parameters: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(parameters)}" if parameters else path


def _section(route: Route, scope: Scope, parameters: Mapping[str, str]) -> str:
    subject = parameters.get("kind") or parameters.get("key") or parameters.get("format") or ""
    return f"{route.path} {scope.run or ''} {subject}"

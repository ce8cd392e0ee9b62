"""Which of a page's choices are published: enumerated from the routes, not from a list of figures.

Everything that is one choice away from the view that is published, and every two choices of which
one is how runs are grouped, whether single seeds are drawn, the evaluation or the scale. Of what is
shown first every grouping, with and without seeds, at every evaluation. Of many runs, each of which
has a page of its own, less: what takes longest and is looked at least.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

from backend.publication.routes import IN_PATH, ONE, SEVERAL, Route
from backend.publication.view import chosen, of_diagnostic

Parameters = dict[str, str]

POSITION = ("group_by", "individual", "env_step")
NEAR = frozenset({*POSITION, "scale", "group"})
SUBJECTS = frozenset({"kind", "key", "x", "y", "dimension", "against"})
FORMAT = "format"
# Asks for every point, for parts that are zoomed to; the page cuts them out.
WHOLE = "every_point"
# What names no run. Others that do not are about the server and its accounts, and stay there.
OF_EVERY_PAGE = frozenset({"catalog", "runs/fields", "shared"})
# What is of groups of runs, and on no page of one run; of these nothing but files is asked there.
OF_GROUPS = frozenset(
    {
        "comparison/statistics",
        "figures/objective-mismatch",
        "figures/parallel",
        "figures/profile",
        "figures/scatter",
        "figures/settings-map",
        "trust",
    }
)
# Of which nothing more is published than one choice at a time.
ALONE = frozenset({"horizon", FORMAT, "x", "y", "against", "window"})
# The same where runs are many.
ALONE_OF_MANY = ALONE | {"reference", "summed", "policy", "middle"}
UNGROUPED = {"group_by": "", "individual": "false"}
# What the page of one run has no choice of, and what less is published of where runs are many.
OF_GROUPS_ALONE = frozenset({*UNGROUPED, "group", "middle", "threshold", "values"})
# Of two numbers of runs every pair, and of a result by two settings every result.
SCATTER, CELLS = "figures/scatter", "figures/settings-map"
SCATTER_AXES = frozenset({"x", "y"})
IN_CELLS = frozenset({"x", "y", "value", "statistic"})
OF_FEW_PAGES = frozenset({"against", "horizon", "policy", "reference", "summed", "window", "x"})
# What the files of numbers hold of the returns, as the page asks for them.
RETURNS = "return/real,return/model,return/gap"
FEW_RUNS = 20
# Of so many every pair is published.
FEW_DIMENSIONS = 4
SOME_HORIZONS = frozenset({1, 2, 3, 5, 10, 15, 20, 30, 40, 50, 75, 100, 200, 500, 1_000})
REFERENCES = ("linear", "triangular", "naive")


@dataclass(frozen=True)
class Known:
    """What the runs of a page have.

    Attributes:
        runs: All of them, in the page's order.
        steps: Real steps with an evaluation.
        candidates: Paths of the spec at which they differ.
        horizon: The longest horizon measured.
        kinds: Curves that any of them has.
        keys: Series that any of them has.
        windows: What the page offers to smooth over.
        dimensions: Places of the dimensions of observations that were recorded.
        numbers: What runs can be plotted by.
        cells: The settings across and up in the map of a result; None where it is empty.
        groups: How many groups the page begins with.
        grouping: Settings by which they are grouped.
        own_kind: The curve with a figure of its own.
        first_kind: The curve that the page shows when none is chosen.
        view: What the published address chose, by the page's names.
    """

    runs: Sequence[str]
    steps: Sequence[int] = ()
    candidates: Sequence[str] = ()
    horizon: int = 0
    kinds: Sequence[str] = ()
    keys: Sequence[str] = ()
    windows: Sequence[str] = ()
    dimensions: Sequence[int] = ()
    numbers: Sequence[str] = ()
    cells: tuple[str, str] | None = None
    groups: int = 0
    grouping: Sequence[str] = ()
    own_kind: str | None = None
    first_kind: str | None = None
    view: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_many(self) -> bool:
        """Whether so many runs are shown that what takes long is published sparingly."""
        return len(self.runs) > FEW_RUNS

    @property
    def values(self) -> dict[str, list[str]]:
        """What can be chosen of parameters whose values no route lists."""
        dimensions = [str(place) for place in self.dimensions]
        return {
            "group_by": self._groupings(),
            "env_step": [str(step) for step in self.steps],
            "horizon": [str(h) for h in self._horizons()],
            "kind": list(self.kinds),
            "key": list(self.keys),
            "window": list(self.windows),
            "dimension": dimensions,
            "against": dimensions,
            "group": [str(place) for place in range(self.groups)],
            "reference": [
                ",".join(some)
                for count in range(len(REFERENCES) + 1)
                for some in combinations(REFERENCES, count)
            ],
            "x": list(self.numbers),
            "y": list(self.numbers),
        }

    def _horizons(self) -> list[int]:
        """All of few runs; of many, which take longer, some: the page takes the nearest."""
        every = range(1, self.horizon + 1)
        return [h for h in every if not self.is_many or h in SOME_HORIZONS]

    def _groupings(self) -> list[str]:
        """None at all, by each setting that differs, and by any of them while they are few.

        Where they are many, also what the page begins with but for one more or one less.
        """
        most = len(self.candidates) if len(self.candidates) <= len(POSITION) else 1
        # The page asks for them in this order.
        settings = sorted(self.candidates)
        own = frozenset(self.grouping)
        some = [each for count in range(most + 1) for each in combinations(settings, count)]
        beside = [tuple(sorted(own ^ {each})) for each in settings]
        return list(dict.fromkeys(",".join(each) for each in [*some, tuple(sorted(own)), *beside]))


@dataclass(frozen=True)
class Scope:
    """Which runs are asked about: all of the page, or one of them on a page of its own.

    Attributes:
        run: The one; None for all.
        is_whole: Whether all choices are published, and not only those one step from the view.
    """

    run: str | None = None
    is_whole: bool = True


def fits(route: Route, scope: Scope) -> bool:
    """Whether a page asks this route about these runs."""
    asks_one = ONE in route.choices or IN_PATH in route.path
    if scope.run is not None and route.path in OF_GROUPS and FORMAT not in route.choices:
        return False
    asks_several = SEVERAL in route.choices
    return asks_several if scope.run is None else asks_one or asks_several


def asks_no_run(route: Route) -> bool:
    """Whether its answer is the same on every page of what is published."""
    return route.path in OF_EVERY_PAGE


def centres(route: Route, scope: Scope, known: Known) -> list[Parameters]:
    """What the page asks of a route when it is opened."""
    fixed: Parameters = {}
    if ONE in route.choices and scope.run is not None:
        fixed[ONE] = scope.run
    elif SEVERAL in route.choices:
        fixed[SEVERAL] = scope.run or ",".join(known.runs)
    if scope.run is not None:
        fixed |= UNGROUPED
    centre = chosen(known.view, route.path) | fixed
    found = [{name: value for name, value in centre.items() if name in route.choices}]
    if "kind" in route.choices:
        looks = {name: value for name, value in found[0].items() if name not in SUBJECTS}
        diagnostic = found[0].get("kind", known.first_kind)
        kinds = dict.fromkeys(each for each in (known.own_kind, diagnostic) if each is not None)
        found = [
            (looks if kind == known.own_kind else of_diagnostic(known.view, looks)) | {"kind": kind}
            for kind in kinds
        ]
    elif "key" in route.choices and "key" not in found[0] and known.keys:
        found = [found[0] | {"key": known.keys[0]}]
    if "keys" in route.choices:
        found = [each | {"keys": RETURNS} for each in found]
    return [each for each in found if route.needed <= each.keys()]


def near(route: Route, scope: Scope, known: Known) -> Iterator[Parameters]:
    """What is one choice away from what the page shows first, which comes at the beginning."""
    about = centres(route, scope, known)
    if is_saved(route, scope):
        # Of many runs, the tables of all hold what those of each would.
        about = about[:1] if scope.is_whole else []
    yield from about
    offered = _offered(route, scope, known)
    for centre in about:
        yield from _changed(centre, offered, 1, known)


def far(route: Route, scope: Scope, known: Known) -> Iterator[Parameters]:
    """What is more than one choice away; some of it twice."""
    if not scope.is_whole or is_saved(route, scope):
        return
    offered = _offered(route, scope, known)
    for centre in centres(route, scope, known):
        positions = {name: offered[name] for name in POSITION if name in offered}
        yield from _every(centre, positions)
        yield from _changed(centre, offered, 2, known)
        if "against" in offered and len(known.dimensions) <= FEW_DIMENSIONS:
            yield from _every(centre, {name: offered[name] for name in ("dimension", "against")})
        if route.path == SCATTER:
            yield from _every(centre, {"x": known.numbers, "y": known.numbers})
        elif route.path == CELLS and known.cells is not None:
            axes = dict(zip("xy", known.cells, strict=True))
            told = {"value": known.numbers, "statistic": route.choices["statistic"]}
            yield from _every(centre | axes, told)


def _offered(route: Route, scope: Scope, known: Known) -> dict[str, Sequence[str]]:
    """By parameter the values that can be chosen."""
    if is_saved(route, scope):
        return {FORMAT: list(route.choices[FORMAT])}
    values = known.values
    fixed = {WHOLE, SEVERAL, ONE, *(OF_GROUPS_ALONE if scope.run is not None else ())}
    if not scope.is_whole:
        fixed |= OF_FEW_PAGES
    if route.path == CELLS:
        fixed |= IN_CELLS
    return {
        name: found
        for name, listed in route.choices.items()
        if name not in fixed and (found := _values_of(name, listed, values))
    }


def _values_of(
    name: str, listed: Sequence[str], values: Mapping[str, Sequence[str]]
) -> Sequence[str]:
    """What is known of a parameter, or its list: an axis with a list is not a number of runs."""
    known = () if name in SCATTER_AXES and listed else values.get(name, ())
    return list(known or listed)


def is_saved(route: Route, scope: Scope) -> bool:
    """Whether its answers are numbers that pages only save: nothing of them is looked at."""
    is_unseen = "group_by" not in route.choices or (scope.run and route.path in OF_GROUPS)
    return FORMAT in route.choices and bool(is_unseen)


def _changed(
    centre: Parameters, offered: Mapping[str, Sequence[str]], count: int, known: Known
) -> Iterator[Parameters]:
    alone = ALONE_OF_MANY if known.is_many else ALONE
    for names in combinations(offered, count):
        together = count == 1 or (not NEAR.isdisjoint(names) and alone.isdisjoint(names))
        if together:
            yield from _every(centre, {name: offered[name] for name in names})


def _every(centre: Parameters, offered: Mapping[str, Sequence[str]]) -> Iterator[Parameters]:
    """The centre with every mixture of these values, and without any of them."""
    lists = [[None, *values] for values in offered.values()]
    for values in product(*lists):
        changes = dict(zip(offered, values, strict=True))
        kept = {name: value for name, value in centre.items() if name not in changes}
        yield kept | {name: value for name, value in changes.items() if value is not None}

"""What the address of a shared page says of its view, as parameters of the API's routes."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

# How the page calls its choices, and what routes call them.
NAMES: Mapping[str, str] = {
    "group": "group_by", "seeds": "individual", "step": "env_step", "h": "horizon",
    "policy": "policy", "scale": "scale", "ref": "reference", "sum": "summed",
    "diagnostic": "kind", "series": "key", "smooth": "window", "threshold": "threshold",
    "middle": "middle", "hide": "hide", "baseline": "baseline", "published": "published",
}  # fmt: skip
# Figures with a scale of their own in the view, and those that the page asks with none.
SCALES = {
    "figures/returns": "returns_scale",
    "figures/over-steps": "series_scale",
    "figures/horizon-map": "",
    "figures/settings-map": "",
}
# What single figures read of the view, and how their routes call the parts of it.
PARTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "figures/returns": {"x": ("x",)},
    "figures/over-steps": {"x": ("x",)},
    "figures/scatter": {"axes": ("x", "y")},
    "figures/settings-map": {"cells": ("x", "y", "value", "statistic")},
    "figures/horizon-map": {"map": ("group",)},
}
# Lists, of which nothing is taken apart.
LISTS = {"figures/parallel": {"parallel": "fields", "parallel_colour": "colour", "ranges": "brush"}}
# What the figure of any diagnostic but the error reads of how curves are looked at.
OF_THE_ERROR = frozenset({"policy", "summed", "reference", "scale"})
PLAIN = {("group", "none"): "", ("ref", "none"): "", ("sum", "sum"): "true"}


def view_of(search: str) -> dict[str, str]:
    """The choices of a page's search string, by the page's names for them."""
    return dict(parse_qsl(search.removeprefix("?"), keep_blank_values=True))


def chosen(view: Mapping[str, str], route: str) -> dict[str, str]:
    """What a view chooses of the parameters of a route; the route may not have all of them."""
    found = {
        parameter: PLAIN.get((name, view[name]), view[name])
        for name, parameter in NAMES.items()
        if name in view
    }
    if route in SCALES:
        found.pop("scale", None)
        if SCALES[route] in view:
            found["scale"] = view[SCALES[route]]
    for name, parameters in PARTS.get(route, {}).items():
        if name in view:
            found |= zip(parameters, view[name].split(","), strict=False)
    lists = LISTS.get(route, {})
    return found | {parameter: view[name] for name, parameter in lists.items() if name in view}


def of_diagnostic(view: Mapping[str, str], found: Mapping[str, str]) -> dict[str, str]:
    """What is asked of a diagnostic that the view does not look at as at the error."""
    kept = {name: value for name, value in found.items() if name not in OF_THE_ERROR}
    return kept | ({"scale": view["diagnostic_scale"]} if "diagnostic_scale" in view else {})

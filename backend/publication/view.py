"""What the address of a shared page says of its view, as parameters of the API's routes."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

# How the page calls its choices, and what routes call them.
NAMES: Mapping[str, str] = {
    "group": "group_by", "seeds": "individual", "step": "env_step", "h": "horizon",
    "policy": "policy", "scale": "scale", "ref": "reference", "sum": "summed",
    "diagnostic": "kind", "series": "key", "smooth": "window", "threshold": "threshold",
}  # fmt: skip
# Figures with a scale of their own in the view.
SCALES = {"figures/returns": "returns_scale", "figures/over-steps": "series_scale"}
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
    if "axes" in view:
        found["x"], _, found["y"] = view["axes"].partition(",")
    return found

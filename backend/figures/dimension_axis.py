"""An axis on which the dimensions of an observation stand side by side, with their names."""

from collections.abc import Callable, Sequence
from textwrap import wrap
from typing import Any

from backend.figures.literal import literal
from backend.spec.observations import dimension
from backend.thinning import Indices

Said = Callable[[Indices], Sequence[str]]

# More names would stand in each other's way: they are told by pointing.
MOST_NAMES = 8
LINE_OF_A_NAME = 12
BY_POINTING = " (point at one for its name)"


def dimension_names(environment: str | None, count: int) -> list[str]:
    """Their names, in their order; none where the runs are of several environments."""
    if environment is None:
        return []
    return [dimension(environment, place).name for place in range(count)]


def dimension_axis(names: Sequence[str], count: int) -> dict[str, Any]:
    """Names at the places where there is room for them, else the places' numbers."""
    axis: dict[str, Any] = {"range": [0.5, count + 0.5]}
    if 0 < len(names) <= MOST_NAMES:
        words = [
            "<br>".join(literal(part) for part in wrap(name, LINE_OF_A_NAME)) for name in names
        ]
        places = list(range(1, count + 1))
        return axis | {"tickmode": "array", "tickvals": places, "ticktext": words}
    return axis | ({"dtick": 1} if count <= MOST_NAMES else {})


def title_above_names(title: str, names: Sequence[str]) -> str:
    """What the axis says: where the names are, if not at its ticks."""
    return title + BY_POINTING if len(names) > MOST_NAMES else title


def said_by_name(names: Sequence[str], said: Said) -> Said:
    """What pointing says, after the name of the dimension where it is not at the axis."""
    if len(names) <= MOST_NAMES:
        return said
    return lambda places: [
        f"{literal(names[place])}, {words}"
        for place, words in zip(places, said(places), strict=True)
    ]

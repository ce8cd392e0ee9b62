"""The sentence under the error over the horizon: how to read it, with its numbers."""

from collections.abc import Sequence

from backend.comparison.schemas import ComparedGroup
from backend.spec.diagnostic import Policies
from backend.verdict.figures import figure

UNIT = "standard deviations of the data"
WHOSE: dict[Policies, str] = {
    "current": "the current policy",
    "data": "the policies that filled the data",
    "both": "the current policy, and of those that filled the data",
}
# A ratio within this of 1 makes no difference.
SAME = 0.05


def error_reading(groups: Sequence[ComparedGroup], policy: Policies, horizon: int) -> str:
    """What the curves are, and what they say at the horizon under the cursor."""
    what = f"Error of the model after h imagined steps along real episodes of {WHOSE[policy]}."
    if len(groups) == 1:
        return what + _about_one(groups[0], policy, horizon)
    return what + _about_many(groups, horizon)


def _about_one(group: ComparedGroup, policy: Policies, horizon: int) -> str:
    error, price = group.error.mean, group.price_of_change.mean
    if error is None:
        return ""
    priced = "" if price is None or policy == "data" else price_words(price)
    more = "".join(f" {said}" for said in (group.break_even_reading, group.growth_reading) if said)
    return f" At h = {horizon} it is {figure(error)} {UNIT}{priced}.{more}"


def _about_many(groups: Sequence[ComparedGroup], horizon: int) -> str:
    known = [(each.error.mean, each.label) for each in groups if each.error.mean is not None]
    if len(known) < 2:
        return ""
    known.sort(key=lambda each: each[0])
    (least, best), (most, worst) = known[0], known[-1]
    if most <= (1.0 + SAME) * least:
        return f" At h = {horizon} it is about {figure(least)} {UNIT} in every group."
    times = f", {figure(most / least)} times as much" if least > 0.0 else ""
    return (
        f" At h = {horizon} it is {figure(least)} {UNIT} with {best} and {figure(most)} with "
        f"{worst}{times}."
    )


def price_words(price: float) -> str:
    """What the changed policy costs, as a factor of the error."""
    if price > 1.0 + SAME:
        return f"; the changed policy costs a factor of {figure(price)}"
    if price < 1.0 - SAME:
        return f", {figure(price)} times that along the data"
    return ", as much as along the data"

"""The sentence under the error over the horizon: how to read it, with its numbers."""

from collections.abc import Sequence

from backend.comparison.schemas import ComparedGroup
from backend.groups.grouping import in_words
from backend.schemas import EstimateView
from backend.spec.curves import CURVES
from backend.spec.diagnostic import POLICY_NAMES, DataPolicy, Policies
from backend.statistics.apart import intervals_apart, over_seeds, why_intervals_overlap
from backend.verdict.figures import estimated, figure

ERROR = "Error of the model after h imagined steps"
SUITE = f"{ERROR} along the suite: the same real starts and actions for every run, in one unit."
WHOSE: dict[Policies, str] = {
    "current": "the current policy",
    "data": "the policies that filled the data",
    "both": "the current policy, and of those that filled the data",
}
# Columns that say something of the error over the horizon.
OF_ERRORS = ("error", "break_even", "growth")
# A ratio within this of 1 makes no difference.
SAME = 0.05


def error_reading(groups: Sequence[ComparedGroup], policy: Policies, horizon: int) -> str:
    """What the curves are, and what they say at the horizon under the cursor."""
    what = SUITE if policy == "suite" else f"{ERROR} along real episodes of {WHOSE[policy]}."
    if len(groups) == 1:
        return what + _about_one(groups[0], policy, horizon)
    return what + _about_many(groups, policy, horizon)


def main_policy(policy: Policies) -> DataPolicy:
    """Along whose episodes numbers are: of both the current policy's."""
    return "current" if policy == "both" else policy


def along_whom(policy: Policies) -> dict[str, str]:
    """By column, along whose episodes its errors are."""
    return dict.fromkeys(OF_ERRORS, POLICY_NAMES[main_policy(policy)])


def _unit(policy: Policies) -> str:
    return CURVES["horizon-error"].unit_along(policy)


def _about_one(group: ComparedGroup, policy: Policies, horizon: int) -> str:
    error, price = group.error, group.price_of_change
    if error.mean is None:
        return ""
    priced = "" if price.mean is None or policy in ("data", "suite") else price_words(price)
    more = "".join(f" {said}" for said in (group.break_even_reading, group.growth_reading) if said)
    said = over_seeds(error, _unit(policy), group)
    return f" At h = {horizon} it is {said}{priced}.{more}"


def _about_many(groups: Sequence[ComparedGroup], policy: Policies, horizon: int) -> str:
    known = [(each.error.mean, each) for each in groups if each.error.mean is not None]
    if len(known) < 2:
        return ""
    known.sort(key=lambda each: each[0])
    (least, best), (most, worst) = known[0], known[-1]
    at = f" At h = {horizon} it is"
    if most <= (1.0 + SAME) * least:
        return f"{at} about {figure(least)} {_unit(policy)} in every group."
    if not intervals_apart(best.error, worst.error) or _lacks(best):
        return (
            f"{at} {figure(least)} to {figure(most)} {_unit(policy)} between groups. "
            f"{_lacks(best) or why_intervals_overlap(*map(_labelled, (best, worst)))}"
        )
    times = f", {figure(most / least)} times as much" if least > 0.0 else ""
    low, high = (over_seeds(each.error, _unit(policy), each) for each in (best, worst))
    return f"{at} {low} with {in_words(best.label)} and {high} with {in_words(worst.label)}{times}."


def _labelled(group: ComparedGroup) -> tuple[str, EstimateView]:
    return group.label, group.error


def _lacks(group: ComparedGroup) -> str:
    """Why a group is not called the best: the mean leaves out seeds that may be the worst."""
    lost = len(group.run_ids) - group.error.n
    if lost == 0:
        return ""
    return (
        f"{lost} of {len(group.run_ids)} seeds with {in_words(group.label)} "
        f"{'has' if lost == 1 else 'have'} no finite error above 0, so it is not ranked."
    )


def price_words(price: EstimateView) -> str:
    """What the changed policy costs, as a factor of the error."""
    if price.mean is None:
        return ""
    said = estimated(price.mean, price.low, price.high)
    if price.low is not None and price.high is not None and price.low <= 1.0 <= price.high:
        return f", {said} times that along the data: the seeds do not tell it from 1"
    if price.mean > 1.0 + SAME:
        return f"; the changed policy costs a factor of {said}"
    if price.mean < 1.0 - SAME:
        return f", {said} times that along the data"
    return ", as much as along the data"

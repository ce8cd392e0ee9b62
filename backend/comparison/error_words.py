"""The sentence under the error over the horizon: how to read it, with its numbers."""

from collections.abc import Sequence

from backend.comparison.schemas import ComparedGroup
from backend.groups.grouping import in_words
from backend.schemas import EstimateView
from backend.spec.curves import CURVES
from backend.spec.diagnostic import POLICY_NAMES, Policies
from backend.verdict.figures import counted, estimated, figure

ERROR = "Error of the model after h imagined steps"
SUITE = f"{ERROR} along the suite: the same real starts and actions for every run, in one unit."
WHOSE: dict[Policies, str] = {
    "current": "the current policy",
    "data": "the policies that filled the data",
    "both": "the current policy, and of those that filled the data",
}
# A ratio within this of 1 makes no difference.
SAME = 0.05


def error_reading(groups: Sequence[ComparedGroup], policy: Policies, horizon: int) -> str:
    """What the curves are, and what they say at the horizon under the cursor."""
    what = SUITE if policy == "suite" else f"{ERROR} along real episodes of {WHOSE[policy]}."
    if len(groups) == 1:
        return what + _about_one(groups[0], policy, horizon)
    return what + _about_many(groups, policy, horizon)


def error_of(policy: Policies) -> str:
    """Whose episodes a column of errors is along, where it is not the usual one."""
    return POLICY_NAMES[policy] if policy in ("data", "suite") else ""


def _unit(policy: Policies) -> str:
    return CURVES["horizon-error"].unit_along(policy)


def _about_one(group: ComparedGroup, policy: Policies, horizon: int) -> str:
    error, price = group.error.mean, group.price_of_change.mean
    if error is None:
        return ""
    priced = "" if price is None or policy in ("data", "suite") else price_words(price)
    more = "".join(f" {said}" for said in (group.break_even_reading, group.growth_reading) if said)
    return f" At h = {horizon} it is {figure(error)} {_unit(policy)}{priced}.{more}"


def _about_many(groups: Sequence[ComparedGroup], policy: Policies, horizon: int) -> str:
    known = [(each.error.mean, each) for each in groups if each.error.mean is not None]
    if len(known) < 2:
        return ""
    known.sort(key=lambda each: each[0])
    (least, best), (most, worst) = known[0], known[-1]
    at = f" At h = {horizon} it is"
    if most <= (1.0 + SAME) * least:
        return f"{at} about {figure(least)} {_unit(policy)} in every group."
    if not are_apart(best.error, worst.error):
        return (
            f"{at} {figure(least)} to {figure(most)} {_unit(policy)} between groups. "
            f"{_why_not_ranked(best, worst)}"
        )
    times = f", {figure(most / least)} times as much" if least > 0.0 else ""
    return (
        f"{at} {_with_interval(best.error)} {_unit(policy)} with {in_words(best.label)} and "
        f"{_with_interval(worst.error)} with {in_words(worst.label)}{times}."
    )


def are_apart(less: EstimateView, more: EstimateView) -> bool:
    """Whether the intervals do not overlap; false where either has none."""
    return less.high is not None and more.low is not None and less.high < more.low


def _with_interval(error: EstimateView) -> str:
    return f"{estimated(error.mean, error.low, error.high)} ({counted(error.n, 'seed')})"


def _why_not_ranked(best: ComparedGroup, worst: ComparedGroup) -> str:
    few = [in_words(each.label) for each in (best, worst) if each.error.low is None]
    if few:
        return f"Without an interval over seeds {' and '.join(few)} cannot be ranked."
    one, other = in_words(best.label), in_words(worst.label)
    return f"The seeds do not tell {one} from {other}: their intervals overlap."


def price_words(price: float) -> str:
    """What the changed policy costs, as a factor of the error."""
    if price > 1.0 + SAME:
        return f"; the changed policy costs a factor of {figure(price)}"
    if price < 1.0 - SAME:
        return f", {figure(price)} times that along the data"
    return ", as much as along the data"

"""The sentences under the returns: how to read them, with their numbers."""

from collections.abc import Sequence

from backend.comparison.schemas import ComparedGroup
from backend.groups.grouping import in_words
from backend.schemas import EstimateView
from backend.statistics.apart import noun_of, over_seeds
from backend.verdict.figures import figure

MOST_NAMED = 3
UNIT = "of reward per episode"


def is_above_zero(value: EstimateView) -> bool:
    """Whether the whole interval lies above zero. Without an interval nothing is claimed."""
    return value.low is not None and value.low > 0.0


def have_no_model(groups: Sequence[ComparedGroup]) -> bool:
    """Whether there are real returns and none in a model: model-free, or never measured."""
    return any(group.real_return.mean is not None for group in groups) and all(
        group.model_return.mean is None for group in groups
    )


def returns_title(groups: Sequence[ComparedGroup]) -> str:
    """What the figure of returns is of."""
    return "Real return" if have_no_model(groups) else "Real and model return"


def returns_reading(groups: Sequence[ComparedGroup]) -> str:
    """How to read real and model return over training."""
    if not groups:
        return ""
    if have_no_model(groups):
        return "Mean return of evaluation episodes in the real environment."
    if len(groups) == 1:
        return (
            "Where the model's return leaves the real one upwards, the policy has learned to "
            f"please the model.{_about_one(groups[0])}"
        )
    return (
        "The dashed line leaves the solid one where the policy has learned to please the model."
        f"{_about_many(groups)}"
    )


def whole_gap(groups: Sequence[ComparedGroup]) -> str:
    """What the gap of a single group adds up to; empty for several."""
    if len(groups) != 1 or groups[0].gap.mean is None:
        return ""
    said = over_seeds(groups[0].gap, UNIT, groups[0])
    return f"Over the whole evaluation it is {said}."


def _about_one(group: ComparedGroup) -> str:
    real, model, gap = group.real_return.mean, group.model_return.mean, group.gap.mean
    if real is None or model is None or gap is None:
        return ""
    sides = f" The model promises {figure(model)} {UNIT}, the world pays {figure(real)}"
    if is_above_zero(group.gap):
        said = over_seeds(group.gap, "too much", group)
        return f"{sides}: {said}, beyond the interval over {noun_of(group)}s."
    return f"{sides}."


def _about_many(groups: Sequence[ComparedGroup]) -> str:
    pleased = [group for group in groups if is_above_zero(group.gap)]
    if len(pleased) > MOST_NAMED:
        return f" It does in {len(pleased)} of {len(groups)} groups."
    if pleased:
        named = [
            f"{in_words(each.label)}, {over_seeds(each.gap, 'too much', each)}" for each in pleased
        ]
        return f" It does with {'; with '.join(named)}."
    few = sum(group.gap.low is None for group in groups)
    if all(group.gap.n == 0 for group in groups):
        return ""
    if few == len(groups):
        return " Fewer than three seeds per group cannot tell; more can."
    without = f"; {few} of {len(groups)} groups have none" if few else ""
    return f" No group does so beyond its interval over seeds{without}."

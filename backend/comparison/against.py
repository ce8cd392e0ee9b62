"""What groups come to beside the baseline, in words."""

from collections.abc import Mapping, Sequence

from backend.groups.grouping import Group
from backend.spec.diagnostic import Scale
from backend.statistics.difference import difference
from backend.verdict.figures import estimated

OF_RETURNS = frozenset({"real_return", "model_return", "gap"})


def against_baseline(
    groups: Sequence[Group],
    numbers: Mapping[str, object],
    scales: Mapping[str, Scale],
    *,
    returns_comparable: bool,
) -> dict[int, dict[str, str]]:
    """By index of the group and by column: a difference of means, of errors a ratio.

    `numbers` are those of each run, by the names of the columns.

    Nothing of the baseline itself, of groups whose runs were chosen by their results, and of
    returns between environments.
    """
    baseline = next((group for group in groups if group.is_baseline), None)
    if baseline is None:
        return {}
    return {
        group.index: {
            name: words
            for name, scale in scales.items()
            if (returns_comparable or name not in OF_RETURNS)
            and (words := _words(name, scale, group, baseline, numbers))
        }
        for group in groups
        if not group.is_baseline and not group.is_end
    }


def _words(
    name: str, scale: Scale, group: Group, baseline: Group, numbers: Mapping[str, object]
) -> str:
    first, second = (
        [float(getattr(numbers[run_id], name)) for run_id in each.run_ids]
        for each in (group, baseline)
    )
    found = difference(first, second, scale)
    if found.mean is None:
        return ""
    times = "\N{MULTIPLICATION SIGN}\N{NO-BREAK SPACE}" if scale == "log" else ""
    return times + estimated(found.mean, found.low, found.high, plus="" if times else "+")

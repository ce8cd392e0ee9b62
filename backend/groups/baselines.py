"""What others are read against: groups, and single runs, which count in no group of others."""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace

from backend.groups.grouping import Group, short_ids, told_apart
from backend.groups.members import Member


def with_pinned_runs(groups: Sequence[Group], pinned: Collection[str]) -> list[Group]:
    """The groups without the runs of these ids, and behind them each of these as its own group.

    The others keep their places and colours. A run that is alone in its group stays there. Where
    groups stand for more runs than can be told apart, these runs stay among all of them too.

    Args:
        groups: Those that were asked for.
        pinned: Ids of runs; those that no group has say nothing.
    """
    taken = {
        member.run_id: member
        for group in groups
        if len(group.members) > 1
        for member in group.members
        if member.run_id in pinned
    }
    if not taken:
        return list(groups)
    left = [group if group.part else _without(group, taken) for group in groups]
    kept = [group for group in left if group.members]
    labels = _labels([*taken.values()], {group.label for group in kept})
    found = [
        *kept,
        *(
            replace(
                groups[0],
                index=len(groups) + place,
                key=json.dumps(["run", member.run_id]),
                label=label,
                values={},
                members=(member,),
                copies=0,
                part="",
            )
            for place, (member, label) in enumerate(zip(taken.values(), labels, strict=True))
        ),
    ]
    return [replace(group, of=len(found)) for group in found]


def _without(group: Group, taken: Collection[str]) -> Group:
    members = tuple(each for each in group.members if each.run_id not in taken)
    return replace(group, members=members)


def _labels(members: Sequence[Member], others: Collection[str]) -> list[str]:
    """Their names; one that another group has goes with the beginning of its id."""
    ids = short_ids([member.run_id for member in members])
    names = told_apart([member.name for member in members], ids)
    return [
        f"{name}, {short}" if name in others else name
        for name, short in zip(names, ids, strict=True)
    ]


def baseline_runs(groups: Sequence[Group]) -> list[str]:
    """The ids of the runs that others are read against."""
    return [run_id for group in groups if group.is_baseline for run_id in group.run_ids]


def baseline_words(groups: Sequence[Group], mark: str) -> list[str]:
    """A sentence on how they are drawn; none where there is no baseline."""
    labels = [group.label for group in groups if group.is_baseline]
    return [f"{mark}: {'; '.join(labels)}."] if labels else []

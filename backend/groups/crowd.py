"""What is drawn of more runs than can be told apart: their groups, or all of them and both ends."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from backend.groups.grouping import Group, Part, grouped
from backend.groups.members import Member

# Up to here each run may have a line of its own.
MANY_RUNS = 500
# More groups than this are a crowd of lines themselves.
MOST_GROUPS = 40
# Runs that are drawn of each end.
OF_AN_END = 20
FINAL = "by final return"
ENVIRONMENT = "environment.id"


def drawn_groups(groups: Sequence[Group], returns: Mapping[str, float | None]) -> list[Group]:
    """The groups as figures and tables have them: of too many runs in too many groups, others.

    These are all runs together, of which quantiles are drawn, and the best and the worst of them.
    Returns of several environments have no order: there each environment's runs are together.

    Args:
        groups: Those that were asked for, without copies of a seed.
        returns: The final return of each run; None where it has none.
    """
    members = [member for group in groups for member in group.members]
    copies = sum(group.copies for group in groups)
    if len(members) + copies <= MANY_RUNS:
        return list(groups)
    if len(groups) <= MOST_GROUPS:
        return [replace(group, reduced=_of_groups(members, groups)) for group in groups]
    by_environment = grouped(members, [ENVIRONMENT])
    if len(by_environment) > 1:
        told = _by_environment(members, groups, by_environment)
        return [replace(each, part="all", reduced=told) for each in by_environment]
    return _all_and_ends(members, groups, copies, returns)


def _all_and_ends(
    members: Sequence[Member],
    groups: Sequence[Group],
    copies: int,
    returns: Mapping[str, float | None],
) -> list[Group]:
    best, worst = _ends(members, returns)
    parts: list[tuple[Part, str, tuple[Member, ...]]] = [
        ("all", f"all {len(members):,} runs", tuple(members)),
        ("best", f"{len(best)} best {FINAL}", best),
        ("worst", f"{len(worst)} worst {FINAL}", worst),
    ]
    kept = [(part, label, of) for part, label, of in parts if of]
    ends = f" and the {len(best)} best and the {len(worst)} worst {FINAL}" if best else ""
    told = (
        f"{_too_many(members, groups)}: drawn are quantiles of all (5, 25, 50, 75 and 95 %){ends}."
    )
    return [
        Group(
            index,
            part,
            label,
            {},
            of_part,
            copies=copies if part == "all" else 0,
            of=len(kept),
            part=part,
            reduced=told,
        )
        for index, (part, label, of_part) in enumerate(kept)
    ]


def _ends(
    members: Sequence[Member], returns: Mapping[str, float | None]
) -> tuple[tuple[Member, ...], tuple[Member, ...]]:
    """The best and the worst; of equals those that were named first."""
    finals = {member.run_id: returns.get(member.run_id) for member in members}
    ranked = sorted(
        (member for member in members if _is_known(finals[member.run_id])),
        key=lambda member: -float(finals[member.run_id] or 0.0),
    )
    return tuple(ranked[:OF_AN_END]), tuple(reversed(ranked[OF_AN_END:][-OF_AN_END:]))


def _is_known(value: float | None) -> bool:
    return value is not None and bool(np.isfinite(value))


def _too_many(members: Sequence[Member], groups: Sequence[Group]) -> str:
    return f"{len(members):,} runs in {len(groups):,} groups are too many lines to tell apart"


def _of_groups(members: Sequence[Member], groups: Sequence[Group]) -> str:
    one = f"the group of all {len(members):,} runs is drawn as one line"
    several = f"{len(members):,} runs are drawn as {len(groups)} groups, each over all of its runs"
    return (
        f"Of more than {MANY_RUNS} runs no line is of a single one: "
        f"{one if len(groups) == 1 else several}."
    )


def _by_environment(
    members: Sequence[Member], groups: Sequence[Group], environments: Sequence[Group]
) -> str:
    return (
        f"{_too_many(members, groups)}: drawn are quantiles (5, 25, 50, 75 and 95 %) of the runs "
        f"of each of {len(environments)} environments, whose returns have no order in common."
    )

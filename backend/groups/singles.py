"""When each seed of a group is drawn beside its mean."""

from collections.abc import Iterable

# Up to here seeds can be told apart by eye, and say more than any interval of theirs.
MOST_DRAWN_SINGLY = 10
# More groups than this are drawn as their means alone.
MANY_GROUPS = 12


def draws_singles(runs: int, groups: int, *, asked: bool | None) -> bool:
    """Whether each of a group's runs has a line of its own; where nobody said so, if they are few.

    Args:
        runs: How many the group has.
        groups: How many groups are in view.
        asked: What somebody chose, if anybody did.
    """
    if runs < 2:
        return False
    return runs <= MOST_DRAWN_SINGLY and groups <= MANY_GROUPS if asked is None else asked


def any_singles(sizes: Iterable[int]) -> bool:
    """Whether any of these groups has its runs drawn, where nobody said so."""
    known = list(sizes)
    return any(draws_singles(runs, len(known), asked=None) for runs in known)

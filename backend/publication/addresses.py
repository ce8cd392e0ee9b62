"""One name for all addresses that ask the same, as `shared/answers/addresses.ts` has it too."""

from collections.abc import Mapping, Sequence

# In place of the ids of all runs, which would be most of every name.
ALL_RUNS = "*"
FULL = "#full"

Parameters = Mapping[str, str]


def name_of(route: str, parameters: Parameters, usual: Parameters, runs: Sequence[str]) -> str:
    """The name of an answer.

    Args:
        route: Path of the route after `/api/v1/`, filled in.
        parameters: What the query says.
        usual: Its values that mean the same as to leave a parameter out.
        runs: All runs of the page, in its order.
    """
    every = ",".join(runs)
    given = sorted(
        f"{name}={ALL_RUNS if value == every else value}"
        for name, value in parameters.items()
        if usual.get(name) != value
    )
    return f"{route}?{'&'.join(given)}" if given else route

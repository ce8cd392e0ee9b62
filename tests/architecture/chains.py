"""Chains of imports, of whatever language."""

from collections.abc import Mapping, Set


def longest_chain(imports: Mapping[str, Set[str]]) -> list[str]:
    """The longest way from a module along its imports.

    Raises:
        AssertionError: When a way leads back to its start.
    """
    longest: dict[str, list[str]] = {}

    def chain(module: str, way: tuple[str, ...]) -> list[str]:
        assert module not in way, f"a cycle: {' -> '.join((*way[way.index(module) :], module))}"
        if module not in longest:
            tails = [chain(each, (*way, module)) for each in sorted(imports[module])]
            longest[module] = [module, *max(tails, key=len, default=[])]
        return longest[module]

    return max((chain(module, ()) for module in sorted(imports)), key=len)

"""The question that a comparison asks, from what differs between its runs."""

from collections.abc import Sequence

from backend.groups.group_keys import BY_RUN, EXPERIMENT, TAGS, key_words

MOST_NAMED = 2
# Runs of several versions differ in much that follows from it; what is asked is how they compare.
ABOUT = (("algorithm.version", "algorithm versions"), ("algorithm.improver", "improvers"))

ALIKE = {
    EXPERIMENT: "How do the experiments compare{}?",
    TAGS: "How do runs with other tags compare{}?",
}


def question(
    names: Sequence[str], groups: int, group_by: Sequence[str], environments: Sequence[str]
) -> str:
    """What these runs, of these names, are set side by side for.

    Args:
        names: The runs' names.
        groups: How many groups they make.
        group_by: The settings that the groups differ in.
        environments: The runs' environments, each once.
    """
    if not names:
        return "Compare runs"
    if len(names) == 1:
        return f"How far ahead can the model see in {names[0]}?"
    where = f" on {environments[0]}" if len(environments) == 1 else ""
    if list(group_by) == [BY_RUN]:
        return f"How do these {len(names)} runs differ{where}?"
    if not group_by or groups < 2:
        return f"How much do {len(names)} runs vary{where}?"
    if list(group_by) == ["environment.id"]:
        named = (
            " and ".join(environments) if len(environments) == MOST_NAMED else "the environments"
        )
        return f"How do {named} differ?"
    return _about_settings(group_by, where)


def _about_settings(group_by: Sequence[str], where: str) -> str:
    if len(group_by) == 1 and group_by[0] in ALIKE:
        return ALIKE[group_by[0]].format(where)
    if len(group_by) > MOST_NAMED:
        about = next((name for path, name in ABOUT if path in group_by), None)
        if about is not None:
            return f"How do the {about} compare{where}?"
    named = " and ".join(map(key_words, group_by))
    listed = named if len(group_by) <= MOST_NAMED else f"{len(group_by)} settings"
    return f"What {'does' if len(group_by) == 1 else 'do'} {listed} change{where}?"

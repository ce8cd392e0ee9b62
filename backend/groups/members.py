"""A run as grouping sees it: the settings and the marks by which it falls into a group."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from backend.groups.group_keys import BY_RUN, EXPERIMENT, TAGS, asked_tag, tags_words
from backend.spec.problems import plain_word

# In place of a value that a run does not read; no setting's value is this.
NOT_READ: dict[str, Any] = {}
# The rank of what has no value.
LAST = (2, 0.0, "")
# Not a choice of the algorithm: seeds are what a group's interval is taken over.
NEVER_GROUPED = frozenset({"seed", "spec_version"})


@dataclass(frozen=True)
class Member:
    """A run as grouping sees it.

    Attributes:
        run_id: Its id.
        name: What people call it.
        seed: Its seed.
        values: The settings that it reads, by dotted path.
        experiment: The id of its experiment.
        experiment_name: What that is called, told apart from others of its name.
        tags: Its tags.
    """

    run_id: str
    name: str
    seed: int
    values: Mapping[str, Any]
    experiment: str = ""
    experiment_name: str = ""
    tags: tuple[str, ...] = ()

    @cached_property
    def settings(self) -> str:
        """All values in which runs of different groups differ, as text."""
        same = {path: value for path, value in self.values.items() if path not in NEVER_GROUPED}
        return json.dumps(same, sort_keys=True)


def value_of(member: Member, path: str) -> object:
    """What decides which group a run is in."""
    tag = asked_tag(path)
    if tag is not None:
        return tag in member.tags
    own = {BY_RUN: member.run_id, EXPERIMENT: member.experiment, TAGS: sorted(member.tags)}
    return own[path] if path in own else member.values.get(path, NOT_READ)


def values_of(member: Member, by: Sequence[str]) -> dict[str, Any]:
    """The same as people read it, without what its run does not read."""
    own = {BY_RUN: member.name, EXPERIMENT: member.experiment_name, TAGS: tags_words(member.tags)}
    tags = {path: asked_tag(path) in member.tags for path in by if asked_tag(path) is not None}
    values = dict(member.values) | own | tags
    return {path: values[path] for path in by if path in values}


def rank_of(member: Member, by: Sequence[str]) -> list[tuple[int, float, str]]:
    """Numbers in their order, then everything else in the order of its text; last, what is idle."""
    values = values_of(member, by)
    return [rank_of_value(values[path]) if path in values else LAST for path in by]


def rank_of_value(value: object) -> tuple[int, float, str]:
    """The same of one value."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (0, float(value), "")
    return (1, 0.0, text_of(value))


def text_of(value: object) -> str:
    """The value as text; of hundreds of runs with dozens of settings, most are the same few."""
    try:
        return _known_text(value)
    except TypeError:  # a list or a schedule, which no cache can look up
        return _new_text(value)


def _new_text(value: object) -> str:
    return plain_word(value) or json.dumps(value, sort_keys=True)


_known_text = lru_cache(maxsize=4_096, typed=True)(_new_text)

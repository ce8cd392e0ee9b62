"""Groups of runs: by what differs between their specs, the seed aside, or by what was asked."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Literal

from backend.groups.group_keys import BY_RUN, EXPERIMENT, TAGS, asked_tag, tag_words
from backend.groups.members import NEVER_GROUPED, Member, rank_of, text_of, value_of, values_of
from backend.spec.compute import is_placement
from backend.spec.grid import flattened
from backend.spec.run import RunSpec

SPEC_ORDER = {
    path: place
    for place, path in enumerate(flattened(RunSpec().document()))
    if not is_placement(path)
}

# Names that are shorter than the path and known to everybody in the field.
SHORT_NAMES = {
    "rollout.length": "k",
    "policy.updates_per_step": "updates per step",
}
# Values that say by themselves what they are a value of.
NAMED_BY_VALUE = frozenset({"environment.id", "algorithm.improver", "status", BY_RUN, EXPERIMENT})
# A label names so many paths at most where fewer tell the groups apart, and these first.
MOST_NAMED = 3
SHORTEST_ID = 4
# Digits of what an address calls a group by.
MARK_LENGTH = 10
# Letters of a label in a sentence; of a longer one its end is kept, which tells it apart.
MOST_IN_WORDS, END_IN_WORDS = 48, 20
# Of groups that stand for more runs than can be told apart; empty of those that were asked for.
Part = Literal["", "all", "best", "worst"]
# Those whose runs were chosen by their results: they tell nothing of other runs.
ENDS: frozenset[Part] = frozenset({"best", "worst"})
NAMED_FIRST = ("environment.id", "algorithm.version", "algorithm.improver", "rollout.length")


@dataclass(frozen=True)
class Group:
    """Runs that are alike but for their seeds.

    Attributes:
        index: Its place among the groups, which decides its colour; below 0 of a baseline.
        key: The values as text, the same for the same group in every request.
        label: What stands at the end of its line.
        values: The values that name it, by path; without those that its runs do not read.
        members: Its runs.
        copies: How many more runs repeat one of these, seed and settings, and count nowhere.
        of: How many groups there are, hidden ones among them.
        hidden: Whether it is left out of figures and sentences.
        part: Which part it is of runs that are too many to be told apart.
        reduced: What is drawn of so many runs and why, as a sentence; else empty.
    """

    index: int
    key: str
    label: str
    values: Mapping[str, Any]
    members: tuple[Member, ...]
    copies: int = 0
    of: int = 1
    hidden: bool = False
    part: Part = ""
    reduced: str = ""

    @property
    def mark(self) -> str:
        """What an address calls it: short, and the same as long as its values are."""
        return sha256(self.key.encode()).hexdigest()[:MARK_LENGTH]

    @property
    def is_baseline(self) -> bool:
        """Whether the others are read against it."""
        return self.index < 0

    @property
    def is_end(self) -> bool:
        """Whether its runs were chosen by their results."""
        return self.part in ENDS

    @property
    def run_ids(self) -> list[str]:
        """Ids of its runs."""
        return [member.run_id for member in self.members]

    @property
    def seeds(self) -> int:
        """How many different seeds it has."""
        return len({member.seed for member in self.members})


def without_copies(group: Group, progress: Mapping[str, int]) -> Group:
    """The group with one run for each seed and settings: a run repeats itself bit for bit.

    Two copies of a seed are one observation, so an interval over them would be too narrow.

    Args:
        group: The runs, copies among them.
        progress: How far each has come; of copies the furthest counts, else the first.
    """
    kept: dict[tuple[int, str], Member] = {}
    for member in group.members:
        key = (member.seed, member.settings)
        other = kept.get(key)
        if other is None or progress[member.run_id] > progress[other.run_id]:
            kept[key] = member
    left = len(group.members) - len(kept)
    chosen = {member.run_id for member in kept.values()}
    members = tuple(member for member in group.members if member.run_id in chosen)
    return replace(group, members=members, copies=left)


def with_baselines(groups: Sequence[Group], marks: Collection[str]) -> list[Group]:
    """The groups, those of these marks as baselines; the others keep their places and colours.

    A run that is alone in its group is named by its id too.
    """
    return [
        replace(group, index=-1 - group.index, label=f"{group.label}, baseline")
        if group.mark in marks or (len(group.members) == 1 and group.run_ids[0] in marks)
        else group
        for group in groups
    ]


def without_ends(groups: Sequence[Group]) -> list[Group]:
    """Without those whose runs were chosen by their results."""
    kept = [group for group in groups if not group.is_end]
    return [replace(group, of=group.of - len(groups) + len(kept)) for group in kept]


def reduced_notes(groups: Sequence[Group]) -> list[str]:
    """What is drawn of more runs than can be told apart, and why; nothing of fewer."""
    return [groups[0].reduced] if groups and groups[0].reduced else []


def copies_words(groups: Iterable[Group]) -> str:
    """A sentence on the copies that are left out; empty where there are none."""
    copies = sum(group.copies for group in groups)
    if copies == 0:
        return ""
    who = "One run repeats" if copies == 1 else f"{copies:,} runs repeat"
    return (
        f"{who} the seed and the settings of another and {'is' if copies == 1 else 'are'} left out."
    )


def differing(members: Sequence[Member]) -> list[str]:
    """The paths at which those runs differ that read the setting, in the spec's order.

    Never in the order of the runs: groups are named by it, and must be named alike everywhere.
    """
    # Of hundreds of runs most have the settings of another one.
    members = [*{member.settings: member for member in members}.values()]
    known = {path for member in members for path in member.values}
    paths = sorted(known, key=lambda path: (SPEC_ORDER.get(path, len(SPEC_ORDER)), path))
    return [
        path
        for path in paths
        if path not in NEVER_GROUPED
        and len({text_of(m.values[path]) for m in members if path in m.values}) > 1
    ]


def grouped(members: Sequence[Member], by: Sequence[str]) -> list[Group]:
    """The groups of runs that agree on the values at these paths, in the order of those values."""
    found: dict[str, list[Member]] = {}
    for member in members:
        key = json.dumps([value_of(member, path) for path in by], sort_keys=True)
        found.setdefault(key, []).append(member)
    ordered = sorted(found.items(), key=lambda item: rank_of(item[1][0], by))
    labels = _labels([alike for _, alike in ordered], by)
    return [
        Group(index, key, label, values_of(alike[0], by), tuple(alike), of=len(ordered))
        for index, ((key, alike), label) in enumerate(zip(ordered, labels, strict=True))
    ]


def _labels(groups: Sequence[Sequence[Member]], by: Sequence[str]) -> list[str]:
    """Short labels; those that would be the same say their values in full, seeds or ids."""
    naming = telling([alike[0] for alike in groups], by)
    short = [_label(alike, naming, value_words) for alike in groups]
    full = [
        label if short.count(label) == 1 else _label(alike, naming, in_full)
        for label, alike in zip(short, groups, strict=True)
    ]
    with_seeds = told_apart(full, [_seed_words(alike) for alike in groups])
    return told_apart(with_seeds, short_ids([alike[0].run_id for alike in groups]))


def told_apart(labels: Sequence[str], more: Sequence[str]) -> list[str]:
    """The labels, those that are the same with what tells them apart behind them."""
    times = Counter(labels)
    return [
        label if times[label] == 1 else f"{label}, {words}"
        for label, words in zip(labels, more, strict=True)
    ]


def in_words(label: str) -> str:
    """A label as a sentence says it: a long one is cut in the middle."""
    if len(label) <= MOST_IN_WORDS:
        return label
    return f"{label[: MOST_IN_WORDS - 1 - END_IN_WORDS]}…{label[-END_IN_WORDS:]}"


def short_ids(run_ids: Sequence[str]) -> list[str]:
    """The beginnings of the ids, as long as is needed to tell them apart."""
    longest = max(map(len, run_ids), default=0)
    lengths = range(min(SHORTEST_ID, longest), longest + 1)
    enough = next((n for n in lengths if len({i[:n] for i in run_ids}) == len(run_ids)), longest)
    return [run_id[:enough] for run_id in run_ids]


def _seed_words(alike: Sequence[Member]) -> str:
    seeds = sorted({member.seed for member in alike})
    word = "seed" if len(seeds) == 1 else "seeds"
    return f"{word} {', '.join(map(str, seeds[:MOST_NAMED]))}"


def telling(firsts: Sequence[Member], by: Sequence[str]) -> list[str]:
    """The paths that labels name: of many only those that are needed to tell the groups apart.

    Versions of the lecture differ in a dozen settings; a label with all of them names nothing.
    """
    if len(by) <= MOST_NAMED:
        return list(by)
    ordered = sorted(by, key=lambda path: _place(path, NAMED_FIRST))
    chosen: list[str] = []
    told = 1
    for path in ordered:
        apart = len({json.dumps([value_of(each, p) for p in (*chosen, path)]) for each in firsts})
        if apart > told:
            chosen.append(path)
            told = apart
    return [path for path in by if path in chosen]


def _place(path: str, order: Sequence[str]) -> int:
    return order.index(path) if path in order else len(order)


def _label(alike: Sequence[Member], by: Sequence[str], words: Callable[[object], str]) -> str:
    if not by:
        first = alike[0]
        return first.name if len(alike) == 1 else str(first.values.get("environment.id", "all"))
    parts = [named(path, value, words) for path, value in values_of(alike[0], by).items()]
    return ", ".join(parts) or ", ".join(f"no {short_name(path)}" for path in by)


def named(path: str, value: object, words: Callable[[object], str]) -> str:
    """A value as a label has it, with its name where it does not say what it is."""
    tag = asked_tag(path)
    if tag is not None:
        return tag_words(tag, has=bool(value))
    if path == TAGS:
        return str(value)
    if path == "algorithm.version":
        return f"version {value}" if str(value)[:1].isdigit() else str(value)
    if path in NAMED_BY_VALUE:
        return words(value)
    return f"{short_name(path)} = {words(value)}"


def short_name(path: str) -> str:
    """How labels call a field of the spec."""
    return SHORT_NAMES.get(path, path.rpartition(".")[2].replace("_", " "))


def value_words(value: object) -> str:
    """A spec's value as labels write it: `5`, `1 to 15`, `adaptive to 25 at 0.5`, `initial`."""
    match value:
        case {"from": first, "to": last}:
            return f"{first} to {last}"
        case {"largest": largest, "tolerance": tolerance}:
            return f"adaptive to {largest} at {tolerance}"
    return value if isinstance(value, str) else text_of(value)


def in_full(value: object) -> str:
    """The same with all that a length is made of."""
    match value:
        case {"between": [first, last]}:
            return f"{value_words(value)} between steps {first:,} and {last:,}"
        case {"hysteresis": hysteresis}:
            return f"{value_words(value)}, hysteresis {hysteresis}"
    return value_words(value)

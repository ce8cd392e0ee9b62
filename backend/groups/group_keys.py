"""What runs may be grouped by beside the fields of their specs: run, experiment and tags."""

from collections.abc import Iterable

BY_RUN = "run"
EXPERIMENT = "experiment"
TAGS = "tags"
ONE_TAG = "tag:"
LONGEST_TAG = 40
NO_TAGS = "no tags"
# How menus call them.
KEY_NAMES = {
    BY_RUN: "each run by itself",
    EXPERIMENT: "the experiment",
    TAGS: "all tags of a run",
}


def asked_tag(path: str) -> str | None:
    """The tag that a key such as `tag:baseline` is about; None for every other key."""
    tag = path.removeprefix(ONE_TAG)
    return tag if path.startswith(ONE_TAG) and 0 < len(tag) <= LONGEST_TAG else None


def tags_words(tags: Iterable[str]) -> str:
    """All tags of a run, as a label has them."""
    return ", ".join(sorted(tags)) or NO_TAGS


def tag_words(tag: str, *, has: bool) -> str:
    """Whether runs have a tag, as a label has it."""
    return tag if has else f"not {tag}"


def key_words(path: str) -> str:
    """A key as a sentence has it: a field of the spec by its path."""
    tag = asked_tag(path)
    return f"the tag {tag}" if tag is not None else path

"""YAML as people write it: plain data, numbers of YAML 1.2, and no aliases that multiply."""

import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Protocol, cast

import yaml

# Long enough for any spec with comments, and too short to keep a server busy.
LARGEST_TEXT = 64 * 1024

PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "float", "str", "seq", "map")
)


class NotPlain(ValueError):
    """A text that is no plain data. `line` and `column` count from 1."""

    def __init__(self, line: int, reason: str, column: int = 1) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.column = column
        self.reason = reason


class Place(Protocol):
    """Where something stands in a text, as both readers of YAML tell it: from 0."""

    line: int
    column: int


def _at(mark: Place | None, reason: str) -> NotPlain:
    """What is wrong at a place of the text, or at its beginning."""
    if mark is None:
        return NotPlain(1, reason)
    return NotPlain(mark.line + 1, reason, mark.column + 1)


class PlainLoader(yaml.SafeLoader):
    """YAML without aliases, whose plain words are those of YAML 1.2.

    PyYAML keeps to YAML 1.1: there `1_0` is ten, `010` is eight, `1:30` is ninety, `on` is true,
    and `1e-3` is a text. Here a number has no sign that JSON does not know, and all of these but
    the last are texts, so that a field of numbers refuses them.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """A node, unless it stands for another: a few lines of such can mean a billion."""
        if self.check_event(yaml.AliasEvent):
            mark = cast("Callable[[], yaml.Event]", self.peek_event)().start_mark
            raise _at(mark, "an alias; write the value out")
        node = super().compose_node(parent, index)
        if node is not None:
            _refuse_unplain(node)
        return node


def _refuse_unplain(node: yaml.Node) -> None:
    """See that a node is of a plain kind, and that each name of a mapping is a text of its own.

    Raises:
        NotPlain: Where it is not.
    """
    if node.tag not in PLAIN_TAGS:
        kind = node.tag.removeprefix("tag:yaml.org,2002:")
        raise _at(node.start_mark, f"a value of the kind {kind}; write plain data")
    if not isinstance(node, yaml.MappingNode):
        return
    seen = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode) or not key.tag.endswith(":str"):
            raise _at(key.start_mark, "a name that is no text; put it in quotes")
        if key.value in seen:
            raise _at(key.start_mark, f"{key.value} stands here twice")
        seen.add(key.value)


PlainLoader.yaml_implicit_resolvers = {}
# In this order: the first that fits decides.
for _kind, _pattern, _beginnings in (
    ("null", r"(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)$", list("-+0123456789")),
    (
        "float",
        r"(?:[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
        r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
        list("-+.0123456789"),
    ),
):
    PlainLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_kind}", re.compile(_pattern), _beginnings
    )


def read_plain(text: str) -> tuple[object, yaml.Node | None]:
    """The data in a text, and its nodes, which know their lines.

    Raises:
        NotPlain: When it is too long, no YAML, or no plain data.
    """
    if len(text) > LARGEST_TEXT:
        raise NotPlain(1, f"{len(text):,} characters; allowed: at most {LARGEST_TEXT:,}")
    node = None
    try:
        loader = PlainLoader(text)
        node = loader.get_single_node()
        value = None if node is None else loader.construct_document(node)
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or "a character that YAML does not allow"
        mark = getattr(error, "problem_mark", None) or _mark_of(error, text)
        raise _at(mark, f"not YAML: {problem}") from error
    except RecursionError as error:
        raise NotPlain(1, "nested too deeply") from error
    except NotPlain:
        raise
    except (TypeError, ValueError) as error:
        allowed = "allowed: text, finite numbers, lists and mappings"
        raise _at(_unusable(node), allowed) from error
    return value, node


def _mark_of(error: yaml.YAMLError, text: str) -> Place | None:
    """Where a character stands that no YAML may have."""
    position = getattr(error, "position", None)
    if not isinstance(position, int):
        return None
    before = text[:position]
    line = before.count("\n")
    return yaml.Mark("", position, line, position - before.rfind("\n") - 1, None, 0)


def _unusable(node: yaml.Node | None) -> Place | None:
    """Where the first value stands that JSON has no word for: not finite, or far too long."""
    for scalar in _scalars(node):
        kind, value = scalar.tag.rpartition(":")[2], scalar.value
        is_number = kind in ("int", "float")
        if is_number and not math.isfinite(_number(value)):
            return scalar.start_mark
        if not is_number and any("\ud800" <= letter <= "\udfff" for letter in value):
            return scalar.start_mark
    return None


def _number(text: str) -> float:
    """The number, as far as it can be told; infinite where it is too long to be one."""
    try:
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    except ValueError:
        return math.inf


def _scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _scalars(each)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)


class PlainDumper(yaml.SafeDumper):
    """Writes what `PlainLoader` reads: in quotes what it would take for something else."""

    def represent_text(self, text: str) -> yaml.Node:
        """A text; one with line ends in double quotes, so that it stays on its line."""
        broken = any(end in text for end in "\n\r\x85\u2028\u2029")
        style = '"' if broken else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, style)


PlainDumper.yaml_implicit_resolvers = {
    first: [
        *yaml.SafeDumper.yaml_implicit_resolvers.get(first, ()),
        *PlainLoader.yaml_implicit_resolvers.get(first, ()),
    ]
    for first in {**yaml.SafeDumper.yaml_implicit_resolvers, **PlainLoader.yaml_implicit_resolvers}
}
PlainDumper.add_representer(str, PlainDumper.represent_text)


def write_plain(value: object) -> str:
    """Plain data as YAML on one line, so that `read_plain` gives it back."""
    text: str = yaml.dump(
        value,
        Dumper=PlainDumper,
        default_flow_style=True,
        width=math.inf,
        allow_unicode=True,
        sort_keys=False,
    )
    return text.removesuffix("\n").removesuffix("\n...")


def line_of(node: yaml.Node | None, path: str) -> int:
    """The line on which the field of a dotted path stands, or its nearest parent; from 1."""
    return place_of(node, path)[0]


def place_of(node: yaml.Node | None, path: str) -> tuple[int, int]:
    """Line and column of the field of a dotted path, or of its nearest parent; from 1."""
    place = 1, 1
    for part in path.split("."):
        found = None
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == part), None)
        if found is None:
            break
        place = found[0].start_mark.line + 1, found[0].start_mark.column + 1
        node = found[1]
    return place

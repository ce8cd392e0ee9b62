"""YAML as people write it: plain data, numbers of YAML 1.2, and no aliases that multiply."""

import json
import re
from collections.abc import Callable
from typing import cast

import yaml

# Long enough for any spec with comments, and too short to keep a server busy.
LARGEST_TEXT = 64 * 1024


class NotPlain(ValueError):
    """A text that is no plain data. `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


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
            raise NotPlain(mark.line + 1 if mark else 1, "an alias; write the value out")
        return super().compose_node(parent, index)


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
    try:
        loader = PlainLoader(text)
        node = loader.get_single_node()
        value = None if node is None else loader.construct_document(node)
        json.dumps(value, allow_nan=False)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "a character that YAML does not allow"
        raise NotPlain(1 if mark is None else mark.line + 1, f"not YAML: {problem}") from error
    except RecursionError as error:
        raise NotPlain(1, "nested too deeply") from error
    except NotPlain:
        raise
    except (TypeError, ValueError) as error:
        allowed = "allowed: text, finite numbers, lists and mappings"
        raise NotPlain(1, allowed) from error
    return value, node


def line_of(node: yaml.Node | None, path: str) -> int:
    """The line on which the field of a dotted path stands, or its nearest parent; from 1."""
    line = 1
    for part in path.split("."):
        found = None
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == part), None)
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line

"""Writes the reference pages of the guide from the program itself.

    python scripts/reference.py [--check]

With `--check` nothing is written, and the exit status says whether they are as they should be.
"""

import inspect
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import typer
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings
from typer.core import TyperArgument, TyperGroup, TyperOption

from backend.app import create_app
from backend.cli.command_table import COMMANDS, application
from backend.db.settings import DatabaseSettings
from backend.settings import WebSettings
from backend.spec.relevant_settings import READERS
from backend.spec.run import RunSpec
from worker.settings import WorkerSettings

TyperParameter = TyperArgument | TyperOption

DOCS = Path(__file__).resolve().parent.parent / "docs"

COMMAND_LINE = """# Command line

Every command and every option. This page is made from the program by `make reference`;
`branchpoint COMMAND --help` says the same.

Commands about runs and sharing talk to the instance on this machine: the one whose data folder is
`./data`, or `BRANCHPOINT_DATA`. To talk to another one, set `BRANCHPOINT_URL` and
`BRANCHPOINT_TOKEN` ([API](api.md#tokens)). A RUN is an id, a name, or the beginning of one where
that is unambiguous. Most commands take `--json` and then print what the API answers.

## Exit status

| status | meaning |
|---|---|
"""

SETTINGS = """# Settings

Every setting of an instance. Each is an environment variable, and each has a default. A value that
is not allowed stops the process with a sentence that names the variable. This page is made from
the program by `make reference`.

The command line itself reads `BRANCHPOINT_DATA`, `BRANCHPOINT_URL` and `BRANCHPOINT_TOKEN`
([command line](command-line.md)).
"""

SPEC = """# Fields of a spec

Every field of a run's spec, with what it may be and its default. This page is made from the
program by `make reference`. The launch form shows the same words.

`branchpoint launch --set PATH=VALUE` sets a field by its path. A field that a version does not
read has no effect; where not every run reads a field, its last sentence says which do.
"""

ROUTES = """# Routes of the API

Every route under `/api/v1`. This page is made from the program by `make reference`; the schemas of
requests and answers are in the OpenAPI document (`branchpoint openapi`). How to sign in, how
errors look, how to repeat a request: [API](api.md).
"""

SETTINGS_PARTS: tuple[tuple[str, str, type[BaseSettings]], ...] = (
    ("Data", "Where an instance keeps what it has.", DatabaseSettings),
    ("Web", "The process that serves the API and the page.", WebSettings),
    ("Worker", "The process that trains.", WorkerSettings),
)


def main(*, checks: bool) -> int:
    """Writes or checks the pages; returns the exit status."""
    stale = []
    for name, page in PAGES.items():
        file, text = DOCS / f"{name}.md", page()
        if file.is_file() and file.read_text() == text:
            continue
        stale.append(file.name)
        if not checks:
            file.write_text(text)
    if not checks or not stale:
        return 0
    sys.stderr.write(f"not as the program has it: {', '.join(stale)}. Run: make reference\n")
    return 1


def command_line() -> str:
    """The page of commands."""
    program = typer.main.get_command(application([]))
    if not isinstance(program, TyperGroup):
        raise TypeError(f"the program is {program!r}, not a group of commands")
    statuses = (program.help or "").partition("Exit status:")[2]
    lines = [COMMAND_LINE.rstrip()]
    lines += [
        "| {} | {} |".format(*each.strip().split(" ", 1)) for each in statuses.strip().splitlines()
    ]
    for heading in dict.fromkeys(entry.heading for entry in COMMANDS.values()):
        lines += ["", f"## {heading}"]
        for name, entry in COMMANDS.items():
            if entry.heading == heading:
                lines += ["", *_command(name, program)]
                lines.pop()
    return "\n".join([*lines, ""])


def _command(name: str, program: TyperGroup) -> Iterator[str]:
    command = program.commands[name]
    context = typer.Context(command, info_name=f"branchpoint {name}")
    yield f"### {name}"
    yield ""
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        yield " ".join(paragraph.split())
        yield ""
    yield f"`{' '.join(command.get_usage(context).removeprefix('Usage: ').split())}`"
    yield ""
    rows = (
        _option(each, context)
        for each in command.params
        if isinstance(each, TyperArgument | TyperOption)
    )
    yield from _table(("option", "value", "meaning"), rows)


def _option(option: TyperParameter, context: typer.Context) -> tuple[str, str, str]:
    words = option.help or ""
    if isinstance(option, TyperArgument):
        return f"`{option.display_name_raw}`", "", words
    if option.show_default and option.default not in (None, False, (), []):
        words = f"{words} Default `{option.default}`.".strip()
    value = option.metavar or option.display_type_rich(ctx=context)
    flags = ", ".join(f"`{each}`" for each in option.opts)
    return flags, "" if option.is_flag else f"`{value}`", words


def settings() -> str:
    """The page of settings."""
    parts = [SETTINGS]
    for title, words, group in SETTINGS_PARTS:
        meanings = _attributes(group)
        rows = (
            (f"`BRANCHPOINT_{name.upper()}`", _default(field), meanings[name])
            for name, field in group.model_fields.items()
        )
        parts.append("\n".join([f"## {title}\n\n{words}\n", *_table(HEADS, rows)]))
    return "\n".join(parts)


HEADS = ("variable", "default", "meaning")


def _default(field: FieldInfo) -> str:
    """A default as a user would write it. What depends on the machine is said in words."""
    value = field.default
    if value is PydanticUndefined:
        return "the cores there are"
    if value is None or value in {"", ()}:
        return "empty"
    if isinstance(value, Path) and value.is_absolute():
        return "the built page"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def _attributes(described: type) -> dict[str, str]:
    """The meaning of each attribute, from the docstring's section of that name."""
    text = inspect.getdoc(described) or ""
    section = text.partition("Attributes:\n")[2]
    found = re.findall(r"^ {4}(\w+): (.+(?:\n {8}.+)*)", section, re.MULTILINE)
    return {name: " ".join(words.split()) for name, words in found}


def spec() -> str:
    """The page of the spec's fields."""
    schema = RunSpec.model_json_schema(by_alias=True)
    parts = [SPEC]
    alone: list[tuple[str, ...]] = []
    for name, whole in schema["properties"].items():
        part = _resolved(whole, schema)
        if "properties" not in part:
            alone.append(_field(name, part, schema))
            continue
        rows = (
            _field(f"{name}.{field}", _resolved(one, schema), schema)
            for field, one in part["properties"].items()
        )
        words = part.get("description", "").split("\n\n")[0]
        parts.append("\n".join([f"## {name}\n\n{words}\n", *_table(FIELDS, rows)]))
    parts.append("\n".join(["## The rest\n", *_table(FIELDS, alone)]))
    return "\n".join(parts)


FIELDS = ("field", "default", "meaning")
KINDS = {"null": "empty", "boolean": "`true`, `false`", "array": "a list", "string": "text"}


def _field(path: str, field: Mapping[str, Any], schema: Mapping[str, Any]) -> tuple[str, ...]:
    unit = field.get("unit", "")
    meaning = field.get("description", "") + (f" In {unit}." if unit else "")
    default = json.dumps(field["default"]) if "default" in field else ""
    default = "empty" if default == "null" else f"`{default}`" if default else ""
    allowed, readers = _allowed(field, schema), _readers(path)
    meaning += f" Allowed: {allowed}." if allowed else ""
    meaning += f" Read by {readers}." if readers else ""
    return f"`{path}`", default, meaning


def _allowed(field: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """What a field may be, in words."""
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return ", ".join(f"`{each}`" for each in field["enum"])
    branches = field.get("anyOf") or field.get("oneOf")
    if branches:
        found = dict.fromkeys(_allowed(_resolved(each, schema), schema) for each in branches)
        return " or ".join(each for each in found if each)
    if "properties" in field:
        return "a mapping: " + ", ".join(f"`{name}`" for name in field["properties"])
    if field.get("type") == "object":
        # Where the names have a form, the values stand under it.
        formed = field.get("patternProperties") or {"": field["additionalProperties"]}
        values = " or ".join(_allowed(_resolved(each, schema), schema) for each in formed.values())
        return f"a mapping of names to values: {values}"
    return KINDS.get(field.get("type", ""), _bounds(field))


def _bounds(field: Mapping[str, Any]) -> str:
    low = field.get("minimum", field.get("exclusiveMinimum"))
    high = field.get("maximum", field.get("exclusiveMaximum"))
    above = "above " if "exclusiveMinimum" in field else ""
    below = "below " if "exclusiveMaximum" in field else ""
    if low is None and high is None:
        return "a number"
    if high is None:
        return f"{above or 'at least '}{low:,}"
    return f"{above}{low:,} to {below}{high:,}"


def _readers(path: str) -> str:
    found = READERS.get(path) or READERS.get(f"{path.split('.', maxsplit=1)[0]}.*")
    if found is None:
        return ""
    names = (", ".join(found.versions or ()), ", ".join(found.improvers or ()))
    return ", with ".join(name for name in names if name)


def _resolved(part: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    name = part.get("$ref", "").rpartition("/")[2]
    return {**schema["$defs"][name], **part} if name else part


def routes() -> str:
    """The page of routes."""
    by_tag: dict[str, list[tuple[str, ...]]] = {}
    paths = create_app(DatabaseSettings(), WebSettings()).openapi()["paths"]
    for path, operations in paths.items():
        for method, operation in operations.items():
            words = " ".join(operation.get("description", operation["summary"]).split())
            row = (f"`{method.upper()}`", f"`{path.removeprefix('/api/v1')}`", words)
            by_tag.setdefault(operation["tags"][0], []).append(row)
    parts = [
        "\n".join([f"## {tag[:1].upper()}{tag[1:]}\n", *_table(("", "path", "answer"), rows)])
        for tag, rows in sorted(by_tag.items())
    ]
    return "\n".join([ROUTES, *parts])


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        cells = (" ".join(cell.replace("|", "\\|").split()) for cell in row)
        yield f"| {' | '.join(cells)} |"
    yield ""


PAGES: Mapping[str, Callable[[], str]] = {
    "command-line": command_line,
    "settings": settings,
    "spec": spec,
    "routes": routes,
}


if __name__ == "__main__":
    sys.exit(main(checks="--check" in sys.argv[1:]))

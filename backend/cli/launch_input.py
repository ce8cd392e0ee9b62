"""What a user writes for a launch: spec files, `--set` and `--seeds`, read into plain data."""

import re
from collections.abc import Sequence
from typing import Any

from backend.cli.api_client.client import Json
from backend.cli.terminal.failure import bad_input
from backend.spec.plain_yaml import NotPlain, read_plain

OPENING, CLOSING, QUOTES = "[{", "]}", "'\""
SHOWN = 80
MOST_SEEDS = 1_000
SEEDS = re.compile(r"(\d{1,10})(?:-(\d{1,10}))?")


def read_yaml(text: str, field: str) -> Json:
    """Plain data from YAML text, `field` naming it where it cannot be read."""
    try:
        value, _ = read_plain(text)
    except NotPlain as error:
        told = str(error) if "\n" in text.strip() else error.reason
        raise bad_input(field, repr(text[:SHOWN]), told) from error
    return value


def read_document(text: str, source: str) -> dict[str, Any]:
    """The spec in a file, whole or in part.

    Raises:
        Failure: When it is not a mapping of fields.
    """
    document = read_yaml(text, source)
    if not isinstance(document, dict):
        raise bad_input(source, type(document).__name__, "a spec, as fields and their values")
    return document


def read_settings(settings: Sequence[str]) -> dict[str, list[Any]]:
    """`path=value` and `path=value,value` as values by path, in the order given.

    A comma outside brackets separates values, so a list is one value in its brackets:
    `model.hidden=[64,64],[256,256]` tries two networks.

    Raises:
        Failure: When a setting has no value or a path comes twice.
    """
    values_by_path: dict[str, list[Any]] = {}
    for setting in settings:
        path, equals, text = setting.partition("=")
        path = path.strip()
        if not equals or not path or not text.strip():
            raise bad_input("--set", repr(setting), "path=value, for example rollout.length=1,5,20")
        if path in values_by_path:
            raise bad_input("--set", path, "each field once; commas separate its values")
        values_by_path[path] = [read_yaml(part, path) for part in _split(text)]
    return values_by_path


def _split(text: str) -> list[str]:
    """The parts between commas that stand outside brackets and quotes."""
    parts, depth, quote = [""], 0, ""
    for character in text:
        if quote:
            quote = "" if character == quote else quote
        elif character in QUOTES:
            quote = character
        else:
            depth += (character in OPENING) - (character in CLOSING)
        if character == "," and depth == 0 and not quote:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def read_seeds(text: str) -> list[int]:
    """`0-4` or `0,3,5`, or both mixed, as seeds.

    Raises:
        Failure: When it is neither, or far too many.
    """
    seeds: list[int] = []
    for part in text.split(","):
        matched = SEEDS.fullmatch(part.strip())
        if matched is None:
            raise bad_input("--seeds", repr(text), "whole numbers and ranges, like 0-4 or 0,3,5")
        first, last = int(matched[1]), int(matched[2] or matched[1])
        if last < first or last - first >= MOST_SEEDS:
            raise bad_input(
                "--seeds", repr(part), f"a range upwards, of at most {MOST_SEEDS} seeds"
            )
        seeds.extend(range(first, last + 1))
    return seeds

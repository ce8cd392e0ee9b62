"""Presets that users keep: one file each, in the folder `presets` of the instance's data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from backend.errors import ConflictingChange, RequestRefused, Unknown
from backend.spec.plain_yaml import LARGEST_TEXT
from backend.spec.preset import Preset, PresetRefused, Source, preset_text, read_preset
from backend.spec.presets import PRESETS
from backend.spec.problems import FieldProblem, shortened

# The first half of their names; none of ours has it.
FAMILY = "mine"
# It is a file's name too, so it leads nowhere else.
NAME = re.compile(r"mine/([a-z0-9][a-z0-9-]{0,59})")
ALLOWED = "mine/ and 1 to 60 of a-z, 0-9 and -, for example mine/fast-hopper"
MOST = 200
KEPT_HERE = "kept by a user of this instance"


@dataclass(frozen=True)
class BadFile:
    """A file in the folder that is no preset. The others are not affected.

    Attributes:
        file: Its name.
        line: The first line that is wrong, from 1.
        reason: What is wrong and what is allowed.
    """

    file: str
    line: int
    reason: str


@dataclass(frozen=True)
class OwnPresets:
    """What the folder holds, by name."""

    presets: tuple[Preset, ...]
    bad: tuple[BadFile, ...]


def folder_of(data: Path) -> Path:
    """Where an instance keeps them."""
    return data / "presets"


def own_presets(data: Path) -> OwnPresets:
    """Every preset in the folder, and every file that is none."""
    presets: list[Preset] = []
    bad: list[BadFile] = []
    for path in sorted(folder_of(data).glob("*.yaml"))[:MOST]:
        try:
            presets.append(_read(path))
        except PresetRefused as refused:
            bad.append(BadFile(path.name, refused.line, refused.reason))
    return OwnPresets(tuple(presets), tuple(bad))


def _read(path: Path) -> Preset:
    name = f"{FAMILY}/{path.stem}"
    if not NAME.fullmatch(name):
        raise PresetRefused(1, f"the file's name; allowed: {ALLOWED.removeprefix('mine/ and ')}")
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST_TEXT + 1).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PresetRefused(1, f"cannot be read as text: {error}") from error
    return read_preset(name, text)


def all_presets(data: Path) -> Mapping[str, Preset]:
    """Ours, then those that users keep, by name."""
    return {**PRESETS, **{preset.name: preset for preset in own_presets(data).presets}}


def save(data: Path, name: str, title: str, spec: Mapping[str, Any], *, replace: bool) -> Preset:
    """Keep a spec under a name, whole or not at all.

    Raises:
        RequestRefused: When the name is not allowed, the spec is no run, or there are too many.
        ConflictingChange: When the name is taken and is not to be replaced.
    """
    path = _path(data, name)
    preset = Preset(name=name, title=title, source=Source(summary=KEPT_HERE), spec=dict(spec))
    text = preset_text(preset)
    try:
        read_preset(name, text)
    except PresetRefused as refused:
        raise RequestRefused(FieldProblem("spec", name, refused.reason)) from refused
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists() and len(list(path.parent.glob("*.yaml"))) >= MOST:
        raise RequestRefused(
            FieldProblem("name", shortened(name), f"at most {MOST} presets; delete one")
        )
    if not replace:
        _reserve(path)
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
    # At once, so that nobody reads half a preset.
    Path(file.name).replace(path)
    return preset


def _reserve(path: Path) -> None:
    """Take a name that is free, also where two ask for it at once."""
    try:
        path.touch(exist_ok=False)
    except FileExistsError as error:
        message = f"There is a preset {FAMILY}/{path.stem} already. Send replace to replace it."
        raise ConflictingChange(message) from error


def delete(data: Path, name: str) -> None:
    """Delete a preset that a user keeps. Runs that began from it stay as they are.

    Raises:
        RequestRefused: When the name is none of a user's preset.
        Unknown: When there is no such preset.
    """
    try:
        _path(data, name).unlink()
    except FileNotFoundError as error:
        raise Unknown("preset", name) from error


def _path(data: Path, name: str) -> Path:
    match = NAME.fullmatch(name)
    if match is None:
        raise RequestRefused(FieldProblem("name", shortened(name), f"allowed: {ALLOWED}"))
    return folder_of(data) / f"{match[1]}.yaml"

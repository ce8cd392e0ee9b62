"""A named starting point for a spec, and the text of its file."""

from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from backend.spec.plain_yaml import NotPlain, line_of, read_plain
from backend.spec.problems import field_problems
from backend.spec.run import RunSpec


class Source(BaseModel):
    """Where settings were published, and where we depart.

    Attributes:
        summary: All of it in one sentence, as menus show it.
        work: Authors and year.
        table: Where in the work.
        repository: The authors' code, as `owner/name`.
        file: The file in it.
        commit: The state of it that was read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    summary: str = Field(min_length=1, max_length=500)
    work: str | None = Field(None, max_length=200)
    table: str | None = Field(None, max_length=200)
    repository: str | None = Field(None, max_length=200)
    file: str | None = Field(None, max_length=200)
    commit: str | None = Field(None, pattern=r"^[0-9a-f]{40}$")


class Preset(BaseModel):
    """A named spec.

    Attributes:
        name: `family/task`.
        title: What it is, for a menu.
        source: Where its settings come from.
        spec: Only what differs from the defaults.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str = Field(min_length=1, max_length=120)
    source: Source
    spec: dict[str, Any]


class PresetRefused(ValueError):
    """A file that is no preset. `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


def read_preset(name: str, text: str) -> Preset:
    """The preset in a file's text.

    Raises:
        PresetRefused: With the first line that is wrong, and why.
    """
    try:
        document, node = read_plain(text)
    except NotPlain as error:
        raise PresetRefused(error.line, error.reason) from error
    if not isinstance(document, dict):
        raise PresetRefused(1, "no preset; allowed: title, source and spec")
    try:
        spec = document.get("spec")
        if isinstance(spec, dict):
            RunSpec.model_validate(spec)
    except ValidationError as error:
        problem = field_problems(error, "spec.")[0]
        reason = f"{problem.field}: {problem.message} (got {problem.value})"
        raise PresetRefused(line_of(node, problem.field), reason) from error
    try:
        return Preset.model_validate({**document, "name": name})
    except ValidationError as error:
        problem = field_problems(error)[0]
        reason = f"{problem.field}: {problem.message} (got {problem.value})"
        raise PresetRefused(line_of(node, problem.field), reason) from error


def preset_text(preset: Preset) -> str:
    """The text of a preset's file."""
    document = preset.model_dump(mode="json", exclude={"name"}, exclude_none=True)
    spec = {"spec": preset.spec}
    del document["spec"]
    head = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
    return head + yaml.safe_dump(spec, sort_keys=False, allow_unicode=True, width=100)

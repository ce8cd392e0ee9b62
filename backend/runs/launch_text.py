"""A launch as YAML, written from what a form holds and read back into it."""

from collections.abc import Mapping

import yaml

from backend.runs.command import seeds_text
from backend.runs.launch_schemas import LaunchRequest, LaunchText, ReadLaunchText, TextProblem
from backend.runs.plan import base_spec
from backend.spec.grid import expand
from backend.spec.launch_document import (
    LaunchDocument,
    is_whole,
    launch_text,
    read_launch,
    values_by_path,
)
from backend.spec.plain_yaml import NotPlain, place_of, read_plain
from backend.spec.preset import Preset
from backend.spec.presets import PRESETS
from backend.spec.problems import FieldProblem, SpecRefused, shortened


def write(request: LaunchRequest, presets: Mapping[str, Preset] = PRESETS) -> LaunchText:
    """The launch as YAML. Its values may be any: a reader says what is wrong with them.

    Raises:
        SpecRefused: When it names a preset that is not there, or is nested too deeply.
    """
    base = base_spec(request, presets)
    try:
        return LaunchText(text=launch_text(base, request.grid, request.seeds))
    except RecursionError:
        problem = FieldProblem("spec", shortened(sorted(base)), "nested too deeply")
        raise SpecRefused((problem,)) from None


def read(text: str) -> ReadLaunchText:
    """What the text says. What is wrong is a problem with its line, never an error."""
    try:
        document, node = read_plain(text)
    except NotPlain as error:
        return _unread(error.line, error.column, error.reason)
    if not isinstance(document, dict):
        what = "empty" if document is None else "no spec"
        return _unread(1, 1, f"{what}; allowed: fields and their values, as `rollout:`")
    launch = read_launch(document)
    return ReadLaunchText(
        values=values_by_path(launch),
        seeds=seeds_text(launch.seeds),
        is_whole=is_whole(launch),
        problems=[_problem(each, node) for each in _refused(launch)],
    )


def _refused(launch: LaunchDocument) -> tuple[FieldProblem, ...]:
    try:
        expand(launch.spec, launch.grid, launch.seeds)
    except SpecRefused as error:
        return error.problems
    return ()


def _problem(problem: FieldProblem, node: yaml.Node | None) -> TextProblem:
    line, column = place_of(node, "seed" if problem.field == "seeds" else problem.field)
    return TextProblem(
        line=line,
        column=column,
        field=problem.field,
        message=f"{problem.message} (got {problem.value})",
    )


def _unread(line: int, column: int, message: str) -> ReadLaunchText:
    problem = TextProblem(line=line, column=column, field=None, message=message)
    return ReadLaunchText(values=None, seeds="", is_whole=False, problems=[problem])

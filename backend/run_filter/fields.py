"""What a filter may compare: columns of a run, settings of its spec, what was measured of it."""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, func, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from backend.db.column_kinds import Column, Kind
from backend.db.listed_runs import IMPROVER, IS_ARCHIVED, IS_PINNED
from backend.db.status import Status
from backend.db.tables import Experiment, Run
from backend.run_filter.filter_field import FilterField, LookUp
from backend.run_filter.kept_numbers import ADVISED, kept_number
from backend.run_filter.recent_means import MEAN_NAMES, named_mean
from backend.spec.measures import ERRORS_KEPT
from backend.spec.run import RunSpec

# How the databases name the kinds of JSON values.
JSON_KINDS: Mapping[Kind, tuple[str, ...]] = {
    "number": ("integer", "real", "number"),
    "text": ("text", "string"),
    "truth": ("true", "false", "boolean"),
}
SCHEMA_KINDS: Mapping[str, Kind] = {
    "integer": "number",
    "number": "number",
    "string": "text",
    "boolean": "truth",
}
PYTHON_KINDS: Mapping[Kind, tuple[type, ...]] = {
    "number": (int, float),
    "text": (str,),
    "truth": (bool,),
}
ERROR = "error"
# What a request may name that `GET /runs/fields` does not list.
ERROR_NAMES = f"{ERROR}(h) with h from 1 to {ERRORS_KEPT}, or {MEAN_NAMES}"
ERROR_AT = re.compile(rf"{ERROR}\(([1-9][0-9]{{0,3}})\)")
BREAK_EVEN_SAYS = (
    "first step no better than the guess that nothing changes; the one after the last that was "
    "measured where all are better"
)
ALARM_SAYS = "what is wrong with it, as its warnings say; null where nothing is"
ADVISED_SAYS = (
    "rollout length that its latest evaluation advises; the longest measured where none is too long"
)
ERROR_UNIT = "standard deviations of the data"
RETURN = "reward per episode"
STEPS = "model steps"
ERROR_SAYS = "latest error of the model after so many steps, under the current policy"


# By a table of its own, so that a query may join the experiments or not.
_HOME = aliased(Experiment)
EXPERIMENT_NAME = (
    select(_HOME.name).where(_HOME.id == Run.experiment_id).correlate(Run).scalar_subquery()
)
GAP = Run.model_return - Run.real_return

Shown = float | bool | str | None


class _JsonKind(FunctionElement[str]):
    """The kind of a JSON value, in the database's own words: of document, its path, the value."""

    inherit_cache = True
    type = Text()


@compiles(_JsonKind, "sqlite")
def _sqlite(element: _JsonKind, compiler: SQLCompiler, **options: object) -> str:
    document, path, _ = element.clauses
    of = [compiler.process(each, **options) for each in (document, path)]
    return f"json_type({', '.join(of)})"


@compiles(_JsonKind)
def _postgresql(element: _JsonKind, compiler: SQLCompiler, **options: object) -> str:
    *_, value = element.clauses
    return f"jsonb_typeof({compiler.process(value, **options)})"


def _kind(document: InstrumentedAttribute[Any], path: tuple[str | int, ...]) -> Column:
    written = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return _JsonKind(document, literal(f"${written}"), document[path])


@cache
def fields() -> Mapping[str, FilterField]:
    """Every field but the error at a horizon, by name."""
    known = {each.name: each for each in (*_columns(), *_measured())}
    return known | {each.name: each for each in _settings() if each.name not in known}


def named(text: str) -> FilterField | None:
    """The field of that name, `error(10)` and `return/real.mean_last(10)` among them."""
    asked = ERROR_AT.fullmatch(text)
    if asked is None:
        return fields().get(text) or named_mean(text)
    return error_at(int(asked[1])) if int(asked[1]) <= ERRORS_KEPT else None


def error_at(horizon: int) -> FilterField:
    """The open-loop error after so many steps, along the current policy's episodes."""
    number = _measure("errors", horizon - 1)
    return FilterField(f"{ERROR}({horizon})", ERROR_SAYS, {"number": number}, ERROR_UNIT)


def shown_values(columns: Sequence[FilterField], row: Sequence[Any]) -> list[Shown]:
    """A run's value of each column, of which a row has one for each of its kinds."""
    left = iter(row)
    values: list[Shown] = []
    for field in columns:
        of_kinds = [_shown(kind, next(left)) for kind in field.columns]
        values.append(next((value for value in of_kinds if value is not None), None))
    return values


def _shown(kind: Kind, value: object) -> Shown:
    """A value as a database gives it, for JSON, which has neither times nor infinity."""
    if kind == "truth" and value is not None:
        return bool(value)
    if kind == "tags" and isinstance(value, str):
        return ", ".join(json.loads(value))
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, int | float):
        return value if math.isfinite(value) else None
    return None if value is None else str(value)


def _columns() -> Iterator[FilterField]:
    statuses = tuple(each.value for each in Status)
    texts: list[tuple[str, Column, str, tuple[str, ...]]] = [
        ("name", Run.name, "the run's name", ()),
        ("id", Run.id, "the run's id", ()),
        ("experiment", EXPERIMENT_NAME, "its experiment's name", ()),
        ("status", Run.status, "its state", statuses),
        ("environment", Run.environment, "its task", ()),
        ("version", Run.version, "its algorithm version", _choices("algorithm.version")),
        ("improver", IMPROVER, "what improves its policy", _choices("algorithm.improver")),
        ("failure", Run.failure_reason, "why it failed", ()),
    ]
    for name, column, says, choices in texts:
        yield FilterField(name, says, {"text": column}, choices=choices)
    numbers: list[tuple[str, Column, str, str]] = [
        ("seed", Run.seed, "its seed", ""),
        ("env_steps", Run.env_steps, "real steps so far", "real steps"),
        ("real_return", Run.real_return, "real return of the last evaluation", RETURN),
        ("model_return", Run.model_return, "return that the model promised last", RETURN),
        ("return_gap", GAP, "what the model promised last, less what the world paid", RETURN),
        ("attempt", Run.attempt, "how often a worker took it", "attempts"),
    ]
    for name, column, says, unit in numbers:
        yield FilterField(name, says, {"number": column}, unit)
    times: list[tuple[str, Column, str]] = [
        ("created_at", Run.created_at, "when it was launched"),
        ("started_at", Run.started_at, "when it began"),
        ("finished_at", Run.finished_at, "when it ended"),
    ]
    for name, column, says in times:
        yield FilterField(name, says, {"time": column})
    yield FilterField("tags", "its tags", {"tags": cast(Run.tags, Text)})
    yield FilterField("notes", "its notes", {"text": Run.notes})
    yield FilterField("archived", "whether it is archived", {"truth": IS_ARCHIVED})
    yield FilterField("pinned", "whether it is pinned", {"truth": IS_PINNED})


def _measured() -> Iterator[FilterField]:
    told = [
        ("best_return", "best", "largest real return of an evaluation", RETURN),
        ("worst_return", "worst", "smallest real return of an evaluation", RETURN),
        ("mean_return", "area", "area under the real return, over the steps it spans", RETURN),
        ("late_return", "late", "mean real return of the verdict's last evaluations", RETURN),
        ("evaluations", "evaluations", "evaluations so far", "evaluations"),
        ("safe_horizon", "within", "longest horizon whose error is tolerated", STEPS),
        ("length_in_use", "length", "rollout length, or planning horizon, in use", STEPS),
        ("error_at_length", "error_at_length", "error at the length of rollouts", ERROR_UNIT),
        ("cpu_seconds", "cpu_seconds", "CPU time so far", "seconds"),
    ]  # fmt: skip
    for name, stored, says, unit in told:
        yield FilterField(name, says, {"number": _measure(stored)}, unit)
    look_up = LookUp(ADVISED)
    advised = func.coalesce(look_up.number(), kept_number(ADVISED, 0))
    yield FilterField("advised_k", ADVISED_SAYS, {"number": advised}, STEPS, look_up=look_up)
    look_up = LookUp("alarms")
    yield FilterField("alarm", ALARM_SAYS, {"text": look_up.text()}, look_up=look_up)
    lost_at, measured = _measure("break_even", "at"), _measure("break_even", "horizon")
    never_lost = func.coalesce(lost_at, measured + 1.0)
    yield FilterField("break_even", BREAK_EVEN_SAYS, {"number": never_lost}, STEPS)


def _measure(*path: str | int) -> ColumnElement[float]:
    """A number of the document of measures; null where it is none."""
    value, found = Run.measures[path], _kind(Run.measures, path)
    return case((found.in_(JSON_KINDS["number"]), value.as_float()))


def _settings() -> Iterator[FilterField]:
    for path, setting in _leaves(RunSpec.model_json_schema()):
        kinds = _kinds(setting)
        if kinds and path != "spec_version":
            says = str(setting.get("description", "")).removesuffix(".")
            columns = {kind: _setting(path, kind, setting.get("default")) for kind in kinds}
            yield FilterField(
                path,
                says,
                columns,
                setting.get("unit", ""),
                choices=tuple(_names(setting)),
                is_open=path == "environment.id",
            )


def _setting(path: str, kind: Kind, default: object) -> Column:
    """A setting where it is of that kind; its default where an old spec does not name it."""
    parts = tuple(path.split("."))
    value, found = Run.spec[parts], _kind(Run.spec, parts)
    readers: Mapping[Kind, Any] = {
        "number": value.as_float,
        "text": value.as_string,
        "truth": value.as_boolean,
    }
    cases: list[tuple[Column, Any]] = [(found.in_(JSON_KINDS[kind]), readers[kind]())]
    if type(default) in PYTHON_KINDS[kind]:
        cases.append((func.coalesce(found, "null") == "null", literal(default)))
    return case(*cases)


def raw_setting(path: str) -> Column | None:
    """A setting as the database holds it, a schedule as JSON; None for what is no setting."""
    return Run.spec[tuple(path.split("."))].as_string() if path in _setting_names() else None


@cache
def _setting_names() -> frozenset[str]:
    return frozenset(path for path, _ in _leaves(RunSpec.model_json_schema()))


def _choices(path: str) -> tuple[str, ...]:
    return tuple(_names(dict(_leaves(RunSpec.model_json_schema()))[path]))


def _leaves(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The settings of a JSON schema by dotted path; a length is one, though it may be a group."""
    for name, inner in schema["properties"].items():
        reference = inner.get("$ref")
        if reference is None:
            yield name, inner
        else:
            part = schema["$defs"][reference.rsplit("/", 1)[1]]
            for path, setting in part["properties"].items():
                yield f"{name}.{path}", setting


def _kinds(setting: Mapping[str, Any]) -> tuple[Kind, ...]:
    named = [SCHEMA_KINDS[each["type"]] for each in _branches(setting) if _is_plain(each)]
    return tuple(dict.fromkeys(named))


def _is_plain(branch: Mapping[str, Any]) -> bool:
    return branch.get("type") in SCHEMA_KINDS


def _names(setting: Mapping[str, Any]) -> Iterator[str]:
    for branch in _branches(setting):
        known = [*branch.get("enum", ()), *([branch["const"]] if "const" in branch else [])]
        yield from (each for each in known if isinstance(each, str))


def _branches(setting: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = setting.get("anyOf") or setting.get("oneOf") or [setting]
    return found

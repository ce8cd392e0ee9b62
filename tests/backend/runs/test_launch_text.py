"""A launch as YAML: what is written is read back, and what is wrong is told at its line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.runs.launch_schemas import LaunchRequest
from backend.runs.launch_text import read, write
from backend.runs.plan import plan
from backend.spec.grid import expand
from backend.spec.launch_document import read_launch
from backend.spec.plain_yaml import read_plain
from backend.spec.presets import PRESETS

GRID = """\
environment:
  id: Pendulum-v1
rollout:
  length: [1, 5, 20]
model:
  hidden: [64, 64]
  members: 5
seed: [0, 1, 2]
"""


def specs_of(text):
    document, _ = read_plain(text)
    launch = read_launch(document)
    return expand(launch.spec, launch.grid, launch.seeds)


def test_lists_make_a_grid_but_where_a_list_is_one_value():
    told = read(GRID)
    assert told.problems == []
    assert told.is_whole
    assert told.seeds == "0-2"
    assert told.values == {
        "environment.id": ["Pendulum-v1"],
        "rollout.length": [1, 5, 20],
        "model.hidden": [[64, 64]],
        "model.members": [5],
    }
    specs = specs_of(GRID.replace("[64, 64]", "[[64, 64], [32]]"))
    assert {(spec.rollout.length, spec.model.hidden, spec.seed) for spec in specs} == {
        (length, hidden, seed) for length in (1, 5, 20) for hidden in ((64, 64), (32,))
        for seed in (0, 1, 2)
    }  # fmt: skip


def test_values_are_spelt_as_a_complete_spec_has_them():
    told = read("algorithm: {version: 3}\nrollout: {length: {tolerance: 0.3}}\n")
    assert told.values == {
        "algorithm.version": ["3.0"],
        "rollout.length": [{"tolerance": 0.3, "largest": 25, "hysteresis": 0.2}],
    }


@pytest.mark.parametrize(
    ("text", "line", "column", "field", "message"),
    [
        (GRID.replace("20]", "-3]"), 4, 3, "rollout.length", "allowed: at least 1 (got -3)"),
        (GRID.replace("members", "membres"), 7, 3, "model.membres", "unknown field (got 5)"),
        (GRID.replace("[0, 1, 2]", "[0, 0]"), 8, 1, "seeds", "each value once (got [0, 0])"),
        (GRID.replace("[1, 5", "[1, 5,]\n  length: [2"), 5, 3, None, "length stands here twice"),
        (GRID.replace("5\n", "5: 6\n"), 7, 13, None, "not YAML"),
        ("rollout: 5\n", 1, 1, "rollout", "allowed: fields and their values (got 5)"),
        ("- 1\n", 1, 1, None, "no spec"),
        ("# nothing\n", 1, 1, None, "empty"),
        ("model:\n  members: .nan\n", 2, 12, None, "finite numbers"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(text, line, column, field, message):
    (problem,) = read(text).problems
    assert (problem.line, problem.column, problem.field) == (line, column, field)
    assert message in problem.message


def test_every_wrong_value_of_a_grid_is_told_once():
    text = GRID.replace("[1, 5, 20]", "[1, 0, -1]").replace("members: 5", "members: 0")
    problems = [(each.line, each.message) for each in read(text).problems]
    assert problems == [
        (7, "allowed: at least 1 (got 0)"),
        (4, "allowed: at least 1 (got 0)"),
        (4, "allowed: at least 1 (got -1)"),
    ]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize(
    ("grid", "seeds"),
    [({}, [0]), ({"rollout.length": [1, 2], "model.hidden": [[8], [16, 16]]}, [3, 5])],
)
def test_what_is_written_of_a_preset_is_read_as_the_same_runs(preset, grid, seeds):
    request = LaunchRequest(preset=preset, spec={"model": {"patience": 7}}, grid=grid, seeds=seeds)
    told = read(write(request).text)
    assert told.is_whole
    try:
        wanted = plan(request).specs
    except ValueError:
        assert told.problems != []
    else:
        key = str
        assert sorted(specs_of(write(request).text), key=key) == sorted(wanted, key=key)


def test_a_task_argument_that_is_varied_is_written_as_whole_arguments():
    request = LaunchRequest(
        spec={"environment": {"id": "Ant-v5", "kwargs": {"reset_noise_scale": 0.2}}},
        grid={"environment.kwargs.contact_cost_weight": [0.1, 0.2]},
    )
    text = write(request).text
    assert "kwargs: [{reset_noise_scale: 0.2, contact_cost_weight: 0.1}" in text
    assert len(specs_of(text)) == 2


def test_what_is_no_field_is_written_and_refused_at_its_line():
    request = LaunchRequest(spec={"rollout": {"length": "x"}, "nonsense": {"a": [1, 2]}})
    told = read(write(request).text)
    assert not told.is_whole
    assert [each.field for each in told.problems] == ["rollout.length", "nonsense"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
PATHS = st.sampled_from(["rollout.length", "model.hidden", "algorithm.version", "policy.critics"])


@given(value=JSON, varied=st.dictionaries(PATHS, st.lists(JSON, min_size=2, max_size=3)))
def test_any_values_that_a_form_holds_are_read_back(value, varied):
    spec = {"environment": {"kwargs": {"x": value}}}
    launch = read_launch(read_plain(write(LaunchRequest(spec=spec, grid=varied)).text)[0])
    assert launch.spec["environment"]["kwargs"] == {"x": value}
    lists = {path for path, values in varied.items() if path == "model.hidden"
             and not all(isinstance(each, list) for each in values)}  # fmt: skip
    assert {path: launch.grid[path] for path in varied if path not in lists} == {
        path: values for path, values in varied.items() if path not in lists
    }


SNIPPETS = st.sampled_from(
    ["rollout:", "\n", "  length: ", "[1, 5]", "seed: ", "- ", "? ", ": ", "{", "}", "&a ", "*a",
     "!!set ", "%YAML 9.9\n", "--- ", "...\n", "|\n", ">-\n", "'", '"', "\\ud800", "<<: ", "\t",
     "\0", "\ufeff", ".inf", "1e999", "9" * 400, "environment:", " kwargs: ", "model", "hidden: "]
)  # fmt: skip


@given(st.lists(SNIPPETS | st.text(max_size=5), max_size=14).map("".join) | st.text())
def test_any_text_is_read_or_told_at_a_line_of_it(text):
    told = read(text)
    lines = len(text.splitlines()) + 1
    assert all(1 <= each.line <= lines and each.column >= 1 for each in told.problems)
    assert told.values is not None or told.problems != []
    told.model_dump_json()


def test_routes_write_and_read_a_launch(quick_api):
    request = {"preset": "mbpo/pendulum", "grid": {"rollout.length": [1, 5]}, "seeds": [0, 1]}
    text = quick_api.post("runs/text", request).json()["text"]
    told = quick_api.post("runs/text/read", {"text": text}).json()
    assert told["problems"] == []
    assert told["values"]["rollout.length"] == [1, 5]
    assert quick_api.post("runs/text", {"preset": "none"}).status_code == 422
    deep = {}
    for _ in range(400):
        deep = {"a": deep}
    assert quick_api.post("runs/text", {"spec": deep}).status_code in (200, 422)


HOSTILE = [
    "\ud800", "a: \ud800", 'a: "\\ud800"', "\0", "[" * 60_000, "{" * 900, "x" * 70_000,
    "- " * 30_000, "a: " + "9" * 60_000, "? " * 20_000, "'" * 9_999, "!!python/object:a.b 1",
    "1: 2", "~: 1",
    "seed: []", "seed: {}", "seed: [[1], null]", "spec_version: [1]", "rollout: {length: []}",
    "environment: {kwargs: [1]}", "environment: {kwargs: {a: {b: 1}}}",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_the_route_answers_any_text_with_a_problem_at_its_line(quick_api, text):
    body = json.dumps({"text": text})
    answer = quick_api.post(
        "runs/text/read", content=body, headers={"Content-Type": "application/json"}
    )
    if answer.status_code == 200:
        assert all(each["line"] >= 1 for each in answer.json()["problems"])
        assert answer.json()["problems"] != []
    else:
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "text"

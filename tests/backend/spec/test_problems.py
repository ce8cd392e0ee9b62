"""What a user reads of a value that is refused."""

from copy import deepcopy

import pytest

from backend.spec.grid import parse
from backend.spec.problems import SpecRefused
from backend.spec.run import RunSpec

HOSTILE = [
    "1_0", "x" * 500, True, None, -1, 0, 1.5, 1e400, 10**30, [], [[1]], {}, {"a": 1}, {"from": 1},
]  # fmt: skip


def places(document, before=()):
    for name, value in document.items():
        yield (*before, name)
        if isinstance(value, dict):
            yield from places(value, (*before, name))


def refusals(path, value):
    document = deepcopy(RunSpec().document())
    part = document
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    try:
        parse(document)
    except SpecRefused as refused:
        return refused.problems
    return ()


@pytest.mark.parametrize("path", list(places(RunSpec().document())), ids=".".join)
def test_every_field_says_what_it_allows(path):
    told = [problem for value in HOSTILE for problem in refusals(path, value)]
    assert told
    for problem in told:
        assert problem.field.startswith(".".join(path))
        assert "literal" not in problem.field
        assert "should" not in problem.message
        assert "input" not in problem.message


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("seed", "1_0", "allowed: a whole number"),
        ("seed", True, "allowed: a whole number"),
        ("model.holdout_ratio", 1.5, "allowed: at most 0.5"),
        ("policy.discount", 1.5, "allowed: less than 1.0"),
        ("model.hidden", [], "allowed: at least 1 item, not 0"),
        ("environment.id", "x" * 101, "allowed: at most 100 characters, not 101"),
        ("compute.device", "tpu", "allowed: 'auto', 'cpu' or 'cuda'"),
    ],
)
def test_a_refusal_names_the_limit(path, value, message):
    (problem,) = refusals(tuple(path.split(".")), value)
    assert (problem.field, problem.message) == (path, message)

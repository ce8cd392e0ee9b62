"""Names of runs."""

import pytest

from backend.runs.names import run_name
from backend.spec.grid import parse

SCHEDULE = {"rollout": {"length": {"from": 1, "to": 15, "between": [20_000, 150_000]}}}


@pytest.mark.parametrize(
    ("document", "varied", "prefix", "alone", "expected"),
    [
        ({}, [], None, True, "k=5 seed 0"),
        ({}, [], "first try", True, "first try"),
        ({}, ["rollout.length"], "sweep", False, "sweep k=5 seed 0"),
        ({"seed": 3}, ["rollout.length"], None, False, "k=5 seed 3"),
        (SCHEDULE, [], None, True, "k=1→15 seed 0"),
        ({}, ["compute.cuda_graphs"], None, False, "cuda_graphs=off seed 0"),
        ({}, ["rollout.max_disagreement"], None, False, "max_disagreement=not set seed 0"),
        ({"algorithm": {"version": "model-free"}}, [], None, True, "model-free seed 0"),
        ({}, ["environment.id"], None, False, "Pendulum-v1 seed 0"),
        (
            {},
            ["policy.updates_per_step", "model.hidden"],
            None,
            False,
            "updates_per_step=10 hidden=200x200x200x200 seed 0",
        ),
    ],
)
def test_a_name_says_what_differs_and_the_seed(document, varied, prefix, alone, expected):
    assert run_name(parse(document), varied, prefix, alone=alone) == expected


def test_a_name_is_never_longer_than_a_name_may_be():
    assert len(run_name(parse({}), [], "x" * 120, alone=False)) == 120

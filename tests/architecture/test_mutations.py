"""The table of mutations still speaks of the sources as they are."""

import ast
from pathlib import Path

import pytest

from tests.benchmarks.mutations.table import MUTATIONS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: f"{each.file}: {each.text}")
def test_a_mutation_changes_a_text_that_is_there_once(mutation):
    mutated = mutation.applied((ROOT / mutation.file).read_text())
    assert mutation.replacement != mutation.text
    ast.parse(mutated)
    for test in mutation.tests:
        assert (ROOT / test).exists()


def test_no_mutation_is_tried_twice():
    assert len({(each.file, each.text, each.replacement) for each in MUTATIONS}) == len(MUTATIONS)


def test_a_text_that_is_gone_is_told():
    with pytest.raises(LookupError, match="0 times"):
        MUTATIONS[0].applied("")

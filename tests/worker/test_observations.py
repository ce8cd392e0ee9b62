"""The names of the dimensions against the tasks, where Gymnasium says which is which."""

import re

import gymnasium
import pytest

from backend.spec.environments import ENVIRONMENTS
from backend.spec.observations import OBSERVATIONS, dimension

# The contact forces and inertias behind the named ones are too many to be told apart by a name.
NAMED_IN_PART = {"Ant-v5", "Humanoid-v5", "HumanoidStandup-v5"}
UNITS = {"(m)": "m", "(m/s)": "m/s", "(rad)": "rad", "(rad/s)": "rad/s", "(N)": "N"}


@pytest.mark.parametrize("name", OBSERVATIONS)
def test_there_is_one_name_for_each_dimension_and_none_twice(name):
    known, dims = OBSERVATIONS[name], ENVIRONMENTS[name].observation_dims
    assert len(known) < dims if name in NAMED_IN_PART else len(known) == dims
    assert len({each.name for each in known}) == len(known)


def documented(name):
    """Number and last column of each row of Gymnasium's own table; Ant's has wrong ones."""
    words = type(gymnasium.make(name).unwrapped).__doc__
    table = words.partition("## Observation")[2].partition("## Rewards")[0]
    rows = re.findall(r"^\s*\|\s*(\d+)\s*\|\s*(.*)\|\s*([^|]*?)\s*\|\s*$", table, re.MULTILINE)
    # A second table, where there is one, is about the state and not about the observation.
    return {
        int(number): "(rad/s)" if what.startswith("angular velocity") else unit
        for number, what, unit in reversed(rows)
    }


@pytest.mark.parametrize("task", [task for task in OBSERVATIONS if task.endswith("-v5")])
def test_the_units_are_those_of_gymnasiums_documentation(task):
    told = documented(task)
    compared = 0
    for place, (name, unit) in enumerate(OBSERVATIONS[task]):
        found = [short for words, short in UNITS.items() if told[place].endswith(words)]
        # A quaternion's parts have no unit, whatever the table says.
        if found and "orientation" not in name:
            compared += 1
            assert (place, unit) == (place, found[0])
    assert compared >= len(OBSERVATIONS[task]) // 2


def test_a_dimension_without_a_name_has_its_place():
    assert dimension("Ant-v5", 26).name == "back right ankle turning"
    assert dimension("Ant-v5", 27) == ("observation 27", "unit of the task")
    assert dimension("Orchard/Swing-v0", 0).name == "observation 0"

"""The command line that launches the same."""

import shlex

from backend.runs.command import launch_command, seeds_text
from backend.runs.launch_schemas import LaunchRequest


def test_the_command_sets_every_value_and_quotes_what_a_shell_would_eat():
    request = LaunchRequest(
        preset="mbpo/pendulum",
        spec={
            "environment": {"id": "Pendulum-v1"},
            "rollout": {"length": {"from": 1, "to": 5, "between": [10, 20]}},
            "seed": 4,
        },
        grid={"policy.updates_per_step": [5, 10]},
        seeds=[0, 1, 2],
        experiment_name="it's mine; rm -rf $HOME",
        tags=["a b"],
    )
    words = shlex.split(launch_command(request))
    assert words == [
        *("branchpoint", "launch", "mbpo/pendulum"),
        *("--set", "environment.id=Pendulum-v1"),
        *("--set", 'rollout.length={"from":1,"to":5,"between":[10,20]}'),
        *("--set", "policy.updates_per_step=5,10", "--seeds", "0-2"),
        *("--experiment", "it's mine; rm -rf $HOME", "--tag", "a b"),
    ]


def test_seeds_with_gaps_are_listed():
    assert launch_command(LaunchRequest(seeds=[0, 2, 7])) == (
        "echo '{}' | branchpoint launch - --seeds 0,2,7"
    )


def test_two_seeds_that_are_far_apart_are_no_row():
    assert seeds_text([0, 2**31 - 1]) == "0,2147483647"
    assert seeds_text([3, 4, 6]) == "3,4,6"
    assert seeds_text([]) == ""

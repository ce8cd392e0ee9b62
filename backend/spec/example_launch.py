"""The launch that shows what this is for, in a few minutes: does a longer rollout pay?"""

from typing import Any, TypedDict


class ExampleRequest(TypedDict):
    """What it asks for: fields of a request to launch."""

    experiment_name: str
    preset: str
    spec: dict[str, Any]
    grid: dict[str, list[Any]]
    seeds: list[int]
    tags: list[str]


class ExampleLaunch(TypedDict):
    """The request, and what it is in words."""

    request: ExampleRequest
    sentence: str


EXAMPLE: ExampleLaunch = {
    "request": {
        "experiment_name": "Does a longer rollout pay on Pendulum?",
        "preset": "mbpo/pendulum",
        "spec": {"training": {"env_steps": 2_000}},
        "grid": {"rollout.length": [1, 5]},
        "seeds": [0],
        "tags": ["example"],
    },
    "sentence": "Two runs of MBPO on Pendulum, 2,000 real steps each: one imagines single steps, "
    "the other five at a time. First curves within a minute; delete them when you have seen "
    "enough.",
}

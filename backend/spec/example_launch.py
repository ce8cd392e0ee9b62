"""The launch that shows what this is for, in a few minutes: does a longer rollout pay?"""

from collections.abc import Mapping
from typing import Any

# The request, as fields of a launch, and what it is in words.
EXAMPLE: Mapping[str, Any] = {
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
